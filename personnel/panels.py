"""What the page of a mission shows of those who serve there."""

from __future__ import annotations

from typing import Any

from django.db.models import Subquery

from accounts.permissions import Permission, units_for
from missions.models import Mission
from office.panels import Panel, Visitor
from personnel.access import people as access
from personnel.models import Establishment
from personnel.staffing import Staffed, at_missions
from plan.moment import Moment


def staff_of(mission: Mission, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    """For who reads the names of the mission. One whose reading is noted sees how many: the names stand on pages that note it."""
    reach = units_for(user, Permission.OFFICERS_READ)
    if reach is not None and mission.unit_id not in reach:
        return None
    in_force = Establishment.objects.in_force(moment.today.year).filter(unit=mission.unit_id).values("posts")[:1]
    serving = at_missions(moment.today).filter(unit=mission.unit_id).annotate(posts=Subquery(in_force))
    rows = list(serving.select_related("officer").order_by("until_on", "officer__sort_key"))
    posts = rows[0].posts if rows else next((row["posts"] for row in in_force), None)
    if posts is None and not rows:
        return None
    named = [] if access.is_noted(user) else rows
    return {"staffed": Staffed(mission.unit, posts, len(rows), 0), "rows": named, "today": moment.today}


STAFF = Panel("mission", "personnel/_mission_staff.html", Permission.OFFICERS_READ, 2, staff_of)
