"""The signs of the house, drawn on 16 by 16. Shape comes before colour: filled is done, hollow is open,
half filled is late, a diamond is overdue, a dashed ring is ongoing, a triangle is a risk, an octagon is off course."""

_RING = '<circle cx="8" cy="8" r="6" class="ico-line"/>'

DRAWINGS: dict[str, str] = {
    # cells of the plan
    "ontime": '<circle cx="8" cy="8" r="7"/><path d="M4.6 8.3l2.3 2.3 4.5-4.9" class="ico-cut"/>',
    "late": '<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.8a5.2 5.2 0 0 1 0 10.4z" fill-rule="evenodd"/>',
    "within": _RING,
    "overdue": '<path d="M8 .5L15.5 8 8 15.5.5 8z"/><path d="M8 4.3v4.4" class="ico-cut"/>'
    '<circle cx="8" cy="11" r="1.1" class="ico-hole"/>',
    "ongoing": '<circle cx="8" cy="8" r="6" class="ico-line" stroke-dasharray="3.1 3.18"/>',
    "noterm": _RING + '<path d="M4.8 8h6.4" class="ico-line"/>',
    "paused": '<path d="M3.5 2h3v12h-3zM9.5 2h3v12h-3z"/>',
    "done": '<circle cx="8" cy="8" r="7"/>',
    "cancelled": _RING + '<path d="M3.8 12.2l8.4-8.4" class="ico-line"/>',
    # health and answers
    "good": '<path d="M2 8.4l4 4L14 4" class="ico-line"/>',
    "risk": '<path d="M8 1.2L15.4 14.6H.6z"/><path d="M8 6v4" class="ico-cut"/><circle cx="8" cy="12.3" r="1" class="ico-hole"/>',
    "bad": '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="M5.3 5.3l5.4 5.4m0-5.4l-5.4 5.4" class="ico-cut"/>',
    "none": '<path d="M2 8h12" class="ico-line"/>',
    "nil": '<path d="M2.5 2.5h11v11h-11z" class="ico-line"/>',
    "waived": '<path d="M2 8h12M8 2v12" class="ico-line"/>',
    "wait": '<path d="M3 1.5h10v2L9.2 8l3.8 4.5v2H3v-2L6.8 8 3 3.5z"/>',
    "busy": '<path d="M8 2a6 6 0 1 1-6 6" class="ico-line"/>',
    "clash": '<path d="M1 5h9L7 2m8 9H6l3 3" class="ico-line"/>',
    "lock": '<path d="M3 7h10v7.5H3z"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" class="ico-line"/>',
    "info": '<circle cx="8" cy="8" r="7"/><path d="M8 7v5" class="ico-cut"/><circle cx="8" cy="4.4" r="1.1" class="ico-hole"/>',
    # things of the page
    "find": '<circle cx="6.8" cy="6.8" r="4.8" class="ico-line"/><path d="M10.4 10.4l4.2 4.2" class="ico-line"/>',
    "menu": '<path d="M1 3.5h14M1 8h14M1 12.5h14" class="ico-line"/>',
    "person": '<circle cx="8" cy="5" r="3.2" class="ico-line"/><path d="M1.8 15c.6-3.6 3-5.4 6.2-5.4s5.6 1.8 6.2 5.4" class="ico-line"/>',
    "file": '<path d="M3 1.2h6.5l3.5 3.5v10H3z" class="ico-line"/><path d="M9 1.5V5h3.8" class="ico-line"/>',
    # kinds of missions
    "embassy": '<circle cx="8" cy="8" r="6"/>',
    "consulate_general": '<path d="M2.6 2.6h10.8v10.8H2.6z"/>',
    "consulate": '<path d="M3 3h10v10H3z" class="ico-line"/>',
    "permanent_mission": '<path d="M8 1l7 7-7 7-7-7z"/>',
    "economic_cultural_office": '<path d="M8 1.5L15 14H1z"/>',
}

# A cell of the plan (plan.progress.Cell) to its sign; the class has the same name.
CELLS = {
    "done_on_time": "ontime",
    "done_late": "late",
    "open_within": "within",
    "open_overdue": "overdue",
    "ongoing": "ongoing",
    "no_deadline": "noterm",
    "paused": "paused",
    "done_without_term": "done",
    "out": "cancelled",
}
HEALTH = {"on_track": "good", "at_risk": "risk", "off_track": "bad"}
