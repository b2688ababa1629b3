"""GET /api/v1/events/: the history as far as the reader may know of it."""

from datetime import UTC, datetime

import pytest

from accounts.history import System, record
from accounts.sealing import redact, seal

pytestmark = pytest.mark.both
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
EVENTS = "/api/v1/events/"


def say(unit, new, **more):
    return record(
        by=System("tests"), verb="unit.rename", obj=unit, code=unit.code, unit=unit, changes={"name_vi": ("cũ", new)}, at=NOW, **more
    )


def results(browser, **query):
    return browser.get(EVENTS, query).json()["results"]


def test_an_auditor_reads_all_newest_first_and_a_head_their_own(department, geographic, auditor, head, signed_in):
    say(department, "một")
    say(geographic, "hai")
    assert [row["changes"]["name_vi"][1] for row in results(signed_in(auditor))] == ["hai", "một"]
    assert [row["object_code"] for row in results(signed_in(head))] == [department.code]


def test_an_officer_may_not_and_a_stranger_does_not_know_of_it(officer, stranger, signed_in):
    assert signed_in(officer).get(EVENTS).status_code == 403
    assert signed_in(stranger).get(EVENTS).status_code == 404


def test_the_filter_is_that_of_the_page(department, geographic, auditor, signed_in):
    say(department, "một")
    say(geographic, "hai")
    browser = signed_in(auditor)
    assert [row["object_code"] for row in results(browser, code=geographic.code)] == [geographic.code]
    assert results(browser, until="19/11/2026") == []
    assert len(results(browser, since="20/11/2026", until="2026-11-20")) == 2


@pytest.mark.parametrize("query", [{"since": "32/13/2026"}, {"kind": "no.such"}, {"until": "x\x00"}, {"nothing": "1"}])
def test_a_wrong_question_is_told_beside_its_field(query, auditor, signed_in):
    answer = signed_in(auditor).get(EVENTS, query)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(query)


def test_a_blanked_line_stays_without_its_content(department, administrator, auditor, signed_in):
    event = say(department, "bí mật")
    seal(NOW)
    redact(event=event, by=administrator, reason="gõ nhầm", now=NOW)
    row = next(row for row in results(signed_in(auditor)) if row["id"] == event.pk)
    assert (row["changes"], row["redacted"], row["sealed"]) == ({}, True, True)


def test_it_asks_the_same_few_questions_at_ten_times_the_rows(department, auditor, signed_in, django_assert_max_num_queries):
    browser = signed_in(auditor)
    for times in (3, 27):
        for number in range(times):
            say(department, str(number))
        browser.get(EVENTS)
        with django_assert_max_num_queries(7):
            browser.get(EVENTS)
