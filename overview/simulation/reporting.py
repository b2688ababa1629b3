"""Quarterly reports of the missions and their reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from accounts.history import System
from accounts.models import User
from missions.models import Mission
from overview.simulation.cast import Cast
from overview.simulation.habits import Habit, Place, Sending, after_cut_off, habits_of, nil_in, sending, sent_on
from overview.simulation.post import Post, answers, slipped
from overview.simulation.script import report_words
from overview.simulation.timeline import Timeline, chance, moment, quarters, told, workday
from plan.calendar import Dates, due_at
from plan.models import Period
from plan.services import keep_calendar
from reports import services
from reports.kinds import Value
from reports.models import ExtensionRequest, Obligation, QuarterlyReport, Remark
from reports.questions import Key
from reports.reminders import Policy
from reports.services.quarterly import measures_of

BY = System("open_periods")
FIRST_ASKED = moment(date(2025, 9, 30), 9)
BUSY_AFTER = timedelta(days=20)  # of a quarter: from then on the first reports of it wait for their reviewer


class Reporting:
    """Puts on the timeline what missions send and what becomes of it. `model` is the mission of the demonstration
    accounts: punctual, and with the current quarter still before it."""

    def __init__(self, timeline: Timeline, cast: Cast, missions: Sequence[Mission], on: date, seed: int, model: str) -> None:
        self.timeline, self.cast, self.on, self.seed, self.model = timeline, cast, on, seed, model
        self.missions = {mission.unit.code: mission for mission in missions}
        self.words = report_words()
        self.posts = {code: Post.drawn(code, seed) for code in self.missions}
        self.habits = habits_of(list(self.missions), model, seed)
        self.departments = {code: mission.unit.lead_unit.code for code, mission in self.missions.items() if mission.unit.lead_unit}
        self.quarters = told(on)
        self.served: dict[int, list[str]] = {}  # codes of measures by unit

    def write(self) -> None:
        for number, quarter in list(enumerate(quarters(self.on)))[-len(self.quarters) :]:
            begins = max(moment(quarter.starts_on, 0, 10), FIRST_ASKED)
            self.timeline.at(begins, partial(self._open, quarter.code))
            planned = self._planned(number, quarter)
            for code, course in planned.items():
                self._report(code, number, quarter, course)
            self._remind(quarter)
        self._exceptions()

    def _remind(self, quarter: Dates) -> None:
        """By the usual steps, into the ledger alone: what is made up sends no mail."""
        for step in Policy().around_due:
            day = due_at(quarter.cut_off_on).date() + timedelta(days=step)
            self.timeline.at(moment(day, 9, 30), lambda now: services.remind(now=now, at_any_hour=True, quietly=True))

    def _open(self, code: str, now: datetime) -> None:
        keep_calendar(by=BY, now=now)
        period = Period.objects.get(code=code)
        services.open_period(period=period, by=BY, now=now)
        before = Period.objects.before(period).first()
        if before and before.obligations.exists():
            services.reconcile(period=before, by=BY, now=now)

    def place(self, code: str) -> Place:
        department = self.departments.get(code, "")
        days = chance(self.seed, "department", department).randint(1, 4)
        return Place(code, self.habits[code], ZoneInfo(self.missions[code].time_zone), days)

    def _planned(self, number: int, quarter: Dates) -> dict[str, Sending]:
        nil = nil_in(quarter, self.habits, self.model, self.seed)
        current = quarter == self.quarters[-1]
        there = set(Mission.objects.open_on(quarter.starts_on).values_list("unit__code", flat=True))
        found = {}
        for code in self.missions:
            until = self._extended(quarter, code)
            sure = code == self.model or until is not None
            course = sending(self.place(code), quarter, number, nil=code in nil, seed=self.seed, sure=sure, until=until)
            if course and not (current and code == self.model) and (quarter.code, code) != self._waived():
                found[code] = course if code in there else after_cut_off(course, quarter)
        if current and self.on >= quarter.starts_on + BUSY_AFTER:
            found |= (waiting := self._waiting())
            found |= self._taken_back([code for code in sorted(self.missions) if self._is_early(code) and code not in waiting])
        return found

    def _waiting(self) -> dict[str, Sending]:
        """Of the current quarter: what the reviewer among the demonstration accounts finds on the desk."""
        department = self.departments.get(self.model)
        codes = [code for code in sorted(self.missions) if self.departments.get(code) == department]
        among = [code for code in codes if self._is_early(code)]
        chosen = chance(self.seed, "waiting").sample(among, min(4, len(among)))
        days = (9, 6, 3, 1)
        return {
            code: sent_on(self.place(code), self.on - timedelta(days=days[place]), returned=place == 0, seed=self.seed)
            for place, code in enumerate(chosen)
        }

    def _is_early(self, code: str) -> bool:
        return code != self.model and self.habits[code] in {Habit.PUNCTUAL, Habit.CARELESS}

    def _taken_back(self, among: Sequence[str]) -> dict[str, Sending]:
        """Of the current quarter: what a head of mission sent, and took back two hours later."""
        if not among:
            return {}
        code = chance(self.seed, "taking back").choice(among)
        course = sent_on(self.place(code), self.on - timedelta(days=2), returned=False, seed=self.seed)
        self.timeline.at(course.sent_at + timedelta(hours=2), partial(self._take_back, self.quarters[-1].code, code))
        return {code: course}

    # One report

    def _report(self, code: str, number: int, quarter: Dates, course: Sending) -> None:
        whole = course.sent_at < self.timeline.end
        at = self.timeline.at
        at(course.begun_at, partial(self._draft, code, number, quarter, course, whole))
        at(course.sent_at, partial(self._send, quarter.code, code, course.nil))
        decided_by = self.cast.heads.get(self.departments.get(code, ""), self.cast.secretariat)
        if not course.returned:
            at(course.reviewed_at, lambda now: self._accept(quarter.code, code, decided_by, now))
        elif course.mended_at and course.accepted_at:
            at(course.reviewed_at, partial(self._return, quarter, code, decided_by))
            at(course.mended_at, partial(self._mend, code, number, quarter))
            at(course.accepted_at, lambda now: self._accept(quarter.code, code, decided_by, now))

    def _owed(self, period: str, code: str) -> Obligation | None:
        rows = Obligation.objects.select_related("period", "unit", "questionnaire", "report")
        return rows.filter(period__code=period, unit__code=code, state=Obligation.State.DUE).first()

    def _draft(self, code: str, number: int, quarter: Dates, course: Sending, whole: bool, now: datetime) -> None:
        owed = self._owed(quarter.code, code)
        if owed is None:  # opened in the middle of the quarter: it is asked at the cut-off
            return
        report = services.start_report(obligation=owed, by=self.cast.officers[code], now=now)
        if course.nil:
            return
        said = self._said(code, number, quarter, owed)
        if course.returned:
            question = self._slip(code, quarter)["question"]
            said[(question, "")] = slipped(said, question, self.words)
        sections = owed.questionnaire.form.sections
        if not whole:  # it is still being written
            sections = sections[: chance(self.seed, "draft", code, quarter.code).randint(1, len(sections) - 2)]
        asked = {question.key for section in sections for question in section.questions}
        values: dict[Key, Value | None] = {key: value for key, value in said.items() if key[0] in asked}
        done = {section.key: True for section in (sections if whole else sections[:-1])}
        services.save_answers(report=report, values=values, seen={}, by=self.cast.officers[code], now=now, done=done)

    def _said(self, code: str, number: int, quarter: Dates, owed: Obligation) -> dict[Key, Value]:
        return answers(self.posts[code], number, self._measures(owed), self.words, chance(self.seed, "answers", code, quarter.code))

    def _measures(self, owed: Obligation) -> list[str]:
        """What missions serve does not change while the story runs."""
        if owed.unit_id not in self.served:
            self.served[owed.unit_id] = measures_of(owed)
        return self.served[owed.unit_id]

    def _slip(self, code: str, quarter: Dates) -> dict[str, str]:
        return chance(self.seed, "slip", code, quarter.code).choice(self.words["return"])

    def _send(self, period: str, code: str, nil: bool, now: datetime) -> None:
        owed = self._owed(period, code)
        if owed is not None:
            report = services.start_report(obligation=owed, by=self.cast.officers[code], now=now)
            if not nil and not report.latest().answers.exists():
                return
            services.submit(report=report, by=self.cast.heads[code], now=now, seen=None, nil=nil)

    def _accept(self, period: str, code: str, by: User, now: datetime) -> None:
        if report := self._sent(period, code):
            services.accept(report=report, by=by, now=now, seen=None)

    def _return(self, quarter: Dates, code: str, by: User, now: datetime) -> None:
        slip = self._slip(code, quarter)
        if report := self._sent(quarter.code, code):
            remarks = {(slip["question"], ""): slip["remark"]}
            services.return_report(report=report, by=by, reason=slip["reason"], now=now, seen=None, remarks=remarks)

    def _mend(self, code: str, number: int, quarter: Dates, now: datetime) -> None:
        owed = self._owed(quarter.code, code)
        if owed is None or not hasattr(owed, "report"):
            return
        slip = self._slip(code, quarter)
        key: Key = (slip["question"], "")
        right = self._said(code, number, quarter, owed)[key]
        if said := slip.get("reply"):  # one is left without
            self._reply(owed.report, said, self.cast.officers[code], now)
        self._correct(owed.report, key, right, code, now)

    def _correct(self, report: QuarterlyReport, key: Key, right: Value, code: str, now: datetime) -> None:
        row = report.latest().answers.get(question=key[0], row=key[1])
        services.save_answers(report=report, values={key: right}, seen={key: row.version}, by=self.cast.officers[code], now=now)
        services.submit(report=report, by=self.cast.heads[code], now=now, seen=None)

    def _reply(self, report: QuarterlyReport, said: str, by: User, now: datetime) -> None:
        remarks = Remark.objects.filter(report_version__report=report, report_version__number=report.latest().number - 1)
        texts = dict.fromkeys(remarks.values_list("pk", flat=True), said)
        services.save_replies(report=report, texts=texts, seen={}, by=by, now=now)

    def _sent(self, period: str, code: str) -> QuarterlyReport | None:
        rows = QuarterlyReport.objects.filter(state=QuarterlyReport.State.SUBMITTED)
        return rows.filter(obligation__period__code=period, obligation__unit__code=code).first()

    # What is out of the ordinary: one waiver, one extension, one report opened again, one taken back

    def _ordinary(self, name: str) -> str:
        among = [code for code in sorted(self.missions) if self.habits[code] == Habit.PUNCTUAL and code != self.model]
        return chance(self.seed, name).choice(among)

    def _waived(self) -> tuple[str, str] | None:
        return (self.quarters[1].code, self._ordinary("waiver")) if len(self.quarters) > 2 else None

    def _extended(self, quarter: Dates, code: str) -> datetime | None:
        """The later due time that the mission has been given, if this is the one."""
        if len(self.quarters) < 3 or quarter != self.quarters[-2] or code != self._ordinary("extension"):
            return None
        return due_at(quarter.cut_off_on) + timedelta(days=7)

    def _exceptions(self) -> None:
        if waived := self._waived():
            self.timeline.at(moment(workday(self.quarters[1].cut_off_on - timedelta(days=9)), 10), partial(self._waive, *waived))
        if len(self.quarters) > 2:
            last, before, code = self.quarters[-2], self.quarters[-3], self._ordinary("reopening")
            day = workday(last.cut_off_on - timedelta(days=1))
            self.timeline.at(moment(day, 9, 40), self._ask_time)
            self.timeline.at(moment(day, 16), self._grant_time)
            self.timeline.at(moment(workday(last.cut_off_on + timedelta(days=32)), 9), partial(self._reopen, before, code))

    def _waive(self, period: str, code: str, now: datetime) -> None:
        if owed := self._owed(period, code):
            services.waive(obligation=owed, by=self.cast.secretariat, reason=self.words["waiver"], now=now, seen=None)

    def _ask_time(self, now: datetime) -> None:
        quarter, code = self.quarters[-2], self._ordinary("extension")
        until, owed = self._extended(quarter, code), self._owed(quarter.code, code)
        if until and owed:
            officer, reason = self.cast.officers[code], self.words["extension"]
            services.ask_extension(obligation=owed, by=officer, until=until, reason=reason, now=now, seen=None)

    def _grant_time(self, now: datetime) -> None:
        period = self.quarters[-2].code
        for asked in ExtensionRequest.objects.waiting().filter(obligation__period__code=period).for_list():
            services.grant_extension(request=asked, by=self.cast.secretariat, until=asked.until, reason="", now=now, seen=None)

    def _take_back(self, period: str, code: str, now: datetime) -> None:
        if report := self._sent(period, code):
            services.withdraw_report(report=report, by=self.cast.heads[code], reason=self.words["taking_back"], now=now, seen=None)

    def _reopen(self, quarter: Dates, code: str, now: datetime) -> None:
        """A figure found wrong long after: opened again, put right and accepted on the same day."""
        owed = self._owed(quarter.code, code)
        if owed is None or not hasattr(owed, "report") or owed.report.state != QuarterlyReport.State.ACCEPTED:
            return
        row = owed.report.latest().answers.filter(question="training-turns").first()
        if row is None:  # it had nothing to report
            return
        reviewer, report = self.cast.heads.get(self.departments.get(code, ""), self.cast.secretariat), owed.report
        services.reopen(report=report, by=reviewer, reason=self.words["reopening"], now=now, seen=None)
        self._correct(report, ("training-turns", ""), row.value + 2, code, now + timedelta(hours=3))
        services.accept(report=report, by=reviewer, now=now + timedelta(hours=6), seen=None)
