"""The form of an update: what it begins with, and what it says of faults."""

from datetime import date

import pytest
from django.utils import timezone

from tests.plan.test_pages_acts import PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]


def test_the_form_begins_with_what_was_told_last_also_after_a_refusal(do, measure, officer, signed_in):
    do.update(measure, percent=70, narrative="Đã trình dự thảo", difficulties="Thiếu kinh phí", effective_on=date(2026, 3, 1))
    do.refuse(do.propose(measure, on=date(2026, 3, 10)), reason="Chưa ban hành")
    form = signed_in(officer).get(f"{PAGE}update/").context["form"]
    begun = {name: form[name].value() for name in ("percent", "narrative", "difficulties", "reason")}
    assert begun == {"percent": 70, "narrative": "Đã trình dự thảo", "difficulties": "Thiếu kinh phí", "reason": "Chưa ban hành"}


def test_so_does_the_row_of_the_board_and_loses_no_difficulties(do, measure, officer, signed_in):
    do.update(measure, percent=70, narrative="Đã trình dự thảo", difficulties="Thiếu kinh phí", effective_on=date(2026, 3, 1))
    do.take_back(do.propose(measure, on=date(2026, 3, 10)))
    measure.refresh_from_db()
    address = "/plan/292/board/2.3/"
    browser = signed_in(officer)
    assert "Đã trình dự thảo" in browser.get(f"{address}?edit", headers={"HX-Request": "true"}).content.decode()
    typed = {"version": measure.version, "state": "in_progress", "health": "on_track", "percent": "80", "narrative": "Đã ký"}
    assert browser.post(address, {**typed, "effective_on": "11/03/2026"}).status_code == 302
    last = measure.updates.first()
    assert (last.percent, last.narrative, last.difficulties) == (80, "Đã ký", "Thiếu kinh phí")


def test_a_double_press_is_answered_with_what_was_done(measure, officer, head, signed_in):
    """Without scripts the browser shows the answer to the second press alone."""
    said = {"version": measure.version, "state": "in_progress", "health": "on_track", "percent": "40", "narrative": "Đã trình"}
    said |= {"effective_on": f"{timezone.localdate():%d/%m/%Y}", "difficulties": "", "reason": ""}
    browser = signed_in(officer)
    assert browser.post(f"{PAGE}update/", said).status_code == 302
    second = browser.post(f"{PAGE}update/", said, follow=True)
    assert second.redirect_chain == [(PAGE, 302)]
    assert "Nội dung này đã được gửi trước đó" in second.content.decode()
    assert measure.updates.count() == 1
    assert browser.post(f"{PAGE}update/", said | {"percent": "50"}).status_code == 409
    assert signed_in(head).post(f"{PAGE}update/", said).status_code == 409  # another person decides


def test_all_faults_of_an_update_are_told_at_once(measure, officer, signed_in):
    """The day by its form, the reason by the rule: whoever mends the one must not meet the other after it."""
    said = {"version": measure.version, "state": "in_progress", "health": "at_risk", "percent": "140", "effective_on": "31/02/2026"}
    answer = signed_in(officer).post(f"{PAGE}update/", said)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"percent", "effective_on", "reason"}
