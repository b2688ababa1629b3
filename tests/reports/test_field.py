"""What the field says becomes figures: pure, from rows to numbers and lines."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.addresses import Addresses
from reports.completeness import Review, Standing
from reports.facts import BadReport, FieldRows, Name, OwedRow, PeriodRow, SaidRow
from reports.field import Unreadable, field_figures, gathered, reviewed_as, standing_in
from reports.questions import form_of
from tests.reports.heard import CONTENT, SAID

AT = Addresses("292", date(2026, 6, 14), datetime(2026, 7, 1, 2, 0, tzinfo=UTC))
Q2 = PeriodRow(
    "2026-Q2", Name("Quý II/2026", "Quarter II/2026"), date(2026, 3, 15), date(2026, 6, 14), datetime(2026, 6, 17, 10, tzinfo=UTC)
)
Q1 = PeriodRow("2026-Q1", Name("Quý I/2026"), date(2025, 12, 15), date(2026, 3, 14), datetime(2026, 3, 18, 10, tzinfo=UTC))
EUROPE = ("vu-chau-au", Name("Vụ Châu Âu"))


def owed(unit="emb-fr", standing="on_time", review="accepted", **values):
    return OwedRow("2026-Q2", unit, Name(unit), "vu-chau-au", standing, review, **values)


def said(role="proposals", text="x", unit="emb-fr", **values):
    return SaidRow("2026-Q2", unit, Name(unit), role, text, **values)


def field(rows=(), lines=(), bad=(), quarters=(Q2,)):
    return field_figures(FieldRows(quarters, (EUROPE,), tuple(rows), tuple(lines), tuple(bad), ()), ["2.3", "3.1"], AT)


rows = st.lists(
    st.builds(
        owed,
        unit=st.sampled_from(["emb-fr", "emb-de"]),
        standing=st.sampled_from(list(Standing)),
        review=st.sampled_from(list(Review)),
        is_late=st.booleans(),
    ),
    max_size=20,
)


class TestCounts:
    @given(rows)
    def test_they_add_up_and_each_leads_to_its_rows(self, found):
        counts = field(found)["counts"]
        n = {name: counts[name]["n"] for name in counts}
        assert n["expected"] + n["waived"] == len(found)
        assert n["received"] == n["on_time"] + n["late"] + n["nil"]
        assert n["expected"] == n["received"] + n["missing"] + n["not_due"]
        for figure in counts.values():
            assert bool(figure["n"]) == bool(figure["address"])

    def test_an_address_narrows_to_what_was_counted_as_it_was_known(self):
        found = field([owed(standing="missing", review="")])
        asked = urlsplit(found["counts"]["missing"]["address"])
        assert asked.path == "/reports/2026-Q2/"
        assert parse_qs(asked.query) == {"standing": ["missing"], "on": ["2026-07-01"], "known": ["2026-07-01T02:00:00Z"]}
        own = urlsplit(found["departments"][0]["counts"]["missing"]["address"])
        assert parse_qs(own.query)["department"] == ["vu-chau-au"]

    def test_over_several_quarters_no_one_page_holds_the_rows(self):
        found = field([owed(), owed()], quarters=(Q1, Q2))
        assert found["counts"]["expected"] == {"n": 2, "address": ""}

    def test_who_stands_how_is_found_again_by_name(self):
        found = field([owed(), owed("emb-it", "missing", ""), owed("emb-at", review="waiting")])
        assert [row["unit"] for row in standing_in(found, "missing")] == ["emb-it"]
        assert [row["unit"] for row in reviewed_as(found, "waiting")] == ["emb-at"]
        assert [bool(row["address"]) for row in found["units"]] == [True, False, True]  # a silent one has nothing to open


class TestWhatIsSaid:
    def test_stands_by_what_it_is_about_in_the_plans_order(self):
        lines = [said("results", measure="3.1"), said("results", measure="2.3"), said("results", measure="9.9"), said("next")]
        found = field(lines=lines)["said"]
        assert [row["measure"] for row in found["results"]] == ["2.3", "3.1"]
        assert [len(found[role]) for role in ("difficulties", "proposals", "next")] == [0, 0, 1]
        assert found["next"][0]["address"] == "/reports/2026-Q2/emb-fr/"

    def test_a_report_that_cannot_be_read_is_named(self):
        found = field(bad=[BadReport("2026-Q2", "emb-fr", Name("Pháp"), "answers")])
        assert found["bad"][0]["name"]["vi"] == "Pháp"

    def test_without_a_period_there_is_nothing(self):
        assert field_figures(None, [], AT) is None


class TestGathering:
    FORM = form_of(CONTENT)

    def test_takes_what_has_a_role_and_what_is_asked_of_measures(self):
        found = list(gathered(self.FORM, SAID))
        assert [(role, row) for role, row, _text in found] == [("results", "2.3"), ("difficulties", ""), ("proposals", ""), ("next", "")]

    def test_loses_only_what_no_document_can_hold(self):
        found = list(gathered(self.FORM, {("proposals", ""): "a\x00b\ud800\u202ec", ("difficulties", ""): " \x01 "}))
        assert found == [("proposals", "", "abc")]

    @pytest.mark.parametrize("poison", [5, ["a"], {"a": 1}, True])
    def test_an_answer_that_is_no_text_makes_the_report_unreadable(self, poison):
        with pytest.raises(Unreadable):
            list(gathered(self.FORM, {("proposals", ""): poison}))

    def test_what_the_questionnaire_does_not_ask_is_left_alone(self):
        assert list(gathered(self.FORM, {("unknown", ""): {"a": 1}, ("staff", ""): 12, ("next-quarter", ""): None})) == []
