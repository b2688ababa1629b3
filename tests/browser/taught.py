"""Training in the furnished house: a programme behind its path, a course that is over, one that is full and has people waiting."""

from datetime import timedelta

from accounts.models import Unit
from office import drafts
from office.tables import grid_of_text
from personnel.models import Course, Enrolment, Officer
from personnel.services import courses, programmes
from personnel.services.courses import Sitting
from personnel.services.enrolment import enrol_heads, enrol_officer
from personnel.services.results import Taken, record_results
from plan.models import Measure
from plan.moment import day_of
from tests.personnel.rows import OfficerFactory

DONE = Enrolment.Result.COMPLETED


def teach(personnel, now):
    today = day_of(now)
    units = Unit.objects.in_bulk(["vu-to-chuc-can-bo", "vu-chau-au", "emb-fr", "hoc-vien-ngoai-giao"], field_name="code")
    lead = units["vu-to-chuc-can-bo"]
    by = {"by": personnel, "now": now}
    values = {
        "audience": "central",
        "legal_basis": "Quyết định minh họa về bồi dưỡng đối ngoại",
        "lead_unit": lead,
        "budget": 1_500_000_000,
    }
    values |= {"name_vi": "Bồi dưỡng kỹ năng đối ngoại đa phương", "name_en": "Training in multilateral diplomacy"}
    measures = Measure.objects.filter(plan__code="292", code__in=["3.2", "3.3"])
    programme = programmes.add_programme(code="da-phuong", values=values, measures=measures, **by)
    aims = {today.year - 1: 30, today.year: 60, today.year + 1: 80}
    programmes.set_targets(programme=programme, targets=aims, reason="", seen=None, **by)
    closed = {**values, "name_vi": "Tiếng Anh đối ngoại cho địa phương", "name_en": "English for localities", "audience": "locality"}
    closed = programmes.add_programme(code="tieng-anh", values=closed, measures=[], **by)
    programmes.close_programme(programme=closed, reason="Hết thời hạn", seen=None, **by)
    staff = [OfficerFactory(name=f"Cán bộ {700 + n}", unit=units[("vu-to-chuc-can-bo", "vu-chau-au")[n % 2]]) for n in range(14)]
    _over(programme, staff, units, by, today)
    return _to_come(programme, staff, units, by, today)


def _course(programme, title, starts_on, days, capacity, by):
    values = {"title": title, "language": "vi", "provider": "Học viện Ngoại giao", "place": "Hà Nội", "mode": "mixed"}
    values |= {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=days), "enrol_until": None, "capacity": capacity}
    return courses.add_course(programme=programme, values=values, **by)


def _over(programme, staff, units, by, today):
    """Everybody came but one; one failed."""
    course = _course(programme, "Đàm phán đa phương khóa 1", today - timedelta(days=40), 10, 40, by)
    sittings = [Sitting(course.starts_on + timedelta(days=n), topic=f"Chuyên đề {n + 1}") for n in range(3)]
    courses.set_sessions(course=course, sittings=sittings, seen=None, **by)
    rows = [enrol_officer(course=course, officer=officer, unit=officer.unit, **by) for officer in staff[:9]]
    group = enrol_heads(course=course, unit=units["hoc-vien-ngoai-giao"], heads=12, **by)
    sessions = list(course.sessions.values_list("pk", flat=True))
    taken = [Taken(row.pk, DONE, course.ends_on, 1, f"DP1-{row.pk:03d}", dict.fromkeys(sessions, 1)) for row in rows[2:]]
    taken += [Taken(rows[0].pk, Enrolment.Result.FAILED), Taken(rows[1].pk, Enrolment.Result.ABSENT)]
    taken += [Taken(group.pk, DONE, course.ends_on, 10, "", dict.fromkeys(sessions, 11))]
    record_results(course=course, rows=taken, **by)


def _to_come(programme, staff, units, by, today):
    """Full, with a waiting list, and a sheet that waits to be confirmed."""
    course = _course(programme, "Đàm phán đa phương khóa 2", today + timedelta(days=30), 4, 10, by)
    for officer in staff[:12]:
        enrol_officer(course=course, officer=officer, unit=officer.unit, **by)
    rows = "name\tunit\nCan bo 713\tvu-chau-au\nCán bộ 700\tvu-to-chuc-can-bo\nCán bộ 701\tvu-to-chuc-can-bo\nKhông Có Ai\tvu-chau-au"
    grid = grid_of_text(rows)
    draft = drafts.keep(by=by["by"], kind="course-enrolments", subject=str(course.pk), grid=grid, name="ghi-danh.xlsx", now=by["now"])
    return {
        "over": Course.objects.get(title="Đàm phán đa phương khóa 1"),
        "to_come": course,
        "draft": draft,
        "officer": Officer.objects.first(),
    }
