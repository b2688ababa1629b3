"""What `check_integrity` says of words by which officers, teams and training are found: each fault is put in, and found."""

import pytest
from django.utils import timezone

from accounts.checking import Asked
from personnel import integrity
from personnel.models import Course, ExpertTeam, Officer, Programme
from tests.personnel.rows import CourseFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found():
    return [finding.where.split()[0] for finding in integrity.words(Asked(timezone.now()))]


def test_words_for_search(department):
    OfficerFactory(name="Cán bộ 01")
    CourseFactory()
    ExpertTeam.objects.create(code="a", name_vi="Nhóm A", lead_unit=department, recorded_at=timezone.now(), search_text="a nhom a")
    for finding in integrity.words(Asked(timezone.now())):
        finding.mend()  # rows of factories are found by fewer words than those of the house
    assert found() == []
    Officer.objects.update(name="Tên khác")
    ExpertTeam.objects.update(area_vi="Luật biển")
    Programme.objects.update(legal_basis="Quyết định 1")
    Course.objects.update(place="Hà Nội")
    assert found() == ["personnel.officer", "personnel.officer", "personnel.expertteam", "personnel.programme", "personnel.course"]
