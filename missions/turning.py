"""The kind of a mission has a history: an upgrade says from which kind to which, and from which day; the past keeps its own."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from missions import belonging
from missions.models import FormerKind, Mission, MissionEvent
from missions.network import EventKind, PostKind
from missions.sequence import Turn, fault_in_turns, in_order
from missions.wording import when


def turns_of(mission: Mission, but: MissionEvent | None = None) -> list[Turn]:
    """What is believed of it now, in order."""
    rows = mission.events.standing().changes_of_kind()
    return in_order(Turn(row.on, row.from_kind, row.to_kind, row.pk) for row in rows if row.on and row != but)


def kinds_of(mission: Mission, kind: str, from_kind: str, to_kind: str, on: date | None, corrects: MissionEvent | None) -> tuple[str, str]:
    """Both kinds of an upgrade, where the kind before may be left out: it is the one that the mission had until then.

    ValidationError at their fields where one is lacking, where nothing would change, or where another event has them.
    """
    if kind != EventKind.UPGRADED:
        if from_kind or to_kind:
            raise ValidationError({"to_kind": _("Only where it became of another kind: leave both kinds empty.")})
        return "", ""
    if to_kind not in PostKind.values:
        raise ValidationError({"to_kind": _("Say which kind it became.")})
    if not from_kind and corrects is not None and corrects.from_kind:
        from_kind = corrects.from_kind
    elif not from_kind:
        turns = turns_of(mission, corrects)
        earlier, later = ([turn for turn in turns if on and (turn.on <= on) == is_by_then] for is_by_then in (True, False))
        from_kind = earlier[-1].to_kind if earlier else later[0].from_kind if later else mission.kind
    if from_kind not in PostKind.values or from_kind == to_kind:
        raise ValidationError({"from_kind": _("Say which other kind it had before.")})
    return from_kind, to_kind


def kind_after(mission: Mission, asked: Turn | None, corrects: MissionEvent | None) -> str:
    """The kind of the mission now, with the change of kind that is asked for and without the one that is corrected.

    ValidationError where these changes cannot follow one another, do not lead to what the mission is, or where a mission of
    that kind cannot be in that place.
    """
    others = turns_of(mission, corrects)
    turns = in_order([*others, asked] if asked else others)
    if fault := fault_in_turns(turns):
        raise ValidationError({"to_kind" if asked else "kind": fault})
    corrected = corrects is not None and bool(corrects.to_kind)
    if corrected and turns and asked is None and turns[0].from_kind != (first := turns_of(mission)[0].from_kind):
        told = {"first": PostKind(first).label, "was": PostKind(turns[0].from_kind).label, "day": f"{turns[0].on:%d/%m/%Y}"}
        message = _("It began as %(first)s, but without this event it would have been %(was)s until %(day)s: correct that event first.")
        raise ValidationError({"kind": message % told})
    if not turns:
        return corrects.from_kind if corrects is not None and corrected else mission.kind
    if not others and not corrected and mission.kind not in (turns[-1].from_kind, turns[-1].to_kind):
        told = {"kind": mission.get_kind_display()}
        raise ValidationError({"to_kind": _("The register says that it is: %(kind)s. One of the two kinds must be that one.") % told})
    kind = turns[-1].to_kind
    if kind != mission.kind:
        _must_belong(mission, kind)
    return kind


def _must_belong(mission: Mission, kind: str) -> None:
    country = mission.host_country
    found = belonging.faults(kind=kind, organisation=mission.organisation, country=country, time_zone=mission.time_zone)
    if "organisation" in found:
        raise ValidationError({"to_kind": found["organisation"]})
    if (kind == PostKind.ECONOMIC_CULTURAL_OFFICE) != (country is not None and country.pk == "TW"):
        raise ValidationError({"to_kind": _("the post there is an economic and cultural office, and no other post is one")})


def must_not_turn(mission: Mission) -> None:
    """ValidationError where the kind of today is what the mission became: not a fact to be edited, but an event to be corrected."""
    if turns := turns_of(mission):
        event = mission.events.standing().get(pk=turns[-1].place)
        told = {"kind": PostKind(event.to_kind).label, "event": f"{event.get_kind_display()}: {when(event.on, event.precision)}"}
        message = _("It is %(kind)s because of what is recorded on its page (%(event)s): correct that event instead.") % told
        raise ValidationError({"kind": message})


def keep_former(mission: Mission, kind: str, now: datetime) -> None:
    """What the register said of its kind until now, before it says otherwise."""
    FormerKind.objects.create(mission=mission, kind=kind, until=now)
