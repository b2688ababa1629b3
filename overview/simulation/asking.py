"""What is out of the course of a quarter: a request for more time that waits, a report asked ad hoc of a few missions, a file
beside answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile

from accounts.models import Unit
from office import files
from overview.simulation.habits import Habit
from overview.simulation.reporting import Reporting
from overview.simulation.script import DATA, report_words
from overview.simulation.timeline import chance, moment, next_workday, workday
from plan.calendar import due_at
from plan.models import Period
from reports import services
from reports.kinds import Value
from reports.loading import known_plans, load_questionnaires
from reports.models import Obligation, Questionnaire
from reports.questionnaire_file import parse
from reports.questions import Key

FORM = DATA / "ad-hoc.yaml"
OPENED, DUE = timedelta(days=34), timedelta(days=20)  # before the day of the illustration
OTHERS = 5  # missions beside that of the demonstration accounts
SENT, LATE = 4, 1  # of all; the rest is silent
COURSES = "Khóa;Số lượt\r\nTập huấn nghiệp vụ lãnh sự;3\r\nBồi dưỡng ngoại ngữ;2\r\n"


class Asking:
    """Around the reports that `reporting` tells of."""

    def __init__(self, reporting: Reporting) -> None:
        self.told, self.on, self.seed = reporting, reporting.on, reporting.seed
        self.timeline, self.cast, self.model = reporting.timeline, reporting.cast, reporting.model
        self.words = report_words()

    def write(self) -> None:
        self.timeline.at(moment(workday(self.on - timedelta(days=2)), 15, 20), self._more_time)
        if len(self.told.quarters) > 1:
            quarter = self.told.quarters[-2]
            self.timeline.at(moment(workday(quarter.cut_off_on - timedelta(days=3)), 16, 30), partial(self._enclose, quarter.code))
        self._ad_hoc()

    def _more_time(self, now: datetime) -> None:
        """One that is often late asks early this time; nobody has decided yet."""
        quarter = self.told.quarters[-1]
        among = sorted(code for code, habit in self.told.habits.items() if habit in {Habit.TARDY, Habit.SILENT})
        for code in chance(self.seed, "more time").sample(among, len(among)):
            owed = self._owed(quarter.code, code)
            if owed and not (hasattr(owed, "report") and owed.report.first_submitted_at):
                until = moment(next_workday((due_at(quarter.cut_off_on) + timedelta(days=4)).date()), 17)
                officer = self.cast.officers[code]
                reason = self.words["extension_asked"]
                services.ask_extension(obligation=owed, by=officer, until=until, reason=reason, now=now, seen=None)
                return

    def _enclose(self, period: str, now: datetime) -> None:
        """The list of courses beside the answers about training, while the report is being written."""
        owed, officer = self._owed(period, self.model), self.cast.officers[self.model]
        report = getattr(owed, "report", None)
        if owed is None or (report and not report.is_writable):
            return
        report = services.start_report(obligation=owed, by=officer, now=now)
        file = files.check(ContentFile(COURSES.encode("utf-8-sig"), name="danh-sach-khoa-hoc.csv"))
        services.attach(report=report, section="training", file=file, by=officer, now=now, seen=None)

    # Ad hoc

    def _ad_hoc(self) -> None:
        department = self.told.departments.get(self.model)
        codes = [code for code in sorted(self.told.missions) if self.told.departments.get(code) == department and code != self.model]
        chosen = [self.model, *chance(self.seed, "ad hoc").sample(codes, min(OTHERS, len(codes)))]
        opened, due = moment(workday(self.on - OPENED), 10), moment(workday(self.on - DUE), 17)
        self.timeline.at(opened, partial(self._open, chosen, due))
        for place, code in enumerate(chosen[: SENT + LATE]):
            days = place - SENT - 1 if place < SENT else 3
            sent = moment(next_workday((due + timedelta(days=days)).date()), 9 + place)
            self.timeline.at(sent, partial(self._answer, place, code))
            if place != SENT - 1:  # one waits for its reviewer
                self.timeline.at(sent + timedelta(days=2, hours=3), self._accepting(code))

    def _open(self, chosen: list[str], due: datetime, now: datetime) -> None:
        found, faults = parse(FORM.name, FORM.read_text(encoding="utf-8"), known_plans())
        if found is None or faults:
            raise AssertionError(faults)
        load_questionnaires([found], now=now)
        form, units = Questionnaire.objects.get(code=found.code), list(Unit.objects.filter(code__in=chosen))
        title = self.words["ad_hoc"]["title"]
        services.open_ad_hoc(title=title, questionnaire=form, units=units, due=due, by=self.cast.secretariat, now=now)

    def _answer(self, place: int, code: str, now: datetime) -> None:
        owed = self._owed_ad_hoc(code)
        if owed is None:
            return
        draw, wishes = chance(self.seed, "ad hoc", code), self.words["ad_hoc"]["wishes"]
        values: dict[Key, Value | None] = {
            ("people", ""): draw.randint(2, 14),
            ("hours", ""): draw.choice(["morning", "evening", "weekend"]),
        }
        if place < len(wishes):
            values[("wishes", "")] = wishes[place]
        report = services.start_report(obligation=owed, by=self.cast.officers[code], now=now)
        services.save_answers(report=report, values=values, seen={}, by=self.cast.officers[code], now=now, done={"needs": True})
        services.submit(report=report, by=self.cast.heads[code], now=now + timedelta(hours=1), seen=None)

    def _accepting(self, code: str) -> Callable[[datetime], None]:
        by = self.cast.heads.get(self.told.departments.get(code, ""), self.cast.secretariat)

        def accept(now: datetime) -> None:
            owed = self._owed_ad_hoc(code)
            if owed and hasattr(owed, "report"):
                services.accept(report=owed.report, by=by, now=now, seen=None)

        return accept

    def _owed(self, period: str, code: str) -> Obligation | None:
        rows = Obligation.objects.select_related("period", "unit", "questionnaire", "report")
        return rows.filter(period__code=period, unit__code=code, state=Obligation.State.DUE).first()

    def _owed_ad_hoc(self, code: str) -> Obligation | None:
        period = Period.objects.ad_hoc().first()
        return self._owed(period.code, code) if period else None
