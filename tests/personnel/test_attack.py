"""Leadership takes every page of counts, every term of posting and two days, and looks for a number that can only be one."""

from datetime import timedelta

import pytest

from personnel import counting
from personnel.models import Posting, ResultRecord
from personnel.rotation import Serving, by_month, compare, planned_end
from tests.personnel.attacker import Sum, pinned
from tests.personnel.counted_house import House
from tests.personnel.training import completed

pytestmark = pytest.mark.django_db
TERMS = range(12, 97, 12)


@pytest.fixture
def house(plan, department, geographic, embassy, secretariat, personnel):
    found = House(plan, department, geographic, embassy, secretariat, personnel)
    for number, heads in enumerate((4, 4, 1, 2, 12, 8)):  # what a class of one to four would give away
        completed(found.programme, found.day if number % 2 else found.today, heads=heads, unit=found.big)
    return found


def told(cells, cell, exact):
    """A sum as a reader reads it."""
    if exact:
        return Sum(frozenset(cells), cell.shown or 0, cell.shown or 0)
    return Sum(frozenset(cells), cell.shown - 2 if cell.shown else 0, cell.shown + 2 if cell.shown else counting.SHOWN_FROM - 1)


def of_training(house, browser, exact):
    """Cells are courses; each sum is one number on the page of completion or in the list of courses, today and the day before."""
    rows = list(ResultRecord.objects.standing().select_related("enrolment__course__programme"))
    counts = {row.enrolment.course_id: row.heads for row in rows}
    when = {row.enrolment.course_id: (row.completed_on, row.enrolment.course.programme) for row in rows}
    sums = []
    for day in (house.day - timedelta(days=1), house.day, house.today):
        found = browser.get(f"/personnel/programmes/completion/?on={day}").context["found"]
        there = {course for course, (done, _of) in when.items() if done <= day}
        sums.append(told(there, found.whole.told, exact))
        for part in found.by_programme:
            sums.append(told({course for course in there if when[course][1].code == part.address}, part.reached.told, exact))
        for part in found.by_audience:
            sums.append(told({course for course in there if part.address.endswith(when[course][1].audience)}, part.reached.told, exact))
    for course in browser.get("/personnel/courses/").context["page"].object_list:
        sums += [told({course.pk}, course.told["completed"], exact)] if course.pk in counts else []
    return counts, sums


def of_rotation(house, browser, exact):
    """Cells are the postings of the same days: what each adds to a number is what the page would say of it alone."""
    rows = [Serving(*days) for days in Posting.objects.on(house.today).values_list("from_on", "until_on")]
    counts, sums = {row: rows.count(row) for row in rows}, []
    for term in TERMS:
        page = browser.get(f"/personnel/rotation/?term={term}").context
        months = {row: by_month([planned_end(row, 36)], house.today) for row in counts}
        sums += [told({row for row in counts if months[row][first]}, cell, exact) for first, cell in page["months"]]
        sums.append(told({row for row in counts if any(months[row].values())}, page["ending"], exact))
        alone = {row: compare([row], today=house.today, term=36, other=term) for row in counts}
        for place, (_year, cells) in enumerate(page["years"]):
            for name, cell in zip(("planned", "new_alone", "running_too"), cells, strict=True):
                sums.append(told({row for row in counts if getattr(alone[row][place], name)}, cell, exact))
    return counts, sums


@pytest.mark.parametrize("read", [of_training, of_rotation])
@pytest.mark.parametrize("who", ["leader", "secretariat"])
@pytest.mark.parametrize("finds", [False, True])
def test_no_number_from_one_to_four_can_only_be_one(house, request, signed_in, monkeypatch, who, finds, read):
    if finds:  # without rounding
        monkeypatch.setattr(counting, "rounded", lambda count: count)
    counts, sums = read(house, signed_in(request.getfixturevalue(who)), finds)
    small = {cell for cell, count in counts.items() if 0 < count < 5}
    assert len(small) >= 2
    assert pinned(counts, [one for one in sums if one.cells]) == (small if finds else set())
