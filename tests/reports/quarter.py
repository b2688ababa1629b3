"""A small quarter: two departments that follow missions, what the missions owe, and what they have sent."""

from datetime import UTC, date, datetime, timedelta

from missions.models import Mission, MissionEvent
from plan.calendar import dates_of, due_at
from plan.models import Period
from reports import services
from reports.models import Obligation, Questionnaire
from tests.factories import LONG_AGO, MembershipFactory, UnitFactory, UserFactory

FORM = {
    "sections": [
        {
            "key": "staff",
            "title_vi": "Nhân sự",
            "title_en": "Staff",
            "questions": [
                {"key": "staff-present", "kind": "number", "label_vi": "Số cán bộ có mặt", "label_en": "Staff present", "required": True}
            ],
        }
    ]
}


def period(code="2026-Q4"):
    dates = dates_of(code)
    values = {"kind": dates.kind, "starts_on": dates.starts_on, "cut_off_on": dates.cut_off_on, "due_at": due_at(dates.cut_off_on)}
    return Period.objects.get_or_create(code=code, defaults={**values, "government_due_on": dates.government_due_on})[0]


def questionnaire():
    values = {"title_vi": "Báo cáo quý", "title_en": "Quarterly report", "audience": "missions", "content": FORM}
    values |= {"asked_from": date(2025, 9, 15), "recorded_at": LONG_AGO}
    return Questionnaire.objects.get_or_create(code="missions", number=1, defaults=values)[0]


def mission(code, department=None):
    unit = UnitFactory(code=code, kind="mission", lead_unit=department)
    if not hasattr(unit, "mission"):
        places = {"host_vi": "Pháp", "host_en": "France", "city_vi": "Pa-ri", "city_en": "Paris"}
        post = Mission.objects.create(unit=unit, kind="embassy", time_zone="Europe/Paris", **places)
        MissionEvent.objects.create(mission=post, kind="opened", on=date(2020, 1, 1), precision="day", recorded_at=LONG_AGO)
    return unit


def owed(unit, code="2026-Q4", **values):
    return Obligation.objects.create(period=period(code), unit=unit, questionnaire=questionnaire(), added_at=LONG_AGO, **values)


def head_of(unit):
    person = UserFactory(email=f"head.{unit.code}@demo.test")
    if not person.memberships.exists():
        MembershipFactory(user=person, unit=unit, role="mission_head")
    return person


def begun(obligation, at):
    return services.start_report(obligation=obligation, by=head_of(obligation.unit), now=at)


def sent(obligation, at, *, nil=False):
    """The report as its head submits it at that instant."""
    by = head_of(obligation.unit)
    report = services.start_report(obligation=obligation, by=by, now=at)
    if not nil:
        services.save_answers(report=report, values={("staff-present", ""): 7}, seen=_seen(report), by=by, now=at)
    services.submit(report=report, by=by, now=at, seen=None, nil=nil, unchanged=True)
    return report


def _seen(report):
    return {(row.question, row.row): row.version for row in report.latest().answers.all()}


def returned(report, at, by):
    services.return_report(report=report, by=by, reason="Bổ sung số liệu", now=at, seen=None)
    return report


def accepted(report, at, by):
    services.accept(report=report, by=by, now=at, seen=None)
    return report


def waived(obligation, at, by):
    return services.waive(obligation=obligation, by=by, reason="Tạm ngừng hoạt động", now=at, seen=None)


def extended(obligation, until, at, by):
    return services.extend(obligation=obligation, by=by, until=until, reason="Sự cố đường truyền", now=at, seen=None)


DUE = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)  # of 2026-Q4: 17:00 in Hà Nội on the third working day after 14 December
BEFORE, AFTER = DUE - timedelta(days=2), DUE + timedelta(days=3)
