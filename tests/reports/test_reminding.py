"""Reminders of the house: to the right person, once, in words that say all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings

from accounts.models import Event, User
from office import outbox
from office.models import Mail
from reports import services
from reports.models import Reminder, ReminderPolicy
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import DUE

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MORNING = datetime(2026, 12, 14, 8, 0, tzinfo=UTC)  # 9:00 in Paris, a Monday, three days before the due day
HANOI_MORNING = datetime(2026, 12, 14, 2, 0, tzinfo=UTC)


def joined(*people):
    User.objects.filter(pk__in=[person.pk for person in people]).update(password="x")
    for person in people:
        person.refresh_from_db()
    return people[0]


@pytest.fixture
def owed(geographic, embassy, mission_officer, mission_head, reviewer):
    joined(mission_officer, mission_head, reviewer)
    return filing.owed(filing.mission("emb-fr", geographic))


def mails():
    return list(Mail.objects.order_by("pk"))


def run(now=MORNING):
    return services.remind(now=now)


def test_the_officer_is_reminded_in_the_morning_of_the_mission(owed, mission_officer):
    assert run(MORNING - 2 * HOUR) == 0
    assert run(MORNING) == 1
    (mail,) = mails()
    assert (mail.user, mail.kind) == (mission_officer, "report-before")
    row = Reminder.objects.get()
    assert (row.obligation, row.cause, row.step, row.counted_from, row.why, row.mail) == (owed, "due", -3, DUE, "officer", mail)


def test_the_mail_says_what_when_how_long_where_and_why(owed):
    run()
    (mail,) = mails()
    assert mail.subject == "Còn 3 ngày: báo cáo quý IV/2026, Đại sứ quán Việt Nam tại Pháp"
    for words in (
        "Kính gửi mission_officer,",
        "Quý IV/2026, Đại sứ quán Việt Nam tại Pháp",
        "17:00 ngày 17/12/2026 giờ Hà Nội, tức 11:00 giờ Pa-ri, còn 3 ngày 2 giờ.",
        f"{django_settings.SITE_ADDRESS}reports/2026-Q4/emb-fr/\n",
        "/reports/2026-Q4/emb-fr/nil/",
        "với tư cách người soạn báo cáo của Đại sứ quán Việt Nam tại Pháp",
        "/mail/off/",
    ):
        assert words in mail.text
    assert len(mail.text.encode()) < 2000


def test_in_the_language_of_the_person(owed, mission_officer):
    User.objects.filter(pk=mission_officer.pk).update(language="en")
    run()
    (mail,) = mails()
    assert mail.subject == "3 days left: report of quarter IV/2026, Embassy of Viet Nam in France"
    assert "that is 11:00 in Paris, 3 days 2 hours left." in mail.text


def test_run_again_it_says_nothing_new(owed):
    assert [run(MORNING + n * HOUR / 6) for n in range(12)] == [1] + [0] * 11
    assert run(MORNING + DAY) == 0


def test_trap_4_a_missed_run_is_caught_up_once_and_by_the_preparer(owed, mission_officer):
    """The step of three days lies on the 14th; the worker stood still for a day."""
    assert [run(MORNING + DAY), run(MORNING + DAY + HOUR)] == [1, 0]
    assert Reminder.objects.get().step == -3
    assert mails()[0].user == mission_officer


def test_trap_3_a_returned_report_is_reminded_of_too(owed, secretariat, mission_head):
    report = filing.sent(owed, DUE - 5 * DAY)
    assert run(DUE - 3 * DAY - 2 * HOUR) == 0
    filing.give_back(report, secretariat, now=DUE - 3 * DAY, reason="Bổ sung số liệu biên chế.")
    assert run(DUE - 2 * DAY - 2 * HOUR) == 0
    assert run(DUE - DAY - 2 * HOUR) == 1
    mail = mails()[-1]
    assert mail.kind == "report-due"
    assert mail.subject.startswith("Bị trả lại, cần gửi lại")
    assert "Bổ sung số liệu biên chế." in mail.text
    filing.submit(filing.fresh(report), filing.head_of(owed.unit), now=DUE)
    assert run(DUE + 4 * DAY - 2 * HOUR) == 0


def test_trap_20_deadlines_and_steps_are_data(owed, secretariat):
    values = {"is_on": True, "tells_reviewers": False, "around_due": [-5], "after_return": []}
    services.set_policy(values=values, by=secretariat, now=MORNING, seen=None)
    assert run() == 1
    assert Reminder.objects.get().step == -5
    event = Event.objects.get(verb="reports.reminders_set")
    assert "around_due" in event.body.changes
    services.set_policy(values={**values, "is_on": False}, by=secretariat, now=MORNING, seen=None)
    Reminder.objects.all().delete()
    assert run() == 0


def test_trap_20_the_schedule_of_beat_knows_no_deadline():
    assert all(isinstance(entry["schedule"], float) and "args" not in entry for entry in django_settings.CELERY_BEAT_SCHEDULE.values())


def test_trap_22_reviewers_get_one_line_a_day_and_no_flood(owed, geographic, reviewer):
    for row in (owed, filing.owed(filing.mission("emb-de", geographic))):
        filing.sent(row, DUE - 5 * DAY)
    assert [services.remind(now=HANOI_MORNING + n * HOUR / 6) for n in range(3)] == [1, 0, 0]
    (mail,) = mails()
    assert (mail.user, mail.kind, mail.subject) == (reviewer, "report-review", "2 báo cáo chờ xem xét")
    assert "2 báo cáo chờ xem xét, trong đó 2 báo cáo mới" in mail.text
    assert services.remind(now=HANOI_MORNING + DAY) == 0
    filing.sent(filing.owed(filing.mission("emb-it", geographic)), HANOI_MORNING + DAY)
    assert services.remind(now=HANOI_MORNING + 2 * DAY) == 1
    assert "3 báo cáo chờ xem xét, trong đó 1 báo cáo mới" in mails()[-1].text


def test_a_mail_for_several_reports_is_one(owed, geographic, mission_officer, mission_head, reviewer):
    """Nobody of two missions can be reached: the department that follows them gets one mail about both."""
    User.objects.filter(pk__in=[mission_officer.pk, mission_head.pk]).update(is_active=False)
    filing.owed(filing.mission("emb-de", geographic))
    assert services.remind(now=HANOI_MORNING) == 1
    (mail,) = mails()
    assert (mail.user, mail.subject) == (reviewer, "2 báo cáo cần gửi")
    assert "nơi không ai liên hệ được qua thư" in mail.text
    assert Reminder.objects.count() == 2


def test_without_an_officer_the_head_is_told_and_told_why(owed, mission_officer, mission_head):
    MembershipFactory(
        user=joined(UserFactory(email="khac@demo.test")), unit=owed.unit, role="mission_officer", until_on=DUE.date() - 9 * DAY
    )
    User.objects.filter(pk=mission_officer.pk).update(password="!")  # invited, never came: reads no mail of ours
    run()
    (mail,) = mails()
    assert mail.user == mission_head
    assert "với tư cách người đứng đầu" in mail.text


@pytest.mark.parametrize("what", ["waived", "void", "sent", "accepted"])
def test_what_is_not_owed_is_not_reminded_of(owed, secretariat, what):
    if what == "waived":
        filing.waived(owed, MORNING - DAY, secretariat)
    elif what == "void":
        owed.save_seen(None, {"state": "void"})
    else:
        report = filing.sent(owed, MORNING - DAY)
        if what == "accepted":
            filing.accept(report, secretariat, now=MORNING - HOUR)
    assert run() == 0


def test_an_extension_moves_the_windows(owed, secretariat):
    late = DUE + DAY - 2 * HOUR  # 9:00 in Paris on the day after
    assert run(late) == 1
    filing.extended(owed, DUE + 8 * DAY, late + HOUR / 6, secretariat)
    assert run(late + HOUR / 2) == 1  # the step of a week before the new due time
    assert [row.step for row in Reminder.objects.order_by("pk")] == [1, -7]
    assert "25/12/2026" in mails()[-1].text
    assert run(DUE + 8 * DAY - 2 * HOUR) == 1


def test_one_may_do_without_the_early_ones_and_not_without_the_last(owed, mission_officer):
    outbox.switch(user=mission_officer, off=["report-before", "report-due"], now=MORNING)
    assert run() == 0
    assert Reminder.objects.get().mail is None
    assert run(DUE - 2 * HOUR) == 1
    assert "không tắt được" in mails()[0].text


def test_what_was_sent_meanwhile_is_not_reminded_of_after_all(owed):
    """The mail server was away for an hour, and the report came."""
    run()
    filing.sent(owed, MORNING + HOUR)
    assert outbox.send_due(lambda: MORNING + 2 * HOUR) == 0
    assert mails()[0].state == "dropped"


def test_one_person_whose_mail_cannot_be_written_keeps_no_other_from_being_told(owed, mission_officer, monkeypatch):
    second = MembershipFactory(user=joined(UserFactory(email="hai@demo.test")), unit=owed.unit, role="mission_officer").user
    whole = outbox.post

    def broken(letter, *, now):
        if letter.user == mission_officer:
            raise RuntimeError("…")
        return whole(letter, now=now)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "post", broken)
        assert run() == 1
    assert [mail.user for mail in mails()] == [second]
    assert run() == 1  # nothing of the first was kept, so the next round tells them


def test_one_reviewer_whose_mail_cannot_be_written_keeps_no_other_from_being_told(owed, geographic, reviewer, monkeypatch):
    second = MembershipFactory(user=joined(UserFactory(email="hai@demo.test")), unit=geographic, role="unit_head").user
    filing.sent(owed, DUE - 5 * DAY)
    whole = outbox.post

    def broken(letter, *, now):
        if letter.user == reviewer:
            raise RuntimeError("…")
        return whole(letter, now=now)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "post", broken)
        assert run(HANOI_MORNING) == 1
    assert [mail.user for mail in mails()] == [second]
    assert run(HANOI_MORNING) == 1


def test_in_the_ledger_alone(owed):
    assert services.remind(now=MORNING + 9 * HOUR, at_any_hour=True, quietly=True) == 0
    assert (Reminder.objects.count(), Mail.objects.count()) == (1, 0)


def test_a_house_without_a_policy_has_the_usual_steps():
    assert ReminderPolicy.in_force().around_due == [-14, -7, -3, -1, 0, 1, 3, 7]
