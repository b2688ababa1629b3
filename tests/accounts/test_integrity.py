"""What `check_integrity` says of the history, of words for search and of the database: each fault is put in, and found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import integrity, sealing, triggers
from accounts.checking import Asked
from accounts.models import Event, EventBody, Unit, User
from accounts.services.erasing import erase_account
from tests.accounts.test_sealing import tamper
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(check, **asked):
    return [(finding.kind, finding.where) for finding in check(Asked(timezone.now(), **asked)) if not finding.warning]


def test_a_history_as_it_was_written_gives_nothing(write):
    write(3)
    sealing.seal(timezone.now())
    assert found(integrity.history) == []


def test_an_altered_line_is_found_and_of_the_newest_alone_if_so_asked(write):
    first, last = write(), write(4)
    sealing.seal(timezone.now())
    tamper(f"UPDATE accounts_event SET object_label = 'Y' WHERE id = {first.pk}")
    assert found(integrity.history) == [("history", f"event {first.pk}")]
    assert found(integrity.history, last=Event.objects.count()) == [("history", f"event {first.pk}")]
    assert found(integrity.history, last=3) == []
    tamper(f"UPDATE accounts_event SET object_label = 'Y' WHERE id = {last.pk}")
    assert found(integrity.history, last=3) == [("history", f"event {last.pk}")]


def test_a_link_that_is_gone_is_found_also_among_the_newest(write):
    write(3)
    gone, after = write(), write()
    sealing.seal(timezone.now())
    tamper(f"DELETE FROM accounts_seal WHERE event_id = {gone.pk}")
    assert found(integrity.history, last=3) == [("history", f"event {after.pk}")]


def test_a_trigger_that_is_gone_is_found(write):
    triggers.settle(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER accounts_event_no_update" + (" ON accounts_event" if connection.vendor == "postgresql" else ""))
    assert found(integrity.history) == [("trigger", "history")]
    triggers.install(connection)


def test_what_only_stands_still_is_a_warning(write):
    event = write()
    later = Asked(event.at + timedelta(hours=1))
    assert [(one.kind, one.warning) for one in integrity.history(later)] == [("history", True)]
    assert EventBody.objects.filter(pk=event.pk).exists()


def test_words_that_do_not_follow_from_names_are_found_and_mended(department, officer):
    assert found(integrity.words) == []
    Unit.objects.filter(pk=department.pk).update(search_text="khác", sort_key="z")
    User.objects.filter(pk=officer.pk).update(name="Cán bộ khác")
    wrong = list(integrity.words(Asked(timezone.now())))
    assert {(one.kind, one.where.split()[0], one.what.split()[0]) for one in wrong} == {
        ("drift", "accounts.unit", "search_text"),
        ("drift", "accounts.unit", "sort_key"),
        ("drift", "accounts.user", "search_text"),
        ("drift", "accounts.user", "sort_key"),
    }
    for one in wrong:
        one.mend()
    assert found(integrity.words) == []
    assert User.objects.matching("can bo khac").filter(pk=officer.pk).exists()


def test_an_account_that_was_erased_is_found_by_no_address(administrator):
    gone = UserFactory(email="a@demo.test", name="A B")
    erase_account(user=gone, by=sealing.history.System("tests"), reason="hết hạn", now=timezone.now())
    assert found(integrity.words) == []


def test_a_database_that_holds_together_gives_nothing(officer):
    assert found(integrity.database) == []


def test_a_key_that_points_at_nothing_is_found(officer):
    if connection.vendor == "postgresql":
        triggers.settle(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'office_mailoff'::regclass AND contype = 'f'")
            name = cursor.fetchone()[0]
            cursor.execute(f'ALTER TABLE office_mailoff DROP CONSTRAINT "{name}"')
            cursor.execute(
                f'ALTER TABLE office_mailoff ADD CONSTRAINT "{name}" FOREIGN KEY (user_id) REFERENCES accounts_user (id) NOT VALID'
            )
        assert found(integrity.database) == [("foreign-key", "office_mailoff")]
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO office_mailoff (id, user_id, kind, since) VALUES (7, 999999, 'x', '2026-01-01')")
        assert found(integrity.database) == [("foreign-key", "office_mailoff 7")]
        cursor.execute("DELETE FROM office_mailoff WHERE id = 7")
