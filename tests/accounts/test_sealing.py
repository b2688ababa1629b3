import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import jobs, sealing, triggers
from accounts.models import Event, EventBody, Seal

pytestmark = pytest.mark.both


def faults():
    return [(fault.event, fault.text) for fault in sealing.verify(now=timezone.now()) if not fault.warning]


def tamper(statement):
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement)


def test_events_are_linked_in_order_and_verify(write):
    write(5)
    assert sealing.seal(now=timezone.now()) == 5
    assert list(Seal.objects.order_by("id").values_list("event_id", flat=True)) == list(
        Event.objects.order_by("id").values_list("id", flat=True)
    )
    write(2)
    assert sealing.seal(now=timezone.now()) == 2
    assert sealing.seal(now=timezone.now()) == 0
    assert faults() == []


def test_more_than_one_batch(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    write(10)
    assert jobs.seal_history() == 10
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("accounts_event SET by_label = 'administratoR' WHERE id = {id}", "altered after it was sealed"),
        ("accounts_event SET object_label = 'Y' WHERE id = {id}", "altered after it was sealed"),
        ("accounts_eventbody SET reason = 'vì Sao' WHERE event_id = {id}", "reason was altered"),
        ("accounts_eventbody SET salt = '' WHERE event_id = {id}", "reason was altered"),
        (
            "accounts_eventbody SET salt = '', reason = '', changes = '{{}}', redacted_at = '2026-01-01 00:00:00+00' WHERE event_id = {id}",
            "blanked without a line",
        ),
    ],
)
def test_one_changed_byte_is_found_and_named(write, change, words):
    write(2)
    event = write()
    write(2)
    sealing.seal(now=timezone.now())
    tamper("UPDATE " + change.format(id=event.pk))
    [(found, text)] = faults()
    assert found == event.pk
    assert words in text
    with pytest.raises(CommandError, match=f"first bad event is {event.pk}"):
        call_command("verify_history", stderr=StringIO())


def test_a_changed_body_is_found_before_it_is_sealed(write):
    event = write()
    tamper(f"UPDATE accounts_eventbody SET reason = 'x' WHERE event_id = {event.pk}")
    assert [found for found, _text in faults()] == [event.pk]


def test_a_removed_link_breaks_the_chain(write):
    write(2)
    event, after = write(), write()
    sealing.seal(now=timezone.now())
    tamper(f"DELETE FROM accounts_seal WHERE event_id = {event.pk}")
    assert [found for found, _text in faults()] == [after.pk]


def test_a_removed_body_is_found(write):
    event = write()
    sealing.seal(now=timezone.now())
    tamper(f"DELETE FROM accounts_eventbody WHERE event_id = {event.pk}")
    assert faults() == [(event.pk, "the content is gone")]


def test_a_link_without_its_event_is_found(write):
    event = write()
    sealing.seal(now=timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        connection.check_constraints()
        triggers.remove(connection)
        cursor.execute("DELETE FROM accounts_eventbody")
        cursor.execute("DELETE FROM accounts_event")
        assert (event.pk, "the event is gone, its link is still there") in faults()
        transaction.set_rollback(True)


def test_an_end_cut_off_is_known_from_the_file_outside(write):
    write(3)
    sealing.seal(now=timezone.now())
    last = Event.objects.latest("id").pk
    for table, key in (("accounts_seal", "event_id"), ("accounts_eventbody", "event_id"), ("accounts_event", "id")):
        tamper(f"DELETE FROM {table} WHERE {key} = {last}")
    [(found, text)] = faults()
    assert found == last
    assert "written outside is not in the chain" in text


def test_the_head_stands_in_the_file_with_its_time(write, settings):
    event, now = write(), timezone.now()
    sealing.seal(now=now)
    assert settings.SEAL_HEADS_FILE.read_text().split() == [str(event.pk), Seal.objects.get().hash, now.isoformat()]


def test_a_head_that_could_not_be_written_is_written_by_the_next_turn(write, settings):
    write()
    sealing.seal(now=timezone.now() - timedelta(minutes=9))
    kept = settings.SEAL_HEADS_FILE.read_text()
    event = write()
    settings.SEAL_HEADS_FILE.unlink()
    settings.SEAL_HEADS_FILE.mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        sealing.seal(now=timezone.now() - timedelta(minutes=6))
    settings.SEAL_HEADS_FILE.rmdir()
    settings.SEAL_HEADS_FILE.write_text(kept)
    [behind] = sealing.verify(now=timezone.now())
    assert behind.warning
    assert "lacks the newest head" in behind.text
    assert sealing.seal(now=timezone.now()) == 0
    assert settings.SEAL_HEADS_FILE.read_text().splitlines()[-1].startswith(f"{event.pk} {Seal.objects.latest('id').hash} ")
    assert list(sealing.verify(now=timezone.now())) == []
    sealing.seal(now=timezone.now())
    assert len(settings.SEAL_HEADS_FILE.read_text().splitlines()) == 2, "once is enough"


def brought_back(to):
    """The database as it stood when the event was the newest."""
    for table, key in (("accounts_seal", "event_id"), ("accounts_eventbody", "event_id"), ("accounts_event", "id")):
        tamper(f"DELETE FROM {table} WHERE {key} > {to}")


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_database_brought_back_from_a_copy_is_told_from_a_shortened_chain(goes_on, write, settings):
    copied = write()
    sealing.seal(now=timezone.now())
    for _ in range(2):
        write()
        sealing.seal(now=timezone.now())
    brought_back(copied.pk)
    if goes_on:  # the house was started before anybody noticed
        write()
        sealing.seal(now=timezone.now())
    assert len(faults()) == 2
    out = StringIO()
    call_command("note_restore", reason="Đĩa hỏng; bản sao 02:00", stdout=out)
    assert out.getvalue().strip() == "Noted."
    told = Event.objects.latest("id")
    assert (told.verb, told.object_code, told.body.reason) == ("history.restored", str(copied.pk), "Đĩa hỏng; bản sao 02:00")
    sealing.seal(now=timezone.now())
    assert faults() == []
    call_command("note_restore", reason="lại", stdout=out)
    assert "Nothing is lost" in out.getvalue()
    brought_back(copied.pk)  # and once more, this time by nobody who says so
    assert faults() != []


def test_heads_missing_in_the_midst_are_no_restore(write, settings):
    for _ in range(4):
        write()
        sealing.seal(now=timezone.now())
    lines = settings.SEAL_HEADS_FILE.read_text().splitlines()
    for number in (1, 3):
        lines[number] = lines[number].replace(lines[number].split()[1], "f" * 63 + str(number))
    settings.SEAL_HEADS_FILE.write_text("\n".join(lines) + "\n")
    with pytest.raises(CommandError):
        call_command("note_restore", reason="x")
    with pytest.raises(CommandError):
        call_command("note_restore", reason=" ")
    assert len(faults()) == 2


def test_a_missing_trigger_is_a_fault(write):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER accounts_event_no_update" + (" ON accounts_event" if connection.vendor == "postgresql" else ""))
    assert "accounts_event_no_update is missing or was altered" in faults()[0][1]
    triggers.install(connection)


def test_late_sealing_and_a_lost_file_are_warnings(write, settings):
    event = write(at=timezone.now() - timedelta(minutes=6))
    [late] = sealing.verify(now=timezone.now())
    assert (late.event, late.warning) == (event.pk, True)
    sealing.seal(now=timezone.now())
    settings.SEAL_HEADS_FILE.unlink()
    [lost] = sealing.verify(now=timezone.now())
    assert lost.warning
    out = StringIO()
    call_command("verify_history", stdout=out, stderr=StringIO())
    assert "1 sealed events verified" in out.getvalue()


def test_the_chain_cannot_fork(write):
    first, second = write(), write()
    sealing.seal(now=timezone.now())
    stored = Seal.objects.order_by("id").first()
    third = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(event=third, previous=stored.hash, hash="f" * 64, at=timezone.now())
    assert (first.pk, second.pk) == tuple(Seal.objects.order_by("id").values_list("event_id", flat=True))


def test_of_sealers_at_once_one_wins(real_transactions, at_once, write):
    write(300)
    counts = at_once(*[lambda: sealing.seal(now=timezone.now())] * 4)
    assert sum(counts) == Seal.objects.count() == 300
    assert faults() == []


def test_a_sealer_that_saw_an_old_head_leaves_it_to_the_other(write, monkeypatch):
    write(3)
    read = sealing._next_links

    def slow(now, after):
        links = read(now, after)
        monkeypatch.setattr(sealing, "_next_links", read)
        assert sealing.seal(now=now) == 3
        return links

    monkeypatch.setattr(sealing, "_next_links", slow)
    assert sealing.seal(now=timezone.now()) == 0
    assert faults() == []


def test_an_event_that_commits_late_is_sealed_later(write):
    """On PostgreSQL a smaller id can commit after a greater one is sealed."""
    early, late = write(), write()
    Seal.objects.create(event=late, previous=sealing.GENESIS, hash=sealing.link_of(sealing.GENESIS, late.header()), at=timezone.now())
    assert sealing.seal(now=timezone.now()) == 1
    assert faults() == []
    assert early.seal.previous == late.seal.hash


def test_a_turn_takes_what_came_late_within_a_day_and_once_a_day_all_the_rest(write):
    """The transaction of the early one was open while two later ones were sealed."""
    early, before, after = write(), write(), write()
    day_ago = timezone.now() - timedelta(hours=25)
    head = sealing.GENESIS
    for event, at in ((before, day_ago), (after, timezone.now() - timedelta(hours=23))):
        link = Seal.objects.create(event=event, previous=head, hash=sealing.link_of(head, event.header()), at=at)
        head = link.hash
    within = write()
    assert sealing.seal(now=timezone.now()) == 1
    assert [hasattr(event, "seal") for event in Event.objects.filter(pk__in=[early.pk, within.pk]).order_by("pk")] == [False, True]
    assert jobs.seal_late_history() == 1
    assert early.seal.previous == within.seal.hash
    assert faults() == []
    assert sealing.seal(now=timezone.now() + timedelta(days=2)) == 0
    assert sealing._settled(timezone.now() + timedelta(days=2)) == within.pk, "and not the late one, though it was linked last"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL tells what it has read")
def test_a_turn_reads_a_day_and_not_the_years_before_it(write, administrator):
    write(4)
    first = Event.objects.earliest("id")
    values = {field.attname: getattr(first, field.attname) for field in Event._meta.concrete_fields if field.name != "id"}
    old = Event.objects.bulk_create(Event(**values) for _ in range(4000))
    ago = timezone.now() - timedelta(days=2)
    Seal.objects.bulk_create(Seal(event=event, previous=f"p{event.pk}", hash=f"h{event.pk}", at=ago) for event in old)
    write(3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_event, accounts_seal")
    settled = sealing._settled(timezone.now())
    assert settled == old[-1].pk
    plan = json.loads(Event.objects.unsealed(beyond=settled).explain(format="json", analyze=True))[0]["Plan"]
    assert (plan["Actual Rows"], rows_read(plan)) == (3, 3)
    plan = json.loads(Event.objects.unsealed().explain(format="json", analyze=True))[0]["Plan"]
    assert rows_read(plan) > 8000, "the control"


def rows_read(plan):
    """By the scans of a plan, also those that were passed over."""
    below = sum(rows_read(part) for part in plan.get("Plans", ()))
    return below or (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]


def test_a_blanked_body_leaves_the_chain_whole(write, administrator, department):
    event = write()
    sealing.seal(now=timezone.now())
    done = sealing.redact(event=event, by=administrator, reason="mật khẩu gõ nhầm", now=timezone.now())
    sealing.seal(now=timezone.now())
    body = EventBody.objects.get(pk=event.pk)
    assert (body.changes, body.reason, body.salt) == ({}, "", "")
    assert body.redacted_at is not None
    assert (done.verb, done.object_id, done.body.reason) == ("history.redact", str(event.pk), "mật khẩu gõ nhầm")
    assert faults() == []
    with pytest.raises(ValidationError):
        sealing.redact(event=event, by=administrator, reason="again", now=timezone.now())


def test_blanking_asks_for_a_reason_and_the_right(write, administrator, secretariat, auditor, head):
    event = write()
    with pytest.raises(ValidationError):
        sealing.redact(event=event, by=administrator, reason=" ", now=timezone.now())
    for person in (secretariat, auditor, head):
        with pytest.raises(PermissionDenied):
            sealing.redact(event=event, by=person, reason="x", now=timezone.now())
    assert EventBody.objects.get(pk=event.pk).reason == "vì sao"
