"""One press reminds just those who have sent nothing: who may, whom, and once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event, User
from office.models import Mail
from reports import services
from reports.models import Obligation, Reminder
from reports.services import reminding
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
ADDRESS = "/reports/2026-Q4/remind/"
HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    def set_to(instant):
        monkeypatch.setattr(timezone, "now", lambda: instant)

    set_to(AFTER)
    return set_to


def officer_of(unit, language="vi"):
    person = UserFactory(email=f"officer.{unit.code}@demo.test", name=f"Cán bộ {unit.code}", password="x", language=language)
    MembershipFactory(user=person, unit=unit, role="mission_officer")
    return person


@pytest.fixture
def owed(geographic, secretariat, clock):
    """Five missions: fr and de are silent, it has sent, es is waived, us (of another department) is silent and unreachable."""
    rows = {code: filing.owed(filing.mission(code, geographic)) for code in ("emb-fr", "emb-de", "emb-it", "emb-es")}
    rows["emb-us"] = filing.owed(filing.mission("emb-us"))
    for code in ("emb-fr", "emb-de", "emb-it", "emb-es"):
        officer_of(rows[code].unit, "en" if code == "emb-de" else "vi")
    filing.sent(rows["emb-it"], BEFORE)
    filing.waived(rows["emb-es"], BEFORE, secretariat)
    return rows


def press(browser, *codes):
    return browser.post(ADDRESS, {"unit": codes})


def test_the_preview_says_who_in_which_language_and_who_is_left_out(owed, signed_in, secretariat):
    page = signed_in(secretariat).get(ADDRESS)
    assert {line.owed.unit.code for line in page.context["to"]} == {"emb-fr", "emb-de"}
    assert [(line.owed.unit.code, line.skipped[:9]) for line in page.context["left_out"]] == [("emb-us", "không ai ")]
    said = page.content.decode()
    assert "officer.emb-de@demo.test, English" in said
    assert "officer.emb-fr@demo.test, Tiếng Việt" in said
    assert "officer.emb-it" not in said
    assert not Mail.objects.exists()


def test_a_press_writes_to_each_once_and_tells_the_history(owed, signed_in, secretariat, clock):
    browser = signed_in(secretariat)
    answer = press(browser, "emb-fr", "emb-de", "emb-it", "emb-us")
    assert answer["Location"] == "/reports/2026-Q4/"
    assert sorted(Mail.objects.values_list("user__email", flat=True)) == ["officer.emb-de@demo.test", "officer.emb-fr@demo.test"]
    assert set(Mail.objects.values_list("kind", flat=True)) == {"report-due"}
    assert "Đã nhắc 2 đơn vị. Bỏ qua 2 đơn vị" in browser.get("/reports/2026-Q4/").content.decode()
    told = Event.objects.filter(verb="reports.reminded").order_by("object_code")
    assert [(event.object_code, event.by, event.body.changes["recipients"][1]) for event in told] == [
        ("2026-Q4/emb-de", secretariat, "Cán bộ emb-de"),
        ("2026-Q4/emb-fr", secretariat, "Cán bộ emb-fr"),
    ]
    clock(AFTER + HOUR)
    press(browser, "emb-fr")
    assert Mail.objects.count() == 2
    assert "đã nhắc cách đây 1 giờ" in browser.get(ADDRESS).content.decode()
    clock(AFTER + 25 * HOUR)
    press(signed_in(secretariat), "emb-fr")  # a day later one signs in again
    assert Mail.objects.count() == 3


def test_who_was_reminded_by_the_steps_today_is_left_out(owed, clock):
    services.remind(now=AFTER, at_any_hour=True)
    rows = Obligation.objects.filter(period__code="2026-Q4")
    assert {one.owed.unit.code for one in reminding.candidates(rows, AFTER + HOUR) if one.reminded_at} == {"emb-fr", "emb-de"}


def test_nothing_chosen_is_said_and_sends_nothing(owed, signed_in, secretariat):
    answer = press(signed_in(secretariat))
    assert answer.status_code == 422
    assert answer.context["none_chosen"]
    assert 'role="alert"' in answer.content.decode()
    assert not Mail.objects.exists()


def test_a_department_reminds_its_own_missions_alone(owed, signed_in, reviewer):
    browser = signed_in(reviewer)
    assert {line.owed.unit.code for line in browser.get(ADDRESS).context["lines"]} == {"emb-fr", "emb-de"}
    User.objects.filter(email="officer.emb-us@demo.test").update(password="x")
    press(browser, "emb-us", "emb-fr")
    assert [row.obligation.unit.code for row in Reminder.objects.all()] == ["emb-fr"]


@pytest.mark.parametrize("who", ["mission_officer", "mission_head", "leader", "auditor", "head"])
def test_no_other_may(owed, signed_in, request, who):
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get(ADDRESS).status_code == 403
    assert press(browser, "emb-fr").status_code == 403
    assert ADDRESS not in browser.get("/reports/2026-Q4/").content.decode()


def test_the_page_of_the_period_leads_there_and_says_what_was_done(owed, signed_in, secretariat):
    browser = signed_in(secretariat)
    page = browser.get("/reports/2026-Q4/").content.decode()
    assert ADDRESS in page
    assert "Chưa nhắc đơn vị nào qua thư." in page
    assert "Nhắc gửi các báo cáo chưa nhận</a>" in page  # due or not; “chưa gửi” beside it counts those that are overdue
    assert "<h1>Nhắc gửi 2 báo cáo chưa nhận</h1>" in browser.get(ADDRESS).content.decode()
    press(browser, "emb-fr")
    assert "Đã nhắc 1 đơn vị qua thư" in browser.get("/reports/2026-Q4/").content.decode()


def test_as_many_questions_for_ten_times_the_units(owed, signed_in, secretariat, geographic):
    browser = signed_in(secretariat)

    def asked(address):
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(address)
        return len(seen)

    before = asked(ADDRESS), asked("/reports/2026-Q4/")
    for n in range(20):
        officer_of(filing.owed(filing.mission(f"emb-x{n}", geographic)).unit)
    assert (asked(ADDRESS), asked("/reports/2026-Q4/")) == before
    assert max(before) <= 15


def test_the_steps_are_set_on_a_page_with_history(signed_in, secretariat):
    browser = signed_in(secretariat)
    typed = {"is_on": "on", "before": "10, 5", "on_the_day": "on", "after": "2", "after_return": "3", "version": "1"}
    assert browser.post("/manage/reminders/", typed).status_code == 302
    page = browser.get("/manage/reminders/")
    assert page.context["form"].initial["before"] == "10, 5"
    assert "thay đổi các mốc nhắc báo cáo" in page.content.decode()
    wrong = browser.post("/manage/reminders/", {**typed, "before": "mười", "version": "2"})
    assert wrong.status_code == 422
    assert "Nhập số ngày nguyên" in wrong.content.decode()
    assert 'value="mười"' in wrong.content.decode()
    assert browser.post("/manage/reminders/", {**typed, "before": "9"}).status_code == 409
    assert browser.post("/manage/reminders/", {"before": "", "after": "", "version": "2"}).status_code == 422
