"""Missions that owe reports: what they are asked, and the steps of a report's life with who takes them."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection

from missions.models import Mission, MissionEvent
from office import files
from plan.calendar import dates_of, due_at
from plan.models import Assignment, Indicator, Period
from reports import services, triggers
from reports.models import Obligation, QuarterlyReport, Questionnaire
from tests.factories import LONG_AGO, AssignmentFactory, MembershipFactory, UnitFactory, UserFactory
from tests.office.uploads import PDF, upload

DUE = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)  # of 2026-Q4: 17:00 in Hà Nội on the third working day after 14 December
BEFORE, AFTER = DUE - timedelta(days=2), DUE + timedelta(days=3)
NOW = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)

OVERVIEW, RESULTS, PRESENT, SHARE, IDENTITY = ("overview", ""), ("results", "2.3"), ("present", ""), ("share", ""), ("identity", "")
ANSWERS = {OVERVIEW: "Đã làm việc với sở tại.", RESULTS: "Đã khảo sát.", PRESENT: 12, SHARE: 625, IDENTITY: "applied"}
NEEDED = {OVERVIEW: ANSWERS[OVERVIEW], PRESENT: 7}  # what must be answered


def words(name, text):
    return {f"{name}_vi": text, f"{name}_en": text}


CONTENT = {
    "plan": "292",
    "sections": [
        {
            "key": "work",
            **words("title", "Việc"),
            "questions": [
                {"key": "overview", "kind": "text", **words("label", "Kết quả"), "required": True},
                {"key": "results", "kind": "measures", **words("label", "Theo giải pháp")},
            ],
        },
        {
            "key": "staff",
            **words("title", "Biên chế"),
            "questions": [
                {
                    "key": "present", "kind": "number", **words("label", "Có mặt"), "required": True,
                    "least": 0, "most": 500, "indicator": "staff-present",
                },
                {
                    "key": "share", "kind": "number", **words("label", "Tỷ lệ"), "decimals": 1,
                    "least": 0, "most": 1000, "indicator": "share",
                },
                {
                    "key": "identity", "kind": "choice", **words("label", "Bộ nhận diện"), "indicator": "identity",
                    "choices": [
                        {"key": "applied", **words("label", "Đã áp dụng"), "value": 1000},
                        {"key": "not-yet", **words("label", "Chưa"), "value": 0},
                    ],
                },
            ],
        },
    ],
}  # fmt: skip


def period(code="2026-Q4"):
    dates = dates_of(code)
    values = {"kind": dates.kind, "starts_on": dates.starts_on, "cut_off_on": dates.cut_off_on, "due_at": due_at(dates.cut_off_on)}
    return Period.objects.get_or_create(code=code, defaults={**values, "government_due_on": dates.government_due_on})[0]


def questionnaire(number=1, **values):
    defaults = {**words("title", "Báo cáo quý"), "audience": "missions", "asked_from": date(2025, 9, 15)}
    defaults |= {"content": CONTENT, "recorded_at": LONG_AGO, "published_at": LONG_AGO} | values
    return Questionnaire.objects.get_or_create(code="missions-quarterly", number=number, defaults=defaults)[0]


def open_mission(unit, on=date(2020, 1, 1)):
    mission = Mission.objects.create(unit=unit, kind="embassy", time_zone="Europe/Paris")
    happens(mission, "opened", on)
    return mission


def mission(code, department=None):
    """The unit of a mission that is open, followed by the department."""
    unit = UnitFactory(code=code, kind="mission", lead_unit=department)
    if not hasattr(unit, "mission"):
        places = {"host_vi": "Pháp", "host_en": "France", "city_vi": "Pa-ri", "city_en": "Paris"}
        Mission.objects.filter(pk=open_mission(unit).pk).update(**places)
        unit.refresh_from_db()
    return unit


def head_of(unit):
    person = UserFactory(email=f"head.{unit.code}@demo.test")
    if not person.memberships.exists():
        MembershipFactory(user=person, unit=unit, role="mission_head")
    return person


def happens(mission, kind, on):
    return MissionEvent.objects.create(mission=mission, kind=kind, on=on, precision="day", recorded_at=LONG_AGO)


def owed(unit, code="2026-Q4", **values):
    asked = values.pop("questionnaire", None) or questionnaire()
    return Obligation.objects.create(period=period(code), unit=unit, questionnaire=asked, added_at=LONG_AGO, **values)


def obligations():
    """All of them, by the code of the unit."""
    return {row.unit.code: row for row in Obligation.objects.select_related("unit")}


def indicators(plan):
    plain = {"plan": plan, "unit_vi": "người", "name_en": "x", "source_kind": "reported"}
    return [
        Indicator.objects.create(code="staff-present", name_vi="Có mặt", **plain),
        Indicator.objects.create(code="share", name_vi="Tỷ lệ", decimals=1, across_units="mean", **plain),
        Indicator.objects.create(code="identity", name_vi="Nhận diện", decimals=1, across_units="mean", **plain),
    ]


def serves(unit, measure):
    """The unit coordinates the measure, and so is asked about it."""
    AssignmentFactory(measure=measure, unit=unit, role=Assignment.Role.COORDINATING)


def seen_of(report):
    return {(row.question, row.row): row.version for row in report.latest().answers.all()}


def begin(obligation, by, now=NOW):
    return services.start_report(obligation=obligation, by=by, now=now)


def begun(obligation, at):
    return begin(obligation, head_of(obligation.unit), at)


def sent(obligation, at, *, nil=False):
    """The report as the head of the mission writes and submits it at that instant."""
    report = begun(obligation, at)
    if not nil:
        write(report, NEEDED, head_of(obligation.unit), at)
    submit(report, head_of(obligation.unit), at, nil=nil)
    return report


def waived(obligation, at, by):
    return services.waive(obligation=obligation, by=by, reason="Tạm ngừng hoạt động", now=at, seen=None)


def extended(obligation, until, at, by):
    return services.extend(obligation=obligation, by=by, until=until, reason="Sự cố đường truyền", now=at, seen=None)


def write(report, values, by, now=NOW, seen=None):
    return services.save_answers(report=report, values=values, seen=seen_of(report) if seen is None else seen, by=by, now=now)


def attach(report, by, name="so-lieu.pdf", content=PDF, about=("", ""), section="work"):
    taken = files.check(upload(name, content))
    return services.attach(report=report, section=section, file=taken, about=about, by=by, now=NOW, seen=None)


def submit(report, by, now=NOW, **values):
    return services.submit(report=report, by=by, now=now, **{"seen": None, "unchanged": True, **values})


def give_back(report, by, now=NOW, reason="Bổ sung số liệu.", **values):
    return services.return_report(report=report, by=by, reason=reason, now=now, **{"seen": None, **values})


def take_back(report, by, now=NOW, reason="Nhầm số liệu biên chế.", seen=None):
    return services.withdraw_report(report=report, by=by, reason=reason, now=now, seen=seen)


def accept(report, by, now=NOW, seen=None):
    return services.accept(report=report, by=by, now=now, seen=seen)


def reopen(report, by, now=NOW, reason="Số liệu thay đổi.", seen=None):
    return services.reopen(report=report, by=by, reason=reason, now=now, seen=seen)


def fresh(report):
    return QuarterlyReport.objects.get(pk=report.pk)


def damage(version, question, value, row=""):
    """What somebody with a hand in the database might do to a submitted answer, past its triggers."""
    with triggers.lifted(connection):
        assert version.answers.filter(question=question, row=row).update(value=value) == 1
