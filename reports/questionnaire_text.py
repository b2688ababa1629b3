"""An edition as the text of its file (`reports.questionnaire_file` reads it): what is exported comes back as the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from plan.yaml_file import read_yaml
from reports.models import Questionnaire
from reports.questionnaire_file import PlanKnown, parse

INDICATOR = ("code", "name_vi", "name_en", "unit_vi", "unit_en", "direction", "across_units", "decimals", "measures")


@dataclass(frozen=True)
class Wrong:
    """What is wrong, and where: keys of section and question, empty where it is about more than one."""

    section: str
    question: str
    field: str
    reason: str


def text_of(row: Questionnaire, indicators: Sequence[Mapping[str, Any]]) -> str:
    """`indicators`: those that units report, as rows of the keys above; only the ones asked for stand in the file."""
    asked = [question.get("indicator") for section in row.content.get("sections", []) for question in section.get("questions", [])]
    top = {
        "code": row.code,
        "number": row.number,
        "plan": row.content.get("plan", ""),
        "title_vi": row.title_vi,
        "title_en": row.title_en,
        "audience": row.audience,
        "period_kind": row.period_kind,
        "asked_from": row.asked_from.isoformat(),
        "basis": row.content.get("basis", ""),
        "units": row.named if row.audience == Questionnaire.Audience.NAMED else [],
        "indicators": [{key: one[key] for key in INDICATOR if one.get(key)} for one in indicators if one["code"] in asked],
        "sections": row.content.get("sections", []),
    }
    given = {key: value for key, value in top.items() if value not in ("", [])}
    return yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=120)


def faults_of(text: str, plans: Mapping[str, PlanKnown]) -> list[Wrong]:
    """By the same reader as the file, so that what can be published here can be loaded elsewhere."""
    _found, faults = parse("", text, plans)
    if not faults:
        return []
    top, _broken = read_yaml("", text)
    places = [(1, "", "")]
    for part in top.each("sections"):
        places.append((part.line, part.raw("key"), ""))
        places += [(below.line, part.raw("key"), below.raw("key")) for below in part.each("questions")]
    found = []
    for fault in faults:
        _line, section, question = max(place for place in places if place[0] <= fault.line)
        named, colon, reason = fault.reason.partition(": ")  # of the form as a whole: "question rent-until: …"
        if fault.field == "sections" and colon and named.startswith("question "):
            question = named.removeprefix("question ")
            section = next((s for _n, s, q in places if q == question), "")
            found.append(Wrong(section, question, "", reason))
        else:
            found.append(Wrong(section, question, "" if fault.field == "sections" else fault.field, fault.reason))
    return found


def told(wrong: Wrong) -> str:
    where = wrong.question or wrong.section
    return _("%(where)s, %(field)s: %(reason)s") % {"where": where or "–", "field": wrong.field or "–", "reason": wrong.reason}
