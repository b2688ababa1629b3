"""The file of a questionnaire: pure, a text in, one edition or faults out, each with its line. The content is in the shape
of `reports.questions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.reading import Fault, note_duplicates
from plan.models import Indicator, Period
from plan.yaml_file import Entry, read_yaml
from reports.kinds import IN_A_TABLE, KINDS
from reports.models import Questionnaire
from reports.questions import WrongForm, form_of

LARGEST = 10**12  # of a limit, scaled
ROLES = ("difficulties", "proposals", "next")
DEEPEST_DECIMALS = 6
LONGEST_KEY = 50  # of a question: some stand in the database with an ending
WORDED = ("hint_vi", "hint_en", "unit_vi", "unit_en")
FEW = ("decimals", "least", "most", "cumulative")  # texts that belong to some kinds alone
LISTS = ("choices", "columns")  # and lists


@dataclass(frozen=True)
class PlanKnown:
    """What a questionnaire may name of a plan."""

    measures: frozenset[str] = frozenset()
    reported: Mapping[str, int] = field(default_factory=dict)  # indicators that units report, with their decimals
    taken: frozenset[str] = frozenset()  # indicators that the plan has from elsewhere


@dataclass(frozen=True)
class IndicatorRow:
    code: str
    values: dict[str, Any]
    measures: tuple[str, ...]


@dataclass
class QuestionnaireFile:
    file: str
    line: int  # of its number: where it is told that an edition is in use
    plan: str
    code: str
    number: int
    values: dict[str, Any]  # by the names of the model's fields, the content too
    indicators: list[IndicatorRow]
    units: tuple[str, ...] = ()  # codes of whom it asks, where its audience is "named"
    units_line: int = 1


def parse(file: str, text: str, plans: Mapping[str, PlanKnown]) -> tuple[QuestionnaireFile | None, list[Fault]]:
    """`plans` holds by its code what stands of each plan."""
    top, faults = read_yaml(file, text)
    if not faults:
        found = _Reader(top, plans).read()
        if not faults:
            try:
                form_of(found.values["content"])
            except WrongForm as wrong:
                faults.append(Fault(file, top.lines["sections"], "sections", str(wrong)))
        if not faults:
            return found, faults
    return None, faults


class _Reader:
    def __init__(self, top: Entry, plans: Mapping[str, PlanKnown]) -> None:
        self.top, self.plans = top, plans
        self.known = PlanKnown()
        self.decimals: dict[str, int] = {}  # of each indicator that may be asked for
        self.asked: list[tuple[Entry, str]] = []  # which question asks for which indicator

    def read(self) -> QuestionnaireFile:
        top = self.top
        texts = "code number plan title_vi title_en audience period_kind asked_from basis"
        top.expect(texts.split(), ["indicators", "sections", "units"], optional=["basis", "indicators", "units"])
        plan = top.reference("plan", self.plans)
        self.known = self.plans.get(plan, PlanKnown())
        basis = top.text("basis")
        indicators = [self._indicator(entry, basis) for entry in top.each("indicators")]
        self.decimals = dict(self.known.reported) | {row.code: row.values["decimals"] for row in indicators}
        sections = self._sections()
        self._each_is_asked_once(indicators)
        number = top.number("number", 1, 9999, required=True) or 0
        values: dict[str, Any] = _titled(top, "title", 300) | {
            "audience": top.choice("audience", Questionnaire.Audience.values),
            "period_kind": top.choice("period_kind", Period.Kind.values),
            "asked_from": top.day("asked_from", required=True) or date.min,
            "content": _given(plan=plan, basis=basis, sections=sections),
        }
        code, line = top.code("code", limit=40), top.lines.get("number", 1)
        units = self._units(values["audience"], values["period_kind"])
        return QuestionnaireFile(top.file, line, plan, code, number, values, indicators, units, top.lines.get("units", line))

    def _units(self, audience: str, period_kind: str) -> tuple[str, ...]:
        """Whom it asks by name. Of an ad hoc report the units are chosen when it is opened. Whether there is such a unit is
        found where the file is loaded."""
        codes, is_named = self.top.words("units"), audience == Questionnaire.Audience.NAMED
        if codes and not is_named:
            self.top.fault("units", _("belongs to the audience “named”"))
        elif is_named and not codes and period_kind != Period.Kind.AD_HOC:
            self.top.fault("units", _("is empty: which units are named?"))
        if len(set(codes)) < len(codes):
            self.top.fault("units", _("names a unit twice"))
        return tuple(codes)

    def _indicator(self, entry: Entry, basis: str) -> IndicatorRow:
        texts = "code name_vi name_en unit_vi unit_en direction across_units decimals"
        entry.expect(texts.split(), ["measures"], optional=["decimals", "measures"])
        code = entry.code("code", limit=40)
        if code in self.known.taken:
            entry.fault("code", _("“%s” is an indicator of the plan that no unit reports") % code)
        values: dict[str, Any] = _titled(entry, "name", 300) | _titled(entry, "unit", 60)
        values |= {
            "direction": entry.choice("direction", Indicator.Direction.values),
            "across_units": entry.choice("across_units", Indicator.Across.values),
            "decimals": entry.number("decimals", 0, DEEPEST_DECIMALS) or 0,
            "source_kind": Indicator.SourceKind.REPORTED.value,
            "basis": basis,
        }
        return IndicatorRow(code, values, self._measures(entry))

    def _measures(self, entry: Entry) -> tuple[str, ...]:
        codes = entry.words("measures")
        for code in codes:
            if code not in self.known.measures:
                entry.fault("measures", _("“%s” is not known") % code)
        if len(set(codes)) < len(codes):
            entry.fault("measures", _("names a measure twice"))
        return tuple(codes)

    def _sections(self) -> list[dict[str, Any]]:
        entries = self.top.each("sections")
        if not entries:
            self.top.fault("sections", _("is empty"))
        note_duplicates([(entry, entry.raw("key")) for entry in entries], "key")
        questions = [below for entry in entries for below in entry.each("questions")]
        note_duplicates([(entry, entry.raw("key")) for entry in questions], "key")
        return [self._section(entry) for entry in entries]

    def _section(self, entry: Entry) -> dict[str, Any]:
        entry.expect(["key", "title_vi", "title_en"], ["measures", "questions"], optional=["measures"])
        if not entry.each("questions"):
            entry.fault("questions", _("is empty"))
        return _given(
            key=entry.code("key", limit=60),
            **_titled(entry, "title"),
            measures=list(self._measures(entry)),
            questions=[self._question(below) for below in entry.each("questions")],
        )

    def _question(self, entry: Entry) -> dict[str, Any]:
        optional = [*WORDED, "required", "carried", *FEW, "indicator", "role"]
        entry.expect(["key", "kind", "label_vi", "label_en", *optional], [*LISTS, "when"], optional=[*optional, *LISTS, "when"])
        kind = entry.choice("kind", list(KINDS))
        answer = _answer(entry, kind)
        if kind == "table":
            note_duplicates([(column, column.raw("key")) for column in entry.each("columns")], "key")
        return _given(
            **answer,
            carried=_yes(entry, "carried"),
            indicator=self._indicated(entry, kind, answer.get("decimals", 0)),
            columns=[_column(column) for column in entry.each("columns")],
            when=_condition(entry),
            role=entry.choice("role", ROLES, required=False),
        )

    def _indicated(self, entry: Entry, kind: str, decimals: int) -> str:
        """The indicator that the answer becomes: of the same scale, or counted choice by choice."""
        code = entry.reference("indicator", self.decimals, required=False)
        if not code:
            return ""
        self.asked.append((entry, code))
        if kind not in {"number", "choice"}:
            entry.fault("indicator", _("belongs to a number or a choice"))
        elif kind == "number" and decimals != self.decimals[code]:
            entry.fault("decimals", _("the indicator “%(code)s” has %(n)d") % {"code": code, "n": self.decimals[code]})
        for choice in entry.each("choices"):
            if not choice.raw("value"):
                choice.fault("value", _("is empty: what does this answer count for the indicator?"))
        return code

    def _each_is_asked_once(self, indicators: Sequence[IndicatorRow]) -> None:
        note_duplicates([(entry, entry.raw("code")) for entry in self.top.each("indicators")])
        note_duplicates(self.asked, "indicator")
        asked = {code for _entry, code in self.asked}
        for entry, row in zip(self.top.each("indicators"), indicators, strict=True):
            if row.code and row.code not in asked:
                entry.fault("code", _("no question asks for “%s”") % row.code)


def _answer(entry: Entry, kind: str) -> dict[str, Any]:
    """What a question and a column of a table say alike. What belongs to another kind is a fault."""
    allowed = KINDS[kind].keys if kind in KINDS else ()
    for name in FEW:
        if name not in allowed and entry.raw(name):
            entry.fault(name, _("belongs to a number"))
    if ("choices" in allowed) != bool(entry.each("choices")):
        entry.fault("choices", _("only a choice has choices, and it needs them"))
    if ("columns" in allowed) != bool(entry.each("columns")):
        entry.fault("columns", _("only a table has columns, and it needs them"))
    note_duplicates([(choice, choice.raw("key")) for choice in entry.each("choices")], "key")
    numbers = _limits(entry) if kind == "number" else {}
    return _given(
        key=entry.code("key", limit=LONGEST_KEY),
        kind=kind,
        **_titled(entry, "label"),
        **{name: entry.text(name) for name in WORDED},
        required=_yes(entry, "required"),
        **numbers,
        cumulative=_yes(entry, "cumulative"),
        choices=[_choice(choice) for choice in entry.each("choices")],
    )


def _column(entry: Entry) -> dict[str, Any]:
    optional = [*WORDED, "required", "decimals", "least", "most"]
    entry.expect(["key", "kind", "label_vi", "label_en", *optional], ["choices"], optional=[*optional, "choices"])
    return _answer(entry, entry.choice("kind", IN_A_TABLE))


def _condition(entry: Entry) -> dict[str, Any]:
    """Which question is looked at, and with which answers the present one is asked; whether it fits is found by the form."""
    for when in entry.each("when")[:1]:
        when.expect(["question", "above"], ["is"], optional=["above", "is"])
        return _given(question=when.code("question"), above=when.number("above", -LARGEST, LARGEST), **{"is": when.words("is")})
    return {}


def _yes(entry: Entry, name: str) -> bool:
    return entry.choice(name, ["true", "false"], required=False) == "true"


def _limits(entry: Entry) -> dict[str, int]:
    """Scaled: with one decimal, 1000 is 100.0. An end that is not given is open."""
    least, most = entry.number("least", -LARGEST, LARGEST), entry.number("most", -LARGEST, LARGEST)
    if least is not None and most is not None and most < least:
        entry.fault("most", _("is below the least"))
    limits = {"decimals": entry.number("decimals", 0, DEEPEST_DECIMALS), "least": least, "most": most}
    return {name: value for name, value in limits.items() if value is not None}


def _choice(entry: Entry) -> dict[str, Any]:
    entry.expect(["key", "label_vi", "label_en", "value"], optional=["value"])
    return _given(key=entry.code("key", limit=60), **_titled(entry, "label"), value=entry.number("value", -LARGEST, LARGEST))


def _titled(entry: Entry, name: str, limit: int | None = None) -> dict[str, str]:
    return {f"{name}_{language}": entry.text(f"{name}_{language}", required=True, limit=limit) for language in ("vi", "en")}


def _given(**values: Any) -> dict[str, Any]:
    """Without what the file leaves open, so that the content stays readable."""
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}
