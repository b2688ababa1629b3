"""What is told of a compiled report by mail: to whom, when and with which file."""

from datetime import timedelta

import pytest

from accounts.models import User
from office import outbox
from office.models import Mail
from reports import services
from reports.models import ProgressReport, Subscription
from tests.factories import PlanFactory
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
LIST = "/reports/progress/"
HOUR = timedelta(hours=1)


@pytest.fixture
def quarter(quarter):
    Mail.objects.all().delete()  # that its reports were accepted is told elsewhere
    return quarter


@pytest.fixture
def whole(quarter):
    return PlanFactory()


@pytest.fixture
def want():
    def subscribe(user, **values):
        user.set_password("x")
        user.save()
        return services.subscribe(user=user, now=NOW, **{"is_on": True, "drafts": False, "with_file": False, **values})

    return subscribe


@pytest.mark.usefixtures("undrawn")
def test_goes_to_who_wants_it_once_with_period_and_both_zones(quarter, compiled, want, leader, officer, mission_head):
    want(leader, with_file=True)
    want(mission_head)
    type(mission_head).objects.filter(pk=mission_head.pk).update(time_zone="Europe/Paris", language="en")
    report = compiled(on=None, period=quarter)
    assert not Mail.objects.exists()
    services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
    told = {mail.user: mail for mail in Mail.objects.all()}
    assert set(told) == {leader, mission_head}
    text = told[mission_head].text
    assert "Quarter II/2026" in told[mission_head].subject
    assert "09:00 on 01/07/2026 Hà Nội time, that is 04:00 in Paris" in text
    assert f"/reports/progress/{report.pk}/" in text
    assert (told[mission_head].enclosed, told[leader].enclosed["name"]) == (None, f"bao-cao-tien-do-{report.code}.docx")


@pytest.mark.usefixtures("undrawn")
def test_a_report_on_a_part_of_the_plan_is_no_news_for_all(quarter, compiled, want, leader):
    want(leader)
    report = compiled(on=None, period=quarter, scope="task:2")
    services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
    assert not Mail.objects.exists()


@pytest.mark.usefixtures("undrawn")
def test_a_draft_goes_only_to_who_may_read_it(quarter, want, leader, officer, secretariat, no_thread):
    from reports import jobs

    want(leader, drafts=True)
    want(officer, drafts=True)
    want(secretariat)
    services.compile_what_is_due(now=quarter.due_at + HOUR)
    jobs.compile_progress_report(ProgressReport.objects.get().run_id)
    assert [mail.user for mail in Mail.objects.all()] == [leader]
    assert "dự thảo" in Mail.objects.get().subject


def test_the_file_goes_with_it_and_a_lost_one_keeps_nothing_back(quarter, compiled, want, leader, media, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    want(leader, with_file=True)
    report = compiled(on=None, period=quarter)
    services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
    outbox.send_due(lambda: NOW + HOUR)
    (sent,) = mailoutbox
    ((name, content, _kind),) = sent.attachments
    assert (name, content[:2]) == (f"bao-cao-tien-do-{report.code}.docx", b"PK")
    (media / report.files.get(kind="docx").file.name).unlink()
    Mail.objects.update(state="waiting")
    outbox.send_due(lambda: NOW + 2 * HOUR)
    assert (len(mailoutbox), mailoutbox[1].attachments) == (2, [])


@pytest.mark.usefixtures("undrawn")
def test_who_has_changed_their_mind_meanwhile_receives_nothing(quarter, compiled, want, leader, mailoutbox):
    want(leader)
    report = compiled(on=None, period=quarter)
    services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
    services.subscribe(user=leader, is_on=False, drafts=False, with_file=False, now=NOW)
    outbox.send_due(lambda: NOW + HOUR)
    assert (mailoutbox, Mail.objects.get().state) == ([], "dropped")


def test_the_page_keeps_the_choice_and_switches_on_again_what_a_link_had_switched_off(leader, officer, signed_in):
    outbox.switch(user=leader, off=["progress-report"], now=NOW)
    browser = signed_in(leader)
    browser.post(f"{LIST}subscription/", {"is_on": "on", "drafts": "on"})
    row = Subscription.objects.get()
    assert (row.user, row.is_on, row.drafts, row.with_file) == (leader, True, True, False)
    assert not leader.mail_off.exists()
    page = f"{LIST}subscription/"
    assert leader.time_zone not in browser.get(page).content.decode()  # Hà Nội is named once
    User.objects.filter(pk=leader.pk).update(time_zone="Europe/Paris")
    assert "Europe/Paris" in browser.get(page).content.decode()
    assert 'name="drafts"' not in signed_in(officer).get(f"{LIST}subscription/").content.decode()
