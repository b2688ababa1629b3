"""What leadership reads (`/dashboard/`): on course or not, where not, why, what has changed. Owns no rule: it asks the
plan, the network, the indicators and the reports, and gives every number the address of exactly its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, can, units_for
from missions.indicators import OPEN
from office.blocks import Text
from overview.items import Gap
from overview.work import Item, decisions, quiet
from plan.models import Measure, Period, Plan
from plan.moment import Moment
from plan.progress import DONE, Cell, CellCounts, cells_of
from plan.readings import Reading, readings
from plan.reckoning import Side, Standing, standing
from plan.views.asof import rows
from plan.views.charting import chart
from plan.views.counting import Scoreboard, scoreboard
from plan.views.indicators import Line, line_of, row_of
from reports.access import obligations_for
from reports.completeness import Completeness
from reports.due import due_in_words
from reports.register import Question
from reports.sentences import number, said

NAMED = 6  # codes named as the reason of a change; the number opens them all
COMPARED = 8  # quarters that may be compared with


@dataclass(frozen=True)
class Number:
    """A number and exactly its rows; nothing to open behind a zero. None: not known."""

    value: int | None
    address: str = ""


@dataclass(frozen=True)
class Change:
    """One line of what has changed since the other day."""

    label: str
    then: Number
    now: Number
    codes: Sequence[tuple[str, str]] = ()  # measures that have come in, with their pages
    more: bool = False  # and others

    @property
    def moved(self) -> bool:
        return self.then.value != self.now.value


@dataclass(frozen=True)
class Chased:
    """The period whose reports are being gathered, of the units that the reader may know of."""

    period: Period
    question: Question

    @property
    def name(self) -> str:
        return _inside(self.period.name)

    @property
    def counts(self) -> Completeness:
        return self.question.counts

    def address(self, **chosen: str) -> str:
        query = "&".join(part for part in (urlencode(chosen), self.question.moment.query) if part)
        return reverse("reports:period", args=[self.period.code]) + (f"?{query}" if query else "")

    @property
    def due(self) -> str:
        """On the clock of Hà Nội; of a past day without what was left, which would be told of today."""
        owed = due_in_words(self.period.due_at, "", "", self.question.at)
        return owed.words if self.question.moment.is_now else owed.clocks

    @property
    def missing(self) -> Number:
        return Number(self.counts.missing, self.address(standing="missing"))

    @property
    def unsent(self) -> Number:
        """Not sent, whether or not the due time has passed."""
        return Number(self.counts.unsent, self.address(standing="unsent"))

    @property
    def owed(self) -> Number:
        return Number(self.counts.expected, self.address(standing="owed"))

    @property
    def departments(self) -> list[tuple[str, Number, Number]]:
        """Name, how many have not sent, how many owe; those with the most silent first."""
        listed = []
        for one in self.question.departments:
            code = one.code or "none"
            silent = Number(one.counts.unsent, self.address(department=code, standing="unsent"))
            owed = Number(one.counts.expected, self.address(department=code, standing="owed"))
            listed.append((one, silent, owed))
        listed.sort(key=lambda line: -(line[1].value or 0))
        return [(one.name_en if _is_english() else one.name_vi, silent, owed) for one, silent, owed in listed]


def _is_network(reading: Reading) -> bool:
    return reading.indicator.is_computed and reading.indicator.code == OPEN


@dataclass
class Board:
    """Everything on the page."""

    plan: Plan
    moment: Moment
    since: Moment
    compared: Period | None
    choices: list[Period]
    cells: Scoreboard
    readings: list[tuple[Reading, Standing]]  # as it stands, and as it stood
    decisions: list[Item] = field(default_factory=list)
    chased: Chased | None = None
    changes: list[Change] = field(default_factory=list)
    quiet: Gap | None = None  # as it stands now; None for a past day
    periods: dict[str, Period] = field(default_factory=dict)  # of the values: the last quarters
    foresees: bool = False  # whether the reader may open the forecast (design rule 6)

    @property
    def network(self) -> tuple[Reading, Standing] | None:
        """The size of the network, which the house itself counts."""
        return next(((reading, then) for reading, then in self.readings if _is_network(reading)), None)

    @property
    def behind(self) -> list[Reading]:
        """The indicators that are behind their path, as their page counts them."""
        return [reading for reading, _then in self.readings if reading.has_path and reading.at.side == Side.BEHIND]

    @property
    def others(self) -> list[Line]:
        """The other indicators, each with the rows behind its value and behind the one before."""
        return [line_of(_since(reading, then), self.moment) for reading, then in self.readings if not _is_network(reading)]

    @property
    def chart(self) -> dict[str, SafeString] | None:
        """The network against its path."""
        if self.network is None:
            return None
        reading = self.network[0]
        return chart(reading, [row_of(reading, point, {}, self.moment) for point in reading.points])

    @property
    def compared_name(self) -> str:
        return _inside(self.compared.name) if self.compared else ""

    @property
    def in_force(self) -> int:
        return self.cells.total.value - self.cells.of(Cell.OUT)

    @property
    def verdict(self) -> str:
        """off, unclear or on: off course when something is overdue or an indicator lags, unclear while nothing has a term."""
        if self.cells.overdue or self.behind:
            return "off"
        dated = any(self.cells.of(cell) for cell in (Cell.OPEN_WITHIN, Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.ONGOING))
        return "on" if dated else "unclear"


def board_of(user: User, plan: Plan, moment: Moment, compare: str, now: datetime) -> Board:
    """The page for a person at a moment; `compare` is the code of a quarter, at whose cut-off the other day lies."""
    quarters = list(Period.objects.quarters().begun(moment.on).order_by("-starts_on")[: COMPARED + 1])
    before = [period for period in quarters if period.is_closed(moment.on)]
    compared = next((period for period in before if period.code == compare), None)
    if compare and compared is None:
        raise Http404(_("There is no such quarter before this day."))
    compared = compared or (before[0] if before else None)
    since = Moment(on=compared.cut_off_on if compared else plan.issued_on, known=moment.known, today=moment.today)
    counted, then = Measure.objects.filter(plan=plan).cells_at([moment, since], by="task")
    cells = scoreboard(plan, plan.tasks.all(), moment, counted)
    read = [(one, standing(one.way, one.points, since.on, places=one.indicator.finer)) for one in readings(plan, moment)]
    chased = _chased(user, [period for period in quarters if (period.government_due_on or period.cut_off_on) >= moment.on], moment, now)
    board = Board(plan, moment, since, compared, before, cells, read, decisions(user) if moment.is_now else [], chased)
    board.changes = _changes(board, CellCounts.sum(then)) if since.on <= moment.on else []
    board.quiet = quiet(plan) if moment.is_now else None
    board.periods = {period.code: period for period in quarters}
    board.foresees = can(user, Permission.FORECAST_READ)
    return board


def _chased(user: User, running: Sequence[Period], moment: Moment, now: datetime) -> Chased | None:
    """For those who follow the reports of others; a mission finds its own on its first page."""
    if not running or not can(user, Permission.QUARTERLY_READ) or units_for(user, Permission.QUARTERLY_READ) == frozenset():
        return None
    return Chased(running[-1], Question(obligations_for(user), running[-1], moment, now))


# What has changed


def _since(reading: Reading, then: Standing) -> Reading:
    """What is computed has a value on every day, so that the one before today's is yesterday's: it is held against the other day."""
    return replace(reading, at=replace(reading.at, before=then.latest)) if reading.indicator.is_computed else reading


def _changes(board: Board, then: CellCounts) -> list[Change]:
    labels = {Cell.OPEN_OVERDUE.value: _("Overdue"), DONE: _("Completed")}
    entered = Measure.objects.filter(plan=board.plan).entered(labels, board.moment, board.since)
    moved = [_moved(board, then, word, label, entered[word]) for word, label in labels.items()]
    return [line for line in (*moved, _network(board)) if line is not None]


def _moved(board: Board, then: CellCounts, word: str, label: str, entered: Sequence[str]) -> Change:
    """How many measures stand in a cell, or a group of cells, now and then; the first that have come into it are named."""
    cells = [Cell(cell) for cell in cells_of(word)]

    def counted(value: int, moment: Moment) -> Number:
        return Number(value, rows(board.plan, moment, cell=word) if value else "")

    was, now = sum(then[cell] for cell in cells), sum(board.cells.of(cell) for cell in cells)
    pages = [(code, reverse("plan:measure", args=[board.plan.code, code])) for code in entered[:NAMED]]
    return Change(label, counted(was, board.since), counted(now, board.moment), pages, len(entered) > NAMED)


def _network(board: Board) -> Change | None:
    if board.network is None:
        return None
    reading, then = board.network
    page = reverse("missions:index")

    def counted(value: int | None, moment: Moment) -> Number:
        return Number(value, (page + (f"?{moment.query}" if moment.query else "")) if value else "")

    return Change(_("Missions open"), counted(then.value, board.since), counted(reading.at.value, board.moment))


# The answer in one sentence


def answer(board: Board) -> tuple[Text, ...]:
    """Pieces of the sentence after the verdict, each number a link to its rows."""
    parts = [part for part in (_overdue(board), _behind(board), _lagging(board), _silent(board)) if part]
    if not board.cells.total.value:
        return said(_("no measure belonged to the plan on this day."))
    if not parts:
        return said(_("none of %(total)s is overdue."), total=_total(board))
    return said(_("%(list)s."), list=_joined(parts))


def _total(board: Board) -> Text:
    n = board.cells.total
    return Text(ngettext("%(n)s measure", "%(n)s measures", n.value) % {"n": number(n.value)}, n.address)


def _overdue(board: Board) -> tuple[Text, ...]:
    late = next((one for one in board.cells.numbers if one.cell == Cell.OPEN_OVERDUE), None)
    if late is None or not late.value:
        return ()
    share = Text(_("%(n)s of %(total)s") % {"n": number(late.value), "total": number(board.in_force)}, late.address)
    return said(ngettext("%(share)s measures is overdue", "%(share)s measures are overdue", late.value), share=share)


def _behind(board: Board) -> tuple[Text, ...]:
    if board.network is None or board.network[0].at.side != Side.BEHIND:
        return ()
    reading = board.network[0]
    gap = round(abs(reading.at.difference or 0) / 10**reading.indicator.decimals, 1)
    address = reverse("plan:indicator", args=[board.plan.code, reading.indicator.code])
    address += f"?{board.moment.query}" if board.moment.query else ""
    words = ngettext("%(n)s mission", "%(n)s missions", 1 if gap == 1 else 2) % {"n": number(gap)}
    return said(_("the network is %(gap)s behind its path"), gap=Text(words, address))


def _lagging(board: Board) -> tuple[Text, ...]:
    """Indicators behind their path, the network apart: it has its own sentence."""
    count = sum(not _is_network(reading) for reading in board.behind)
    if not count:
        return ()
    address = reverse("plan:indicators", args=[board.plan.code]) + (f"?{board.moment.query}" if board.moment.query else "")
    words = ngettext("%(n)s indicator", "%(n)s indicators", count) % {"n": number(count)}
    if len(board.behind) > count:
        words = ngettext("%(n)s other indicator", "%(n)s other indicators", count) % {"n": number(count)}
    return said(ngettext("%(share)s is behind its path", "%(share)s are behind their path", count), share=Text(words, address))


def _silent(board: Board) -> tuple[Text, ...]:
    if board.chased is None or not board.chased.counts.missing:
        return ()
    missing = board.chased.missing
    words = ngettext("%(n)s mission", "%(n)s missions", missing.value or 0) % {"n": number(missing.value or 0)}
    sentence = ngettext("%(missions)s has not reported for %(period)s", "%(missions)s have not reported for %(period)s", missing.value or 0)
    return said(sentence, missions=Text(words, missing.address), period=board.chased.name)


def _inside(name: str) -> str:
    """The name of a period in the middle of a sentence."""
    return name[:1].lower() + name[1:]


def _joined(parts: Sequence[tuple[Text, ...]]) -> tuple[Text, ...]:
    """a, b and c"""
    pieces: list[Text] = []
    for place, part in enumerate(parts):
        if place:
            pieces.append(Text(_(" and ") if place == len(parts) - 1 else ", "))
        pieces += part
    return tuple(pieces)


def _is_english() -> bool:
    return get_language() == "en"
