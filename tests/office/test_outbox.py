"""Mail goes out exactly once, or says why not (design rule 12), through a mail server that is really one."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Event
from office import installation, outbox, smtp
from office.models import Installation, Mail
from tests.factories import UserFactory
from tests.office.smtp import mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOON = datetime(2026, 11, 29, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Two kinds of mail for these tests alone."""
    own = {kind.key: kind for kind in (outbox.Kind("duty", "Nhắc việc", "…"), outbox.Kind("news", "Tin", "…", is_optional=True))}
    monkeypatch.setattr(outbox, "KINDS", own)
    return own


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "office.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_TIMEOUT = 2
        yield server


@pytest.fixture
def person():
    return UserFactory(email="emb.fr@demo.test", name="Cán bộ 01")


def letter(user, event="quý IV", **values):
    return outbox.Letter(**{"kind": "duty", "event": event, "user": user, "subject": "Còn 3 ngày", "text": "Kính gửi,\n…\n", **values})


def post(user, event="quý IV", now=NOON, **values):
    return outbox.post(letter(user, event, **values), now=now)


def go(now=NOON):
    """What the job does at that moment; the clock stands still meanwhile."""
    return outbox.send_due(lambda: now)


def test_a_mail_goes_out_in_words_of_its_language(server, person):
    mail = post(person)
    assert go() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.finished_at, mail.error) == ("sent", 1, NOON, "")
    ((address, message),) = server.taken
    assert (address, message["To"], message["Subject"]) == (person.email, person.email, "[Lộ trình 292] Còn 3 ngày")
    assert message.get_content().splitlines()[0] == "Kính gửi,"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert go(NOON + MINUTE) == 0


def test_the_same_event_writes_to_the_same_person_once(server, person):
    other = UserFactory(email="emb.de@demo.test")
    assert post(person) is not None
    assert post(person, subject="Khác") is None
    assert post(other) is not None
    assert post(person, event="quý I") is not None
    assert go() == 3
    assert len(set(server.ids())) == 3


def test_what_is_undone_with_its_cause_is_not_sent(server, person):
    with transaction.atomic():
        post(person)
        transaction.set_rollback(True)
    assert (Mail.objects.count(), go()) == (0, 0)


def test_a_server_that_is_away_for_an_hour_loses_none(settings, person):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "office.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    for n in range(5):
        post(person, event=str(n))
    for minute in range(0, 61, 10):
        assert go(NOON + minute * MINUTE) == 0
    assert set(Mail.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert outbox.UNREACHABLE in Mail.objects.order_by("pk")[0].error
    assert outbox.stalled_since(NOON + 60 * MINUTE) == NOON
    with mail_server(port) as back:
        assert go(NOON + 61 * MINUTE) == 5
        assert len(set(back.ids())) == 5
    assert outbox.stalled_since(NOON + 62 * MINUTE) is None


def test_refused_for_now_is_tried_again_with_growing_pauses(server, person):
    server.refuse[person.email] = "452 mailbox full"
    mail = post(person)
    tried, now = [], NOON
    while now < NOON + 3 * 60 * MINUTE:
        before = Mail.objects.get(pk=mail.pk).attempts
        go(now)
        if Mail.objects.get(pk=mail.pk).attempts > before:
            tried.append(int((now - NOON) / MINUTE))
        now += MINUTE
    assert tried == [0, 1, 3, 8, 18, 38, 78, 138]
    mail.refresh_from_db()
    assert (mail.state, mail.error.partition("\n")[2]) == ("waiting", "452 mailbox full")
    del server.refuse[person.email]
    assert go(NOON + 200 * MINUTE) == 1
    assert len(server.taken) == 1


def test_refused_for_three_days_is_given_up_and_said(server, person):
    server.refuse["DATA"] = "451 try later"
    mail = post(person)
    go(NOON)
    go(NOON + outbox.PATIENCE + MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.error.partition("\n")[0]) == ("gave_up", outbox.GIVEN_UP)


def test_a_mail_that_cannot_be_written_is_settled_and_stops_no_other(server, person, kinds):
    def broken(mail, now):
        raise ValueError("a fault of ours")

    kinds["news"] = outbox.Kind("news", "Tin", "…", still_wanted=broken)
    mail = post(person, kind="news")
    post(UserFactory(email="emb.de@demo.test"))
    assert go() == 1
    mail.refresh_from_db()
    said = f"{outbox.UNWRITTEN_YET}\nValueError: a fault of ours"
    assert (mail.state, mail.owner, mail.attempts, mail.not_before, mail.error) == ("waiting", None, 1, NOON + MINUTE, said)
    go(NOON + outbox.PATIENCE + MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.error.partition("\n")[0]) == ("gave_up", outbox.UNWRITTEN)


@pytest.mark.parametrize("refused", ["address", "DATA"])
def test_refused_for_good_stops_at_once_and_stops_no_other(server, person, refused):
    other = UserFactory(email="emb.de@demo.test")
    server.refuse[person.email if refused == "address" else "DATA"] = "550 no such mailbox"
    mail = post(person)
    go()
    server.refuse.pop("DATA", None)
    post(other, now=NOON)
    assert go(NOON + MINUTE) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.address, mail.error.partition("\n")[2]) == ("failed", person.email, "550 no such mailbox")
    assert (mail.attempts, server.addresses()) == (1, [other.email])


def test_a_mail_that_failed_goes_to_the_new_address_when_it_is_sent_again(server, person, administrator):
    server.refuse[person.email] = "550 no such mailbox"
    mail = post(person)
    go()
    person.email = "moi@demo.test"
    person.save(update_fields=["email"])
    assert outbox.retry(mail=mail, by=administrator, now=NOON + MINUTE)
    assert not outbox.retry(mail=mail, by=administrator, now=NOON + MINUTE)
    assert go(NOON + MINUTE) == 1
    assert server.addresses() == ["moi@demo.test"]
    mail.refresh_from_db()
    assert (mail.state, mail.address) == ("sent", "moi@demo.test")
    assert Event.objects.filter(verb="office.mail_retried").count() == 1


def test_killed_between_claim_and_answer_it_comes_at_most_twice_with_one_message_id(server, person):
    """The worker sent it and died before it wrote so: after the lease it goes out again, as the same mail."""
    mail = post(person)
    held = outbox.claim(mail.pk, NOON)
    outbox._line().send_messages([outbox._message(held, outbox._line())])
    assert go(NOON + outbox.LEASE - timedelta(seconds=1)) == 0
    assert go(NOON + outbox.LEASE + timedelta(seconds=1)) == 1
    assert go(NOON + 2 * outbox.LEASE + MINUTE) == 0
    assert len(server.ids()) == 2
    assert len(set(server.ids())) == 1


def test_a_server_that_thinks_about_a_mail_is_waited_for(server, person, settings):
    settings.EMAIL_TIMEOUT, server.slow = 0.2, 0.6
    mail = post(person)
    assert go() == 1
    mail.refresh_from_db()
    assert (mail.state, len(server.ids())) == ("sent", 1)


def test_all_answers_of_a_server_fit_into_the_lease():
    """As decision 34 says: nothing prolongs it meanwhile."""
    assert timedelta(seconds=3 * django_settings.EMAIL_TIMEOUT + smtp.TAKING) < outbox.LEASE


def test_a_mail_taken_without_an_answer_comes_at_most_twice_and_then_a_person_decides(server, person, monkeypatch, administrator):
    monkeypatch.setattr("office.smtp.TAKING", 0.1)
    server.slow = 1
    mail = post(person)
    assert go() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.not_before, mail.error.partition("\n")[0]) == ("waiting", NOON + outbox.AFTER_NO_ANSWER, outbox.UNANSWERED)
    for hours in range(1, 80, 4):
        go(NOON + hours * 60 * MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, len(server.ids()), len(set(server.ids()))) == ("gave_up", 2, 2, 1)
    server.slow = 0
    outbox.retry(mail=mail, by=administrator, now=NOON + outbox.PATIENCE)
    assert go(NOON + outbox.PATIENCE) == 1


def test_a_zombie_does_not_write_over_what_another_wrote(server, person):
    mail = post(person)
    zombie = outbox.claim(mail.pk, NOON)
    go(NOON + 2 * outbox.LEASE)
    outbox._refused(zombie, TimeoutError(), NOON + 3 * outbox.LEASE)
    assert Mail.objects.get(pk=mail.pk).state == "sent"


def test_nothing_goes_to_closed_accounts_or_to_none(server, person):
    place = UserFactory(email="administrator@localhost")
    post(person)
    post(place)
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert go() == 0
    assert set(Mail.objects.values_list("state", "error")) == {("dropped", outbox.CLOSED)}
    assert server.taken == []


def test_what_is_no_longer_wanted_is_dropped(server, person, kinds):
    kinds["duty"] = outbox.Kind("duty", "x", "…", still_wanted=lambda mail, now: False)
    mail = post(person)
    assert go() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("dropped", outbox.NOT_NEEDED)


@pytest.mark.parametrize("subject", ["Còn 3 ngày\nBcc: khac@demo.test", "Còn 3 ngày\r\nBcc: khac@demo.test", "x\rBcc: khac@demo.test"])
def test_a_subject_writes_no_header(person, subject):
    with pytest.raises(outbox.HeaderBroken):
        post(person, subject=subject)


def test_a_mail_too_long_for_a_slow_line_is_refused_where_it_is_written(person):
    with pytest.raises(ValueError, match="too long"):
        post(person, text="ắ" * 12_000)


def test_an_illustration_says_so_and_never_talks_to_a_server(server, person, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    installation.make(Installation.Kind.DEMO)
    post(person)
    assert go() == 1
    assert server.taken == []
    (file,) = tmp_path.glob("*.txt")
    text = file.read_text(encoding="utf-8")
    assert "Subject: (Số liệu minh họa) [Lộ trình 292] Còn 3 ngày\n" in text
    assert "*** Số liệu minh họa ***" in text
    assert "Kính gửi," in text
    settings.DEMO_SENDS_MAIL = True
    post(person, event="khác")
    assert go() == 1
    assert server.taken[0][1]["Subject"].strip().startswith("(Số liệu minh họa)")


def test_the_broker_away_loses_nothing(server, person, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **options):
        raise ConnectionError

    monkeypatch.setattr(outbox.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True) as told:
        post(person)
    assert len(told) == 1
    assert go() == 1


def test_one_may_do_without_news_and_not_without_duty(server, person):
    outbox.switch(user=person, off=["news", "duty"], now=NOON)
    outbox.switch(user=person, off=["news"], now=NOON)
    assert post(person, kind="news") is None
    assert post(person) is not None
    event = Event.objects.get(verb="user.mail")
    assert event.body.changes == {"mail_off": ["", "news"]}
    outbox.switch(user=person, off=[], now=NOON)
    assert post(person, kind="news") is not None
    go()
    (off,) = [message["List-Unsubscribe"] for _to, message in server.taken if message["List-Unsubscribe"]]
    assert off.strip().startswith("<http")
    assert "/mail/off/" in off


def test_texts_are_blanked_after_a_month_and_rows_go_after_a_year(server, person):
    mail = post(person)
    go()
    assert outbox.forget(NOON + timedelta(days=29)) == 0
    assert outbox.forget(NOON + timedelta(days=31)) == 1
    assert Mail.objects.get(pk=mail.pk).text == ""
    outbox.forget(NOON + timedelta(days=401))
    assert not Mail.objects.exists()


def test_readyz_names_an_outbox_that_stands_still(client, person):
    def said():
        return client.get("/readyz").json()

    mail = post(person, now=timezone.now() - timedelta(minutes=3))
    assert said()["checks"]["outbox"]["ok"]
    Mail.objects.filter(pk=mail.pk).update(not_before=timezone.now() - timedelta(minutes=5))
    answer = said()
    assert "outbox" in answer["wrong"]
    assert "does the mail server answer" in answer["checks"]["outbox"]["why"]


@pytest.fixture
def told(person):
    """One mail of every kind of end."""
    mails = {state: post(person, event=state) for state in Mail.State.values if state != "sending"}
    for state, mail in mails.items():
        error = f"{outbox.REFUSED}\n550 no such mailbox" if state == "failed" else ""
        Mail.objects.filter(pk=mail.pk).update(state=state, error=error)
    return mails


def test_staff_see_what_was_not_delivered_with_its_address(signed_in, secretariat, person, told, django_assert_max_num_queries):
    browser = signed_in(secretariat)
    with django_assert_max_num_queries(15):
        page = browser.get("/manage/mail/?state=undelivered")
    said = page.content.decode()
    assert [line.mail.state for line in page.context["lines"]] == ["gave_up", "failed"]
    assert "2 thư chưa gửi được" in said
    assert person.email in said
    assert "550 no such mailbox" in said
    assert "Kính gửi" not in said
    assert [(figure.value, figure.is_chosen) for figure in page.context["figures"]] == [(1, False), (2, True), (1, False), (1, False)]
    assert len(browser.get("/manage/mail/?state=nonsense").context["lines"]) == len(told)


def test_staff_send_again_one_or_all(signed_in, administrator, told):
    browser = signed_in(administrator)
    assert browser.post(f"/manage/mail/{told['failed'].pk}/retry/").status_code == 302
    assert browser.post(f"/manage/mail/{told['sent'].pk}/retry/").status_code == 302
    assert browser.post("/manage/mail/retry/").status_code == 302
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["dropped", "sent", "waiting", "waiting", "waiting"]


def test_a_person_chooses_on_a_page_of_their_own(signed_in, person, kinds):
    browser = signed_in(person)
    assert "không tắt được" in browser.get("/accounts/mail/").content.decode()
    assert browser.post("/accounts/mail/", {}).status_code == 302
    assert [row.kind for row in person.mail_off.all()] == ["news"]
    browser.post("/accounts/mail/", {"kind": ["news"]})
    assert not person.mail_off.exists()


def test_a_click_in_the_mail_switches_off_that_kind_alone(client, person):
    address = outbox.off_address(person, "news").removeprefix("http://127.0.0.1:8292")
    assert client.get(address).status_code == 200
    assert not person.mail_off.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [row.kind for row in person.mail_off.all()] == ["news"]
    assert client.get(address[:-3] + "xx/").status_code == 404
    assert client.post(outbox.off_address(person, "duty").removeprefix("http://127.0.0.1:8292")).status_code == 404
