"""Figures that must agree by their meaning: remarked where they do not, on the page that submits and on that of the reviewer."""

from html import unescape
from types import SimpleNamespace

import pytest
import yaml
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from reports.agreement import Rule, disagreements, rules
from reports.management.commands.load_questionnaires import FILES, SHIPPED
from reports.questions import form_of
from reports.sheet import lay_out
from tests.reports import filing

PAGE = "/reports/2026-Q4/emb-fr/"
ADD_UP, AT_MOST = Rule(("present", "vacant"), "approved", exactly=True), Rule(("late",), "approved", exactly=False)
NUMBERS = ("approved", "present", "vacant", "late")


def form(**decimals):
    asked = [{"key": key, "kind": "number", "decimals": decimals.get(key, 0), **filing.words("label", key)} for key in NUMBERS]
    return form_of({"sections": [{"key": "all", **filing.words("title", "x"), "questions": asked}]})


def sheet(asked=None, **values):
    by = SimpleNamespace(name="Châu")
    rows = [SimpleNamespace(question=key, row="", value=value, version=1, by=by, at=None) for key, value in values.items()]
    return lay_out(asked or form(), {}, rows)


def told(rule, *laid, **values):
    with override("vi"):
        return [one.words for one in disagreements(laid[0] if laid else sheet(**values), [rule])]


whole = st.integers(0, 500)


@given(whole, whole, whole)
def test_a_sum_is_remarked_exactly_where_it_is_another(approved, present, vacant):
    assert bool(told(ADD_UP, approved=approved, present=present, vacant=vacant)) == (present + vacant != approved)


@given(whole, whole)
def test_a_part_is_remarked_exactly_where_it_is_more_than_the_whole(approved, late):
    assert bool(told(AT_MOST, approved=approved, late=late)) == (late > approved)


@given(st.dictionaries(st.sampled_from(NUMBERS), st.one_of(whole, st.none(), st.just("?")), max_size=4))
def test_what_is_not_answered_or_cannot_be_read_agrees_with_everything(values):
    readable = all(isinstance(values.get(key), int) for key in ("approved", "present", "vacant"))
    assert readable or not told(ADD_UP, **values)


def test_it_is_said_in_numbers():
    assert told(ADD_UP, approved=17, present=14, vacant=9) == ["1.2 (14) + 1.3 (9) bằng 23, không khớp với 1.1 (17)."]
    assert told(AT_MOST, approved=40, late=45) == ["1.4 (45) lớn hơn 1.1 (40)."]
    tenths = dict.fromkeys(NUMBERS, 1)
    assert told(AT_MOST, sheet(form(**tenths), approved=405, late=1405)) == ["1.4 (140,5) lớn hơn 1.1 (40,5)."]


def test_figures_of_another_scale_are_not_compared():
    assert told(AT_MOST, sheet(form(late=1), approved=40, late=45)) == []


def test_what_is_not_asked_is_not_compared():
    assert told(Rule(("present", "gone"), "approved", exactly=True), approved=1, present=2) == []


def test_the_rules_speak_of_numbers_that_the_delivered_questionnaires_ask():
    contents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in SHIPPED.glob(FILES)]
    kinds = {(one["code"], asked.key, asked.kind) for one in contents for asked in form_of(one).questions}
    spoken_of = {(code, key) for code, rows in rules().items() for rule in rows for key in (*rule.added, rule.whole)}
    assert {kind for code, key, kind in kinds if (code, key) in spoken_of} == {"number"}
    assert spoken_of <= {(code, key) for code, key, _kind in kinds}


@pytest.mark.django_db
class TestPages:
    KEYS = ("posts-approved", "staff-present", "posts-vacant")
    REMARK = "1.2 (14) + 1.3 (9) bằng 23, không khớp với 1.1 (17)."

    @pytest.fixture
    def write(self, embassy, mission_officer):
        """The report answers with these three numbers."""
        asked = [{"key": key, "kind": "number", **filing.words("label", key)} for key in self.KEYS]
        content = {"sections": [{"key": "staff", **filing.words("title", "Biên chế"), "questions": asked}]}
        filing.open_mission(embassy)
        report = filing.begin(filing.owed(embassy, questionnaire=filing.questionnaire(2, content=content)), mission_officer)

        def write(*numbers):
            filing.write(report, {(key, ""): n for key, n in zip(self.KEYS, numbers, strict=True)}, mission_officer)
            return report

        return write

    def read(self, browser, page):
        return unescape(browser.get(f"{PAGE}{page}/").content.decode())

    def test_who_submits_is_asked_to_look_and_not_held_up(self, signed_in, mission_head, write):
        report = write(17, 14, 9)
        browser = signed_in(mission_head)
        html = self.read(browser, "check")
        note = html[html.index(self.REMARK) :].partition("</div>")[0]
        assert [f"?back=check#a-{key}" in note for key in self.KEYS] == [True] * 3
        context = browser.get(f"{PAGE}check/").context
        assert browser.post(f"{PAGE}check/", {"version": report.version, "read": context["read"]}).status_code == 302

    def test_figures_that_agree_are_passed_over(self, signed_in, mission_head, write):
        write(17, 14, 3)
        assert "cần xem lại" not in self.read(signed_in(mission_head), "check")

    def test_the_reviewer_reads_it_too(self, signed_in, mission_head, reviewer, write):
        filing.submit(write(17, 14, 9), mission_head)
        html = self.read(signed_in(reviewer), "review")
        assert self.REMARK in html
        assert "?back=check#" not in html  # nothing there is theirs to change

    def test_of_a_report_without_content_nothing_is_compared(self, signed_in, mission_head, reviewer, write):
        filing.submit(write(17, 14, 9), mission_head, nil=True)
        assert self.REMARK not in self.read(signed_in(reviewer), "review")
