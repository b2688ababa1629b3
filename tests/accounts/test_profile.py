"""A person's own name, language and clock."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts import zones
from accounts.models import Event

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


def typed(person, **values):
    return {"name": person.name, "language": person.language, "time_zone": person.time_zone, "version": person.version, **values}


def test_a_person_changes_their_profile_and_it_is_remembered(signed_in, officer):
    answer = signed_in(officer).post(PROFILE, typed(officer, name="Nguyễn Thu Hà", language="en", time_zone="Europe/Paris"))
    assert answer.url == reverse("accounts:profile")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    officer.refresh_from_db()
    assert (officer.name, officer.language, officer.time_zone) == ("Nguyễn Thu Hà", "en", "Europe/Paris")
    assert "nguyen thu ha" in officer.search_text
    event = Event.objects.about(officer).get()
    assert event.body.changes["name"] == ["officer", "Nguyễn Thu Hà"]


@pytest.mark.parametrize(
    ("said", "zone"), [("paris", "Europe/Paris"), ("New York", "America/New_York"), ("Hà Nội", zones.HANOI), ("UTC", "UTC")]
)
def test_a_zone_is_found_by_its_city(signed_in, officer, said, zone):
    signed_in(officer).post(PROFILE, typed(officer, time_zone=said))
    officer.refresh_from_db()
    assert officer.time_zone == zone


def test_every_zone_offered_is_found():
    assert all(zones.find(name) == name for name in zones.names())


def test_a_zone_that_is_none_is_refused_and_what_was_typed_is_kept(signed_in, officer):
    answer = signed_in(officer).post(PROFILE, typed(officer, name="Mới", time_zone="Atlantis"))
    assert answer.status_code == 422
    assert 'value="Mới"' in answer.content.decode()
    assert 'value="Atlantis"' in answer.content.decode()
    officer.refresh_from_db()
    assert officer.name == "officer"


def test_nothing_changed_is_nothing_recorded(signed_in, officer):
    signed_in(officer).post(PROFILE, typed(officer))
    assert not Event.objects.about(officer).exists()


def test_a_stale_profile_is_refused_with_both_texts(signed_in, officer):
    browser = signed_in(officer)
    old = typed(officer, name="Từ máy thứ hai")
    browser.post(PROFILE, typed(officer, name="Từ máy thứ nhất"))
    answer = browser.post(PROFILE, old)
    assert answer.status_code == 409
    assert "Từ máy thứ nhất" in answer.content.decode()
    assert "Từ máy thứ hai" in answer.content.decode()


def test_a_role_cannot_be_given_to_oneself(signed_in, officer):
    signed_in(officer).post(PROFILE, typed(officer, name="A", is_active="", role="secretariat", email="x@y.z"))
    officer.refresh_from_db()
    assert (officer.email, officer.is_active) == ("officer@demo.test", True)


def test_one_sees_ones_own_roles(signed_in, head):
    head.language = "en"
    with override("en"):
        page = signed_in(head).get(PROFILE).content.decode()
    assert "Vụ Tổ chức Cán bộ" in page or "Organization and Personnel Department" in page
