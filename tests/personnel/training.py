"""What tests of training begin with."""

from personnel.models import Enrolment, ResultRecord
from tests.factories import LONG_AGO
from tests.personnel.rows import CourseFactory, EnrolmentFactory


def completed(programme, on, *, heads=1, unit=None, recorded_at=LONG_AGO, **more):
    """People of a unit who completed a course of the programme on a day."""
    course = CourseFactory(programme=programme, starts_on=on, ends_on=on, capacity=max(heads, 30), **more)
    told = {"result": Enrolment.Result.COMPLETED, "completed_on": on}
    unit = unit or programme.lead_unit
    row = EnrolmentFactory(course=course, officer=None, unit=unit, heads=heads, completed_heads=heads, **told)
    ResultRecord.objects.create(enrolment=row, heads=heads, recorded_at=recorded_at, **told)
    return row
