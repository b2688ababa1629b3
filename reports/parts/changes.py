"""What has changed since the last report, in sentences. Nothing is said twice: a list of codes, each a link."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.folding import lower
from accounts.numbers import shown_percent
from office.blocks import Block, Text
from plan.progress import Term
from reports.changes import is_empty
from reports.figures import Figures
from reports.sentences import after, body, day, items, listed, measured, measures, number, said, share_of


def changed(figures: Figures, language: str) -> list[Block]:
    previous, found = figures["previous"], figures["changes"]
    if previous is None:
        return [body(said(_("There is no earlier report to compare with.")))]
    words = (
        _("Compared with how the plan stood on %(day)s:")
        if not previous["address"]
        else _("Compared with the approved report as of %(day)s:")
        if previous["approved"]
        else _("Compared with the draft report as of %(day)s:")
    )
    opening = said(words, day=Text(day(previous["on"]), previous["address"]))
    if is_empty(found):
        return [body(after(opening, said(_("nothing has changed."))))]
    return [body(opening), items([*_measures(found, language), *_values(found, language)])]


def _measures(found: Figures, language: str) -> list[tuple[Text, ...]]:
    groups = [
        (found["newly_done"], _("Newly completed, %(measures)s: %(codes)s")),
        (found["newly_overdue"], _("Newly overdue, %(measures)s: %(codes)s")),
        (found["reopened"], _("Reopened, %(measures)s: %(codes)s")),
        (found["added"], _("New in the plan, %(measures)s: %(codes)s")),
        (found["dropped"], _("No longer in force, %(measures)s: %(codes)s")),
    ]
    lines = [
        said(words, measures=measures(len(rows)), codes=listed([_named(row, language) for row in rows])) for rows, words in groups if rows
    ]
    if moved := found["moved"]:
        words = _("Deadlines changed, %(measures)s: %(moves)s")
        lines.append(said(words, measures=measures(len(moved)), moves=listed([_move(row) for row in moved])))
    if back := found.get("went_back"):
        words = _("Gone backwards, %(measures)s: %(moves)s")
        lines.append(said(words, measures=measures(len(back)), moves=listed([_less(row) for row in back])))
    return lines


def _less(row: Figures) -> tuple[Text, ...]:
    words = _("%(code)s (from %(old)s to %(new)s)")
    return said(words, code=Text(row["code"], row["address"]), old=shown_percent(row["from"]), new=shown_percent(row["to"]))


def _named(row: Figures, language: str) -> tuple[Text, ...]:
    return said("%(code)s (%(title)s)", code=Text(row["code"], row["address"]), title=row["title"][language])


def _move(row: Figures) -> tuple[Text, ...]:
    words = _("%(code)s (from %(old)s to %(new)s)")
    return said(words, code=Text(row["code"], row["address"]), old=_term(row["from"]), new=_term(row["to"]))


def _term(term: Figures) -> str:
    return day(term["due_on"]) if term["due_on"] else lower(str(Term(term["term"]).label))


def _values(found: Figures, language: str) -> list[tuple[Text, ...]]:
    lines = []
    if network := found["network"]:
        words = _("Missions open: from %(old)s to %(new)s")
        lines.append(said(words, old=number(network["from"]), new=Text(number(network["to"]), network["address"])))
    lines += [_indicator(row, language) for row in found["indicators"]]
    return lines


def _indicator(row: Figures, language: str) -> tuple[Text, ...]:
    """With the days of both values, where frozen figures know them: they need not be those of the two reports. Of what units
    report, where the two are not of the same units, with how many each is of, and what those in both came to."""
    both = row.get("alike")
    units = row.get("from_units"), row.get("to_units")
    apart = any(units) and not (both and units == (both["units"], both["units"]))
    if apart:
        words = _("%(name)s: from %(old)s (%(old_on)s, %(old_of)s missions) to %(new)s (%(new_on)s, %(new_of)s missions)")
    elif row.get("from_on") and row.get("to_on"):
        words = _("%(name)s: from %(old)s (%(old_on)s) to %(new)s (%(new_on)s)")
    else:
        words = _("%(name)s: from %(old)s to %(new)s")
    unit = row["unit"][language]
    told = said(
        words,
        name=row["name"][language],
        old=measured(row["from"], row["decimals"], unit),
        old_on=day(row.get("from_on")),
        old_of=share_of(row.get("from_units"), row.get("from_asked")),
        new=Text(measured(row["to"], row["decimals"], unit), row["address"]),
        new_on=day(row.get("to_on")),
        new_of=share_of(row.get("to_units"), row.get("to_asked")),
    )
    if apart and both:
        told = (*told, *_alike(both, row["decimals"], unit if unit == "%" else ""))
    return (*told, Text(_(", going backwards"))) if row.get("went_back") else told


def _alike(both: Figures, places: int, unit: str) -> tuple[Text, ...]:
    was, now = measured(both["before"], places, unit), measured(both["now"], places, unit)
    if was == now:
        return said(_("; of the %(n)s missions in both no change"), n=number(both["units"]))
    return said(_("; of the %(n)s missions in both from %(old)s to %(new)s"), n=number(both["units"]), old=was, new=now)
