"""A text that should never have been typed goes from where it stands too, not only from the history."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import blanking, sealing
from accounts.models import Event
from office import comments
from office.models import Comment
from plan import services
from plan.models import StatusUpdate
from plan.views.comments import subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]  # texts are compared
SECRET, PAGE, API = "Xyzzy tuyệt mật", "/plan/292/measures/2.3/", "/api/v1/plans/292/measures/2.3/"


@pytest.fixture
def said(measure, officer):
    """Two updates with the secret, of which the second corrects the first, and one without it."""
    now, common = timezone.now(), {"measure": measure, "by": officer, "state": "in_progress", "health": "on_track", "percent": 10}
    common |= {"reason": "", "difficulties": "", "effective_on": timezone.localdate(), "seen": None}
    first = services.record_status(narrative=SECRET, now=now - timedelta(minutes=2), **common)
    corrected = {**common, "replaces": first, "percent": 20}
    services.record_status(narrative=SECRET, now=now - timedelta(minutes=1), **corrected)
    return Event.objects.get(verb="plan.status_recorded")


def stands(browser):
    return SECRET in browser.get(PAGE).content.decode() or SECRET in browser.get(API).content.decode()


def test_one_act_blanks_the_line_and_the_updates_that_say_it(said, administrator, officer, signed_in):
    assert stands(signed_in(officer))
    browser, address = signed_in(administrator), f"/audit/{said.pk}/redact/"
    page = browser.get(address).content.decode()
    assert page.count(f'href="{PAGE}#a-updates"') == 2
    assert browser.post(address, {"reason": "gõ nhầm", "places_too": "on"}).status_code == 302
    assert not stands(signed_in(officer))
    assert {row.narrative for row in StatusUpdate.objects.all()} == {blanking.BLANKED}
    assert {row.percent for row in StatusUpdate.objects.all()} == {10, 20}
    told = Event.objects.filter(verb="plan.update_blanked").select_related("body")
    assert {(event.by, event.body.reason) for event in told} == {(administrator, "gõ nhầm")}
    assert Event.objects.get(verb="plan.status_corrected").body.redacted_at is not None
    sealing.seal(timezone.now())
    assert not [fault for fault in sealing.verify(timezone.now()) if not fault.warning]


def test_what_was_blanked_in_the_history_alone_is_still_found(said, administrator, officer, signed_in):
    browser, address = signed_in(administrator), f"/audit/{said.pk}/redact/"
    assert browser.post(address, {"reason": "gõ nhầm"}).status_code == 302
    assert stands(signed_in(officer))
    browser = signed_in(administrator)
    assert address in browser.get(f"/audit/{said.pk}/").content.decode()
    assert browser.post(address, {"reason": "gõ nhầm", "places_too": "on"}).status_code == 302
    assert not stands(signed_in(officer))
    assert address not in signed_in(administrator).get(f"/audit/{said.pk}/").content.decode()


def test_a_withdrawn_comment_is_blanked_and_its_other_lines_with_it(measure, officer, administrator, signed_in):
    now = timezone.now()
    comment = comments.write(subject=subject_of(measure), by=officer, text=SECRET, language="vi", mentioned=[], now=now)
    comments.withdraw(comment=comment, unit=None, by=officer, now=now, seen=None)
    wrote, withdrew = Event.objects.filter(object_kind="office.comment").order_by("pk")
    browser, address = signed_in(administrator), f"/audit/{wrote.pk}/redact/"
    assert f'href="/audit/{withdrew.pk}/"' in browser.get(address).content.decode()
    browser.post(address, {"reason": "gõ nhầm", "places_too": "on"})
    assert Comment.objects.get().text == blanking.BLANKED
    assert Comment.objects.get().author == officer
    withdrew.body.refresh_from_db()
    assert withdrew.body.redacted_at is not None
    assert blanking.places(wrote) == []


def test_who_blanks_no_lines_blanks_no_text(said, secretariat):
    with pytest.raises(PermissionDenied):
        blanking.blank(event=said, by=secretariat, reason="x", now=timezone.now())
    assert StatusUpdate.objects.filter(narrative=SECRET).count() == 2


def test_the_page_says_what_it_does_not_reach(administrator, measure, department, signed_in):
    from accounts import history

    event = history.record(by=administrator, verb="unit.rename", obj=department, code=department.code, reason="x")
    page = signed_in(administrator).get(f"/audit/{event.pk}/redact/").content.decode()
    assert "chỉ xóa trắng dòng này" in page
    assert 'name="places_too"' not in page
    event = history.record(by=administrator, verb="reports.submitted", obj=measure, code="2026-Q3/emb-fr", reason="x")
    event.object_kind = "reports.quarterlyreport"
    assert [place.blank for place in blanking.places(event)] == [None]
