"""The network on the map: which posts are marked on a day, in which state, and what is said of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.naming import forbidden
from missions.access import Visitor
from missions.atlas import Drawing, Mark, Post, Words, compose
from missions.models import Mission
from missions.models.mission import MissionQuerySet
from missions.network import Network, PostKind
from missions.planned import planned_for
from missions.projection import FRAMES, WORLD, Frame
from missions.regions import REGIONS
from missions.register import apart, chosen, in_reading_order
from missions.wording import sign_of
from plan.moment import Moment

WHOLE = gettext_lazy("The world")
STATES: Mapping[str, Promise] = {  # of posts that are marked and not counted
    "beside": gettext_lazy("Open, of another region"),
    "closed": gettext_lazy("Closed or suspended"),
    "intention": gettext_lazy("Intention, not decided"),
    "planned": gettext_lazy("In preparation"),
}


@dataclass(frozen=True)
class View:
    """A link to the map of a region, with how many open posts belong to it."""

    key: str
    name: str
    count: int
    address: str
    is_here: bool


@dataclass
class Mapped:
    frame: Frame
    name: str
    network: Network
    listed: list[Mission]  # the open ones of the region, departments together
    wide: Drawing
    narrow: Drawing
    views: list[View]
    kinds: list[tuple[str, str, int]]  # sign, name, number of open posts of the region
    states: list[tuple[str, str, int]]  # posts that are not open, by state
    outside: int  # open posts of the region that lie outside its frame
    unplaced: int  # open posts whose place is not recorded


def mapped(missions: MissionQuerySet, user: Visitor, moment: Moment, asked: Mapping[str, Any], frame: Frame) -> Mapped:
    asked = {name: value for name, value in asked.items() if name != "region"}  # which the frame says, with its neighbours
    rows = in_reading_order(chosen(missions, asked, moment).standing_on(moment.on, moment.known).for_list(moment.known))
    open_now = [mission for mission in rows if mission.was_open]
    beside = apart([mission for mission in rows if not mission.was_open], moment.on)
    here = [mission for mission in open_now if _is_placed(mission) and _belongs(frame, mission)]
    posts = [_post(mission, "open" if _belongs(frame, mission) else "beside") for mission in open_now if _is_placed(mission)]
    posts += [_post(mission, state) for state in ("closed", "intention") for mission in beside[state] if _is_placed(mission)]
    posts += _planned(user, moment)
    seen = Counter(post.state for post in posts if frame is WORLD or frame.shows(post.longitude, post.latitude))
    kinds = Counter(mission.kind_shown for mission in here)
    return Mapped(
        frame=frame,
        name=_name_of(frame.key),
        network=missions.network(moment.on, moment.known),
        listed=here,
        wide=compose(posts, frame, names_of_places()),
        narrow=compose(posts, frame, names_of_places(), narrow=True),
        views=_views(open_now, frame, moment, asked),
        kinds=[(sign_of(kind), str(kind.label), kinds[kind]) for kind in PostKind if kinds[kind]],
        states=[(state, str(label), seen[state]) for state, label in STATES.items() if seen[state]],
        outside=sum(not frame.shows(float(mission.longitude or 0), float(mission.latitude or 0)) for mission in here),
        unplaced=sum(not _is_placed(mission) for mission in open_now),
    )


def names_of_places() -> Words:
    """The names by which the archipelagos and the sea are called on every map, as the ministry writes them."""
    whose = _("(Viet Nam)")
    return Words((_("Hoang Sa"), whose), (_("Truong Sa"), whose), (_("East Sea"),), _("Ha Noi"))


def _is_placed(mission: Mission) -> bool:
    return mission.latitude is not None and mission.longitude is not None


def _belongs(frame: Frame, mission: Mission) -> bool:
    return frame is WORLD or REGIONS[frame.key].has(mission)


def _name_of(key: str) -> str:
    return str(REGIONS[key].name if key else WHOLE)


def _post(mission: Mission, state: str) -> Post:
    city = mission.text("city")
    return Post(
        key=mission.unit.code,
        name=mission.unit.name if state in ("open", "beside") else f"{mission.unit.name} ({STATES[state]})",
        # A city is named alone only where that leaves nothing unsaid about whose it is.
        place=mission.place if mission.host_country_id == "TW" or forbidden(city) else city,
        sign=sign_of(mission.kind_shown),
        state=state,
        longitude=float(mission.longitude or 0),
        latitude=float(mission.latitude or 0),
        address=reverse("missions:mission", kwargs={"code": mission.unit.code}),
        regions=frozenset(key for key, region in REGIONS.items() if region.has(mission)),
    )


def _planned(user: Visitor, moment: Moment) -> list[Post]:
    found = []
    for planned in planned_for(user, moment.on):
        words = ", ".join(part for part in (planned.name, planned.when) if part)
        found.append(
            Post(planned.code, f"{words} ({STATES['planned']})", planned.name, sign_of(planned.kind), "planned",
                 planned.longitude, planned.latitude, planned.address)
        )  # fmt: skip
    return found


def _views(open_now: Iterable[Mission], here: Frame, moment: Moment, asked: Mapping[str, Any]) -> list[View]:
    placed = [mission for mission in open_now if _is_placed(mission)]
    frames = {"": WORLD, **FRAMES}
    return [
        View(key, _name_of(key), sum(_belongs(frame, mission) for mission in placed), address(key, moment, asked), frame is here)
        for key, frame in frames.items()
    ]


def address(region: str, moment: Moment, asked: Mapping[str, Any]) -> str:
    """The map of a region with the same filter at the same moment."""
    filters = {name: asked[name] for name in ("q", "kind", "department") if asked.get(name)}
    chosen_parts = {"region": region, **filters} if region else filters
    query = "&".join(part for part in (urlencode(chosen_parts), moment.query) if part)
    return reverse("missions:map") + (f"?{query}" if query else "")


def title_of(mark: Mark) -> str:
    """What a mark says to the pointer and to a screen reader."""
    if mark.count == 1:
        return mark.first.name
    if not mark.region:
        return _("%(n)d missions: %(names)s") % {"n": mark.count, "names": mark.names}
    shown = mark.names if mark.count <= 4 else "; ".join([*(post.name for post in mark.posts[:3]), "…"])
    words = {"n": mark.count, "region": _name_of(mark.region), "names": shown}
    return _("%(n)d missions; zoom in on %(region)s: %(names)s") % words
