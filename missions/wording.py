"""How the network is spoken of: a day by what is known of it, what happened in the history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Event, Unit
from accounts.retold import both, measured_in, one_of
from accounts.words import Kind
from missions.forecasting import MEANINGS
from missions.models import MissionEvent
from missions.models.forecast import AssumptionKey
from missions.network import EventKind, PostKind, Precision

# Missions to organisations share one sign.
_SAME_SIGN = {PostKind.DELEGATION: PostKind.PERMANENT_MISSION, PostKind.PERMANENT_OBSERVER_MISSION: PostKind.PERMANENT_MISSION}


def sign_of(kind: str) -> str:
    """The sign of a kind of mission, by its name in `office.icons`."""
    return str(_SAME_SIGN.get(PostKind(kind), PostKind(kind)).value)


def when(on: date | None, precision: str) -> str:
    """A date with its precision in words: "13/08/2025", "in 1950", "not later than 09/11/2020"."""
    if on is None or precision == Precision.UNKNOWN:
        return _("day not known")
    day = f"{on:%d/%m}/{on.year:04d}"
    return {
        Precision.DAY: day,
        Precision.MONTH: _("in %(month)s") % {"month": f"{on:%m}/{on.year:04d}"},
        Precision.YEAR: _("in %(year)s") % {"year": f"{on.year:04d}"},
        Precision.NOT_LATER_THAN: _("not later than %(day)s") % {"day": day},
        Precision.NOT_EARLIER_THAN: _("not earlier than %(day)s") % {"day": day},
    }[Precision(precision)]


def counted_from(on: date | None, precision: str) -> str:
    """From which day it counts, where that is not the day itself; else empty."""
    if on is None or precision not in (Precision.MONTH, Precision.YEAR):
        return ""
    words = (
        _("counts from the last day of the month, %(day)s")
        if precision == Precision.MONTH
        else _("counts from the last day of the year, %(day)s")
    )
    return words % {"day": f"{on:%d/%m}/{on.year:04d}"}


def _address(event: Event) -> str:
    return reverse("missions:mission", kwargs={"code": event.object_code})


def _opening(event: Event) -> str:
    return reverse("missions:opening", kwargs={"code": event.object_code})


def _forecast(event: Event) -> str:
    return reverse("missions:forecast")


VERBS = {
    "missions.opened": gettext_lazy("opened %(object)s"),
    "missions.opening_added": gettext_lazy("added %(object)s to the openings in preparation"),
    "missions.opening_edited": gettext_lazy("edited %(object)s"),
    "missions.opening_dated": gettext_lazy("changed dates or chances of %(object)s"),
    "missions.stage_reached": gettext_lazy("recorded a stage of %(object)s as reached"),
    "missions.stage_returned": gettext_lazy("took back a stage of %(object)s"),
    "missions.opening_abandoned": gettext_lazy("gave up %(object)s"),
    "missions.opening_resumed": gettext_lazy("took up %(object)s again"),
    "missions.opening_opened": gettext_lazy("opened the mission of %(object)s"),
    "missions.assumption_set": gettext_lazy("changed the assumption %(object)s"),
    "missions.forecast_kept": gettext_lazy("kept the forecast of %(object)s"),
    "mission.edited": gettext_lazy("changed the facts of %(object)s"),
    "mission.event_recorded": gettext_lazy("recorded what happened to %(object)s"),
    "mission.event_corrected": gettext_lazy("corrected what was recorded of %(object)s"),
}

# What a loaded file and a person say of an event, under the same names: a file then leaves alone what a person has said.
EVENT_FIELDS: dict[str, Any] = {}
for _kind in EventKind:
    EVENT_FIELDS |= {
        f"{_kind.value}_on": _kind.label,
        f"{_kind.value}_precision": MissionEvent._meta.get_field("precision"),
        f"{_kind.value}_decision_number": gettext_lazy("document"),
        f"{_kind.value}_basis": gettext_lazy("source"),
        f"{_kind.value}_from_kind": MissionEvent._meta.get_field("from_kind"),
        f"{_kind.value}_to_kind": MissionEvent._meta.get_field("to_kind"),
    }

KINDS = {
    "missions.opening": Kind(
        gettext_lazy("Opening in preparation"),
        about=gettext_lazy("opening"),
        address=_opening,
        fields={
            "stage": gettext_lazy("stage of the opening"),
            "dates": gettext_lazy("expected dates"),
            "chance": gettext_lazy("chance that it comes"),
            "reached_on": gettext_lazy("reached on"),
            "evidence": gettext_lazy("evidence"),
            "mission": gettext_lazy("Representative mission"),
            "opened_on": gettext_lazy("Opened"),
            "opened_decision_number": gettext_lazy("document"),
        },
        names=[both("name")],
        named={**dict.fromkeys(("stage", "dates", "chance"), "missions.stage"), "mission": "accounts.unit"},
    ),
    "missions.stage": Kind(gettext_lazy("Stage of an opening"), names=[both("name")]),
    "missions.assumption": Kind(
        gettext_lazy("Assumption of the forecast"),
        address=_forecast,
        reads={
            "": one_of(label for _key, label in AssumptionKey.choices),
            "value": measured_in(meaning.unit for meaning in MEANINGS.values()),
        },
    ),
    "missions.forecastrun": Kind(gettext_lazy("Forecast"), address=_forecast),
    "missions.mission": Kind(
        gettext_lazy("Mission"),
        address=_address,
        fields={
            **EVENT_FIELDS,
            "event_kind": gettext_lazy("What happened"),
            "name_vi": Unit._meta.get_field("name_vi"),
            "name_en": Unit._meta.get_field("name_en"),
            "department": gettext_lazy("Department that follows it"),
            "accredited_to": gettext_lazy("also accredited to"),
        },
        names=[both("unit__name")],
        named={"department": "accounts.unit", "accredited_to": "missions.country"},
        reads={"event_kind": one_of(label for _key, label in EventKind.choices)},
    ),
    "missions.country": Kind(gettext_lazy("Name of a country"), names=[both("name")]),
    "missions.networktotal": Kind(gettext_lazy("Published total of missions")),
}
