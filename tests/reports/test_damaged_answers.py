"""Answers that no form could have stored, put there by a hand in the database: pages show what can be shown and name what
cannot."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from reports import questions, sheet, triggers
from reports.models import QuarterlyReport
from tests import cast, once
from tests.reports import filing
from tests.reports.conftest import begin_report
from tests.reports.filing import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
READ = ["review/", "review/?version=1", "review/?version=2", "history/", "", "receipt/"]
WRITTEN = ["", *(f"sections/{key}/" for key in ("work", "staff")), "check/"]
DAMAGE = {"a text for a number": "mười hai", "half a number": 1.5, "yes": True, "a list": ["x"], "an object": {"a": ["b"]}, "much": 10**30}
NAMED = "Không đọc được câu trả lời này"


@pytest.fixture(scope="class")
def sent_again(django_db_setup, django_db_blocker):
    """Returned, and submitted once more."""
    with once.made_once(django_db_blocker):
        europe, france = cast.geographic(), cast.embassy()
        head = cast.member("mission_head", france)
        report = begin_report(france, cast.measure(), cast.member("mission_officer", france))
        filing.submit(report, head)
        filing.give_back(report, cast.member("reviewer", europe), remarks={filing.PRESENT: "Vì sao 12?"})
        filing.submit(report, head)
        yield


@pytest.fixture
def again(sent_again):
    return QuarterlyReport.objects.get()


def read(browser, addresses):
    pages = {address: browser.get(PAGE + address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(addresses, 200)
    return {address: unescape(page.content.decode()) for address, page in pages.items()}


class TestSubmitted:
    @pytest.mark.parametrize("value", DAMAGE.values(), ids=DAMAGE)
    @pytest.mark.parametrize("number", [1, 2])
    def test_every_page_of_a_submitted_report_shows_the_rest_and_names_it(self, signed_in, reviewer, again, number, value):
        filing.damage(again.versions.get(number=number), "present", value)
        page = read(signed_in(reviewer), READ)[f"review/?version={number}"]
        assert NAMED in page
        assert "Đã khảo sát." in page

    @pytest.mark.parametrize(("question", "value"), [("overview", 7), ("overview", {"a": 1}), ("identity", ["applied"]), ("identity", 3)])
    def test_a_text_or_a_choice_that_is_none_is_named_too(self, signed_in, reviewer, again, question, value):
        filing.damage(again.latest(), question, value)
        assert NAMED in read(signed_in(reviewer), READ)["review/"]

    def test_an_answer_to_no_question_is_named_with_what_it_says(self, signed_in, reviewer, again):
        with triggers.lifted(connection):
            again.latest().answers.filter(question="present").update(question="khong-co", row="9.9")
        page = read(signed_in(reviewer), READ)["review/"]
        assert "khong-co.9.9" in page

    def test_accepting_takes_no_figure_from_it(self, again, reviewer, plan):
        present, share, _identity = filing.indicators(plan)
        filing.damage(again.latest(), "present", "mười hai")
        filing.accept(again, reviewer)
        assert (present.observations.count(), share.observations.get().value) == (0, 625)

    @pytest.mark.parametrize("value", DAMAGE.values(), ids=DAMAGE)
    def test_the_api_answers_the_rest_and_names_it(self, signed_in, reviewer, again, value):
        filing.damage(again.latest(), "present", value)
        told = signed_in(reviewer).get("/api/v1/reports/2026-Q4/emb-fr/").json()
        assert (told["answers"]["present"], told["answers"]["share"], told["unreadable"]) == (None, 62.5, ["present"])

    @pytest.mark.parametrize("value", DAMAGE.values(), ids=DAMAGE)
    def test_the_page_of_a_measure_answers(self, signed_in, reviewer, secretariat, again, value):
        filing.accept(again, reviewer, now=NOW)
        filing.damage(again.latest(), "results", value, row="2.3")
        assert signed_in(secretariat).get("/plan/292/measures/2.3/").status_code == 200

    def test_without_the_check_the_page_breaks(self, signed_in, reviewer, again, monkeypatch):
        """The control."""
        for module in (questions, sheet):
            monkeypatch.setattr(module, "is_readable", lambda question, value: True)
        filing.damage(again.latest(), "present", ["x"])
        with pytest.raises(TypeError):
            signed_in(reviewer).get(PAGE + "review/")


@pytest.mark.parametrize("value", DAMAGE.values(), ids=DAMAGE)
def test_a_draft_is_still_written_and_put_right(signed_in, mission_officer, mission_head, report, value):
    report.latest().answers.filter(question="present").update(value=value)
    pages = read(signed_in(mission_head), WRITTEN)
    assert NAMED in pages["sections/staff/"]
    assert NAMED in pages["check/"]
    filing.write(report, {filing.PRESENT: 12}, mission_officer)
    assert NAMED not in read(signed_in(mission_head), WRITTEN)["sections/staff/"]


def test_it_is_not_submitted_while_it_stands(signed_in, mission_head, report):
    report.latest().answers.filter(question="present").update(value=["x"])
    with pytest.raises(ValidationError) as refused:
        filing.submit(report, mission_head)
    assert list(refused.value.message_dict) == ["present"]
