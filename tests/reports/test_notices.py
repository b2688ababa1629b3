"""Who wrote a quarterly report is told that it was accepted, once, in their language, and can do without."""

import pytest

from office.models import Mail, MailOff
from tests.reports import filing
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def submitted(embassy, mission_officer, mission_head):
    report = filing.begin(filing.owed(embassy), mission_officer)
    filing.write(report, {("overview", ""): "Ổn định.", ("present", ""): 14}, mission_officer)
    filing.submit(report, mission_head)
    return report


def test_who_submitted_and_who_wrote_are_told_once(submitted, mission_officer, mission_head, reviewer):
    mission_officer.language = "en"
    mission_officer.save()
    filing.accept(submitted, reviewer)
    mails = {mail.user: mail for mail in Mail.objects.filter(kind="report-accepted")}
    assert set(mails) == {mission_officer, mission_head}
    assert mails[mission_officer].subject.startswith("Accepted: report of quarter IV/2026, ")
    assert mails[mission_head].subject.startswith("Đã tiếp nhận: báo cáo quý IV/2026, ")
    assert f"{reviewer.name} đã tiếp nhận" in mails[mission_head].text
    assert "/reports/2026-Q4/emb-fr/" in mails[mission_head].text


def test_of_a_version_that_is_accepted_after_a_reopening_they_are_told_anew(submitted, mission_head, reviewer):
    filing.accept(submitted, reviewer)
    filing.reopen(filing.fresh(submitted), reviewer)
    filing.submit(filing.fresh(submitted), mission_head)
    filing.accept(filing.fresh(submitted), reviewer)
    assert Mail.objects.filter(kind="report-accepted", user=mission_head).count() == 2


def test_who_does_without_such_mail_and_who_has_left_get_none(submitted, mission_officer, mission_head, reviewer):
    MailOff.objects.create(user=mission_officer, kind="report-accepted", since=NOW)
    mission_head.is_active = False
    mission_head.save()
    filing.accept(submitted, reviewer)
    assert not Mail.objects.filter(kind="report-accepted").exists()
