"""The rows of scale P: written in bulk, equal for a seed. Only ever in the benchmark's own database."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.folding import search_text, sort_key
from accounts.history import System
from accounts.models import Event, EventBody, Membership, Unit, User
from missions.models import Mission, MissionEvent
from office import installation
from plan.calendar import dates_of, due_at, preceding
from plan.models import Assignment, DeadlineChange, Measure, Period, Plan, StatusUpdate
from plan.moment import HANOI
from plan.services import keep_calendar
from reports.models import Answer, Obligation, QuarterlyReport, Questionnaire, ReportVersion
from reports.services.quarterly import digest_of

MEASURES, UPDATES, USERS, MISSIONS, QUARTERS = 10_000, 5, 300, 150, 8
ISSUED = date(2025, 9, 23)
BATCH = 2_000
WORDS = (
    "hoàn thành dự thảo", "lấy ý kiến", "đơn vị phối hợp", "trình lãnh đạo Bộ", "xem xét", "rà soát quy định", "bố trí kinh phí",
    "triển khai", "theo kế hoạch",
)  # fmt: skip


def fill(seed: int) -> None:
    """Everything, from an empty database whose tables are made."""
    chance = random.Random(seed)
    installation.make("demo")
    for command in ("load_reference", "load_missions", "load_plan", "load_languages", "load_indicators", "load_questionnaires"):
        call_command(command, verbosity=0)
    with transaction.atomic():
        people = make_people(chance)
        make_measures(chance, people)
        make_reports(chance, people)


def moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


def sentence(chance: random.Random, words: int = 8) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def make_people(chance: random.Random) -> list[User]:
    units = list(Unit.objects.filter(kind__in=["department", "bureau", "office"]).order_by("code"))
    users = [User(email=f"can-bo-{n}@bench.test", name=f"Cán bộ {n:03d}", password="!") for n in range(USERS)]
    for user in users:
        user.sort_key, user.search_text = sort_key(user.name), search_text(user.name, user.email)
    User.objects.bulk_create(users)
    roles = ["secretariat", "leadership", *(["unit_officer"] * 8), "unit_head"]
    ministry = Unit.objects.get(code="bo-ngoai-giao")
    Membership.objects.bulk_create(
        Membership(
            user=user,
            unit=ministry if (role := roles[n % len(roles)]) in {"secretariat", "leadership"} else units[n % len(units)],
            role=role,
            from_on=ISSUED,
        )
        for n, user in enumerate(users)
    )
    return users


def make_measures(chance: random.Random, people: list[User]) -> None:
    plan = Plan.objects.get(code="292")
    tasks, units = list(plan.tasks.all()), list(Unit.objects.filter(kind__in=["department", "bureau", "office"]).order_by("code"))
    known = set(plan.measures.values_list("code", flat=True))
    made = []
    for n in range(MEASURES - plan.measures.adopted().count()):
        task = tasks[n % len(tasks)]
        code = f"{task.code}.{1000 + n}"
        if code in known:
            continue
        title = sentence(chance, 6)
        made.append(
            Measure(
                plan=plan, task=task, code=code, position=100_000 + n, title_vi=title, title_en=title, output_kind="product",
                in_plan_from=ISSUED, in_plan_recorded_at=moment(ISSUED), search_text=search_text(code, title),
            )
        )  # fmt: skip
    Measure.objects.bulk_create(made, BATCH)
    measures = list(plan.measures.adopted())
    Assignment.objects.bulk_create(
        [
            Assignment(measure=row, unit=units[n % len(units)], role="lead", from_on=ISSUED, recorded_at=moment(ISSUED))
            for n, row in enumerate(measures)
        ],
        BATCH,
    )
    for start in range(0, len(measures), BATCH):
        _histories(chance, measures[start : start + BATCH], people)


def _histories(chance: random.Random, measures: list[Measure], people: list[User]) -> None:
    updates, changes, events = [], [], []
    for row in measures:
        due = ISSUED + timedelta(days=chance.randrange(200, 1_600))
        changes.append(
            DeadlineChange(
                measure=row, old_term="none", new_term="dated", new_due_on=due, reason="theo phân công", asked_at=moment(ISSUED),
                decision="approved", decided_at=moment(ISSUED), effective_on=ISSUED,
            )
        )  # fmt: skip
        done = chance.random() < 0.2
        for n in range(UPDATES):
            day = ISSUED + timedelta(days=20 + 70 * n + chance.randrange(40))
            state = "done" if done and n == UPDATES - 1 else "in_progress"
            by = chance.choice(people)
            updates.append(
                StatusUpdate(
                    measure=row, state=state, percent=min(100, 20 * (n + 1)), health="on_track", narrative=sentence(chance),
                    effective_on=day, recorded_at=moment(day), by=by,
                )
            )  # fmt: skip
            events.append((row, by, moment(day), n))
        row.state, row.health, row.percent, row.term, row.due_on = state, "on_track", 100, "dated", due
        row.updated_on = day
        if done:
            row.completed_on, row.due_at_completion = day, due
    StatusUpdate.objects.bulk_create(updates, BATCH)
    DeadlineChange.objects.bulk_create(changes, BATCH)
    standing = ["state", "health", "percent", "term", "due_on", "updated_on", "completed_on", "due_at_completion"]
    Measure.objects.bulk_update(measures, standing, BATCH)
    _told(events)


def _told(happened: list[tuple[Measure, User, datetime, int]]) -> None:
    """A line of history for each update, as `history.record` writes it."""
    bodies = [
        EventBody(changes={"percent": [20 * n, 20 * (n + 1)]}, reason="", salt=f"{row.pk:016x}{n:016x}") for row, _by, _at, n in happened
    ]
    events = [
        Event(
            at=at, by=by, by_label=by.name, verb="plan.status_recorded", object_kind="plan.measure", object_id=str(row.pk),
            object_code=f"292/{row.code}", object_label=row.title_vi[:300], fields="percent", digest=body.computed_digest(),
        )
        for (row, by, at, _n), body in zip(happened, bodies, strict=True)
    ]  # fmt: skip
    for event, body in zip(Event.objects.bulk_create(events, BATCH), bodies, strict=True):
        body.event = event
    EventBody.objects.bulk_create(bodies, BATCH)


def make_reports(chance: random.Random, people: list[User]) -> None:
    """Eight quarters, all accepted, of 150 missions: the real ones and as many made up as are missing."""
    now = timezone.now()
    keep_calendar(by=System("bench"), now=now)
    _more_missions(now)
    missions = list(Mission.objects.filter(is_intention=False, events__kind="opened").select_related("unit").distinct()[:MISSIONS])
    asked = Questionnaire.objects.latest("number")
    for period in _quarters():
        _quarter(chance, period, [mission.unit for mission in missions], asked, people)


def _quarters() -> list[Period]:
    """The last eight quarters: those that the calendar has, and as many before them as are missing."""
    standing = list(Period.objects.quarters().begun(timezone.localdate()).order_by("starts_on"))
    while len(standing) < QUARTERS:
        dates = dates_of(preceding(standing[0].code))
        period = Period.objects.create(
            code=dates.code, kind=dates.kind, starts_on=dates.starts_on, cut_off_on=dates.cut_off_on,
            due_at=due_at(dates.cut_off_on), government_due_on=dates.government_due_on,
        )  # fmt: skip
        standing.insert(0, period)
    return standing[-QUARTERS:]


def _more_missions(now: datetime) -> None:
    department = Unit.objects.get(code="vu-chau-au")
    standing = Mission.objects.filter(is_intention=False, events__kind="opened").distinct().count()
    for n in range(MISSIONS - standing):
        name = f"Cơ quan đại diện thử {n:03d}"
        unit = Unit.objects.create(
            code=f"cqdd-{n:03d}", name_vi=name, name_en=name, kind="mission", lead_unit=department, sort_key=sort_key(name),
            search_text=search_text(name),
        )  # fmt: skip
        mission = Mission.objects.create(unit=unit, kind="embassy", time_zone="Europe/Paris", host_vi=name, host_en=name)
        MissionEvent.objects.create(mission=mission, kind="opened", on=ISSUED, precision="day", recorded_at=now)


def _quarter(chance: random.Random, period: Period, units: list[Unit], asked: Questionnaire, people: list[User]) -> None:
    day = min(period.cut_off_on, timezone.localdate())
    owed = Obligation.objects.bulk_create(
        Obligation(period=period, unit=unit, questionnaire=asked, added_at=moment(period.starts_on)) for unit in units
    )
    reports = QuarterlyReport.objects.bulk_create(
        QuarterlyReport(obligation=row, state="accepted", first_submitted_at=moment(day, 10)) for row in owed
    )
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(report=report, number=1, opened_at=moment(day, 8), opened_by=people[2]) for report in reports
    )
    answers = [
        Answer(report_version=version, question=question.key, value=_answer(chance, question), by=people[2], at=moment(day, 9))
        for version in versions
        for question in asked.form.questions
        if question.kind != "measures"
    ]
    Answer.objects.bulk_create(answers, BATCH)
    for version in (
        ReportVersion.objects.filter(pk__in=[row.pk for row in versions])
        .select_related("report__obligation__questionnaire")
        .prefetch_related("answers")
    ):
        version.answers_digest = digest_of(version)
        version.submitted_at, version.submitted_by, version.decision = moment(day, 10), people[2], "accepted"
        version.decided_at, version.decided_by = moment(day, 15), people[10]
        version.save(update_fields=["answers_digest", "submitted_at", "submitted_by", "decision", "decided_at", "decided_by"])


def _answer(chance: random.Random, question: object) -> object:
    if question.kind == "table":
        return [{column.key: _answer(chance, column) for column in question.columns}]
    if question.kind == "number":
        return chance.randint(question.least or 0, min(question.most or 100, (question.least or 0) + 100))
    return chance.choice(question.choices).key if question.kind == "choice" else sentence(chance, 12)
