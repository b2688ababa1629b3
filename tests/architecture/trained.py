"""What the table of routes asks about training: a programme, a course that takes enrolments, a seat of each side."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from office import drafts
from office.tables import grid_of_text
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory, ProgrammeFactory


def trained(department, geographic, people):
    programme = ProgrammeFactory(code="dao-tao")
    course = CourseFactory(programme=programme, starts_on=date(2098, 3, 2), ends_on=date(2098, 3, 13))
    own, other = (EnrolmentFactory(course=course, officer=OfficerFactory(unit=unit)) for unit in (department, geographic))
    grid = grid_of_text(f"name\tunit\nAi\t{department.code}")
    draft = drafts.keep(by=people["personnel"], kind="course-enrolments", subject=str(course.pk), grid=grid, name="", now=timezone.now())
    return {
        "programme": {"code": programme.code},
        "no programme": {"code": "nope"},
        "course": {"pk": course.pk},
        "no course": {"pk": 987654},
        "own enrolment": {"pk": course.pk, "enrolment": own.pk},
        "other enrolment": {"pk": course.pk, "enrolment": other.pk},
        "no enrolment": {"pk": course.pk, "enrolment": 987654},
        "training file": {"form": "xlsx"},
        "no training file": {"form": "pdf"},
        "course file": {"pk": course.pk, "kind": "results"},
        "no course file": {"pk": course.pk, "kind": "nothing"},
        "own course draft": {"pk": course.pk, "draft": draft.pk},
        "no course draft": {"pk": course.pk, "draft": UUID(int=1)},
    }
