"""Who has reported and who has not, in the text of a progress report. The silent are named."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext

from accounts.folding import lower
from office.blocks import Block, Column, Table, Text
from reports.completeness import Review, Standing
from reports.field import counted_before, is_counted, reviewed_as, standing_in, uncounted
from reports.figures import Figures
from reports.sentences import body, items, linked, listed, missions, moment, number, reports, said
from reports.wording import standing

NAMED = 20  # more names than this stand in the annex alone
FAULTS = {"answers": gettext_lazy("its answers cannot be read")}
HEADS = {
    "expected": gettext_lazy("Expected"),
    **{
        one.value: one.label for one in (Standing.ON_TIME, Standing.LATE, Standing.NIL, Standing.MISSING, Standing.NOT_DUE, Standing.WAIVED)
    },
    Review.ACCEPTED.value: Review.ACCEPTED.label,
}
ALWAYS = {"expected", "on_time", "late", "missing", "accepted"}


def reporting(field: Figures, language: str, annex: str) -> list[Block]:
    """`annex`: the number of that in which every unit stands."""
    counts = field["counts"]
    if not counts["expected"]["n"] and not counts["waived"]["n"]:
        return [body(standing("reports-none"))]
    return [
        body(_received(field, language), _counted(field)),
        *_named(field, language, annex),
        _table(field, language),
    ]


def _received(field: Figures, language: str) -> tuple[Text, ...]:
    counts = field["counts"]
    names = ", ".join(lower(one["name"][language]) for one in field["quarters"])
    parts = [
        said("%(label)s %(n)s", label=lower(str(HEADS[name])), n=linked(counts[name]))
        for name in ("on_time", "late", "nil")
        if counts[name]["n"]
    ]
    received = linked(counts["received"], reports(counts["received"]["n"]))
    told = (received, Text(" ("), *listed(parts), Text(")")) if parts else (received,)
    expected = counts["expected"]
    if len(field["quarters"]) > 1:
        return standing("reports-several", periods=names, expected=reports(expected["n"]), received=told)
    return standing(
        "reports-one",
        periods=names,
        expected=linked(expected, missions(expected["n"])),
        due=moment(field["quarters"][0]["due_at"]),
        received=told,
    )


def _counted(field: Figures) -> tuple[Text, ...]:
    """What counts: accepted versions alone."""
    counts, stands = field["counts"], sum(is_counted(row) for row in field["units"])
    if not stands:
        return said(_("No report has been accepted yet, so the figures of this report count none."))
    words = ngettext(
        "The figures of this report count %(reports)s that the departments have accepted.",
        "The figures of this report count %(reports)s that the departments have accepted.",
        stands,
    )
    return said(words, reports=linked(counts["accepted"], reports(stands)) if stands == counts["accepted"]["n"] else Text(reports(stands)))


def _named(field: Figures, language: str, annex: str) -> list[Block]:
    """Each group with its names: silent, waiting, sent back, taken back, reopened, waived, unreadable. A number opens the list
    behind it where the list is just these."""
    several = len(field["quarters"]) > 1
    again = _("Reopened and sent again, the text accepted before still counted until the new one is accepted (%(n)s): %(names)s")
    groups = [
        ("missing", _("Not sent (%(n)s): %(names)s"), standing_in(field, Standing.MISSING)),
        ("waiting", _("Sent but not yet reviewed, not counted (%(n)s): %(names)s"), uncounted(field, Review.WAITING)),
        ("returned", _("Returned to be put right, not counted (%(n)s): %(names)s"), uncounted(field, Review.RETURNED)),
        ("withdrawn", _("Taken back by the unit, not counted (%(n)s): %(names)s"), uncounted(field, Review.WITHDRAWN)),
        ("reopened", _("Reopened since, the accepted text still counted (%(n)s): %(names)s"), reviewed_as(field, Review.REOPENED)),
        ("", again, counted_before(field)),
        ("waived", _("Waived (%(n)s): %(names)s"), standing_in(field, Standing.WAIVED)),
    ]
    lines = [said(words, n=_number(field, key, rows), names=_names(rows, language, several, annex)) for key, words, rows in groups if rows]
    lines += [
        said(_("Accepted, but not used: %(name)s (%(fault)s)"), name=_name(row, language, several), fault=str(FAULTS[row["fault"]]))
        for row in field["bad"]
    ]
    return [items(lines)] if lines else []


def _number(field: Figures, key: str, rows: Sequence[Figures]) -> Text:
    listed = field["counts"].get(key)
    return linked(listed) if listed and listed["n"] == len(rows) else Text(number(len(rows)))


def _names(rows: Sequence[Figures], language: str, several: bool, annex: str) -> tuple[Text, ...]:
    if len(rows) > NAMED:
        return said(_("see Annex %(annex)s"), annex=annex)
    return listed([(_name(row, language, several),) for row in rows])


def _name(row: Figures, language: str, several: bool) -> Text:
    name = row["name"][language]
    return Text(f"{name} ({row['period']})" if several else name, row["address"])


def _table(field: Figures, language: str) -> Table:
    shown = [name for name in HEADS if name in ALWAYS or field["counts"][name]["n"]]

    def numbers(counts: Figures) -> tuple[Text, ...]:
        return tuple(linked(counts[name]) for name in shown)

    rows = tuple((Text(department_name(one["name"], language)), *numbers(one["counts"])) for one in field["departments"])
    return Table(
        caption=_("Reports of the missions, by the department that follows them"),
        columns=(Column(_("Department that follows it"), 30), *(Column(str(HEADS[name]), 12, "center") for name in shown)),
        rows=rows,
        total=(Text(pgettext("in a table of departments", "Total")), *numbers(field["counts"])),
    )


def department_name(name: dict[str, str], language: str) -> str:
    return name[language] or _("Followed by no department")


def standing_words(row: Figures) -> str:
    """Muộn 3 ngày."""
    label = str(Standing(row["standing"]).label)
    if not row["is_late"]:
        return label
    days = npgettext("of a report", "%(n)s day late", "%(n)s days late", row["days_late"]) % {"n": number(row["days_late"])}
    late = days if row["days_late"] else str(Standing.LATE.label)
    return late if row["standing"] == Standing.LATE else f"{label} ({lower(late)})"


def review_words(row: Figures) -> str:
    if not row["review"]:
        return "–"
    label = str(Review(row["review"]).label)
    before = row["review"] != Review.ACCEPTED and is_counted(row)
    return _("%(review)s; accepted text counted") % {"review": label} if before else label
