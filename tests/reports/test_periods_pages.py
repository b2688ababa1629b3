"""The list of periods and the register of one: who sees which rows, and every number opens exactly its rows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from plan.models import Period
from reports.completeness import Standing
from reports.models import Obligation, ProgressReport
from tests import cast, once
from tests.factories import UnitFactory
from tests.queries import same_few
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DUE

pytestmark = pytest.mark.django_db
ADDRESS = "/reports/2026-Q4/"


@pytest.fixture
def clock(monkeypatch):
    """clock(instant): what the views read from then on."""

    def set_to(instant):
        monkeypatch.setattr(timezone, "now", lambda: instant)

    set_to(AFTER)
    return set_to


@pytest.fixture(scope="module")
def quarter(django_db_setup, django_db_blocker):
    """Five missions of Vụ Châu Âu, two of Vụ Châu Mỹ, one that nobody follows; one of every standing."""
    with once.made_once(django_db_blocker):
        europe, secretariat = cast.embassy().lead_unit, cast.secretariat()
        americas = UnitFactory(code="vu-chau-my", name_vi="Vụ Châu Mỹ", name_en="Americas Department")
        rows = {code: filing.owed(filing.mission(code, europe)) for code in ("emb-fr", "emb-de", "emb-it", "emb-es", "emb-pl")}
        rows |= {code: filing.owed(filing.mission(code, americas)) for code in ("emb-us", "emb-cu")}
        filing.owed(filing.mission("emb-xx"))
        filing.accept(filing.sent(rows["emb-de"], BEFORE), secretariat, now=BEFORE + timedelta(hours=1))
        filing.sent(rows["emb-it"], DUE + timedelta(days=2))
        filing.give_back(filing.sent(rows["emb-us"], BEFORE, nil=True), secretariat, now=BEFORE + timedelta(hours=1))
        filing.waived(rows["emb-es"], BEFORE, secretariat)
        filing.extended(rows["emb-pl"], AFTER + timedelta(days=9), BEFORE, secretariat)
        yield


@pytest.fixture
def filed(quarter):
    """What is owed of the quarter, by the code of the unit."""
    return filing.obligations()


@pytest.fixture
def english(signed_in, client):
    client.cookies["language"] = "en"
    return signed_in


def rows_on(answer):
    """The codes of the units in the rows of the page."""
    return {row.owed.unit.code for group in answer.context["register"].groups for row in group.rows}


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheRegister:
    def test_the_title_says_the_conclusion(self, english, secretariat, filed, clock):
        browser = english(secretariat)
        assert "3 units have not sent the report of quarter IV/2026" in browser.get(ADDRESS).content.decode()
        clock(DUE - timedelta(days=1, hours=3))
        assert "2 of 7 reports of quarter IV/2026 received, 1 day left" in browser.get(ADDRESS).content.decode()

    def test_every_standing_is_counted_once(self, english, secretariat, filed, clock):
        answer = english(secretariat).get(ADDRESS)
        figures = {figure.key: figure.value for figure in answer.context["figures"]}
        assert figures == {"owed": 7, "on_time": 1, "late": 1, "nil": 1, "waived": 1, "not_due": 1, "missing": 3}
        assert {figure.key: figure.value for figure in answer.context["reviews"]} == {"waiting": 1, "returned": 1, "accepted": 1}

    @pytest.mark.parametrize("instant", [AFTER, DUE - timedelta(days=9)])
    def test_a_column_adds_up_to_the_figure_of_the_same_name(self, english, secretariat, filed, clock, instant):
        """Before the due time nothing is "not sent", in the figures and in the table below them alike."""
        clock(instant)
        answer = english(secretariat).get(ADDRESS)
        table = answer.content.decode().partition('<h2 id="groups">')[2].partition("</table>")[0]
        heads = re.findall(r'<th role="columnheader" scope="col" class="num">([^<]+)</th>', table)
        cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'<td role="cell" class="num".*?</td>', table)]
        sums = {head: sum(map(int, cells[place :: len(heads)])) for place, head in enumerate(heads)}
        with override("en"):
            figures = {str(Standing(one.key).label): one.value for one in answer.context["figures"] if one.key != "owed"}
        assert figures.items() <= sums.items()
        assert figures["Not sent"] == (3 if instant == AFTER else 0)

    def test_every_number_opens_exactly_its_rows(self, english, secretariat, filed, clock):
        browser = english(secretariat)
        page = browser.get(ADDRESS).content.decode()
        links = re.findall(r'<a(?: class="late")? href="(/reports/2026-Q4/\?[^"]+)">(\d+)', page)
        assert len(links) >= 9 + 7  # figures and reviews, then two or three of each department
        for address, number in links:
            answer = browser.get(address.replace("&amp;", "&"))
            assert answer.content.decode().count("data-row") == int(number) == answer.context["register"].number, address

    def test_a_zero_opens_nothing(self, english, secretariat, filed, clock):
        Obligation.objects.filter(state="waived").delete()
        assert "standing=waived" not in english(secretariat).get(ADDRESS).content.decode().replace('value="waived"', "")

    def test_the_silent_stand_first_and_the_sent_are_folded(self, english, secretariat, filed, clock):
        groups = english(secretariat).get(ADDRESS).context["register"].groups
        assert [(group.code, len(group.unsent), len(group.others)) for group in groups] == [
            ("vu-chau-au", 2, 3), ("vu-chau-my", 1, 1), ("none", 1, 0),
        ]  # fmt: skip
        assert [row.owed.unit.code for row in groups[0].unsent] == ["emb-fr", "emb-pl"]  # missing before what has more time

    def test_each_row_says_how_late_it_is_and_why(self, english, secretariat, filed, clock):
        said = text_of(english(secretariat).get(ADDRESS))
        for words in (
            "Not sent, overdue by 3 days",
            "Late by 2 days",
            "Nil return",
            "Tạm ngừng hoạt động",
            "Extended to 17:00 on 29/12/2026 Hà Nội time, that is 11:00 in ",
        ):
            assert words in said

    def test_what_is_being_written_is_told(self, english, secretariat, filed, clock):
        filing.begun(filed["emb-fr"], AFTER)
        assert "Being written" in text_of(english(secretariat).get(ADDRESS))

    def test_the_past_is_shown_as_it_stood(self, english, secretariat, filed, clock):
        answer = english(secretariat).get(f"{ADDRESS}?on=18/12/2026")
        assert {figure.key: figure.value for figure in answer.context["figures"]}["missing"] == 4
        assert "Extend" not in text_of(answer).replace("Extended", "")
        assert all("on=2026-12-18" in figure.address for figure in answer.context["figures"])
        early = english(secretariat).get(f"{ADDRESS}?on=01/09/2026")
        assert "This period had not begun on that day" in text_of(early)

    @pytest.mark.parametrize("query", ["standing=gone", "review=x", "department=vu-khong-co", "on=32/13/2026"])
    def test_a_filter_that_cannot_be_read_is_said(self, english, secretariat, filed, clock, query):
        assert english(secretariat).get(f"{ADDRESS}?{query}").status_code == 422

    def test_a_filter_without_an_answer_offers_the_way_back(self, english, secretariat, filed, clock):
        answer = english(secretariat).get(f"{ADDRESS}?standing=missing&review=accepted")
        assert "No report matches this filter" in text_of(answer)

    def test_the_strip_is_told_in_words(self, english, secretariat, filed, clock, geographic):
        for code, at in (("2026-Q2", DUE), ("2026-Q3", BEFORE - timedelta(days=120))):
            filing.sent(filing.owed(filed["emb-fr"].unit, code), at)
        answer = english(secretariat).get(ADDRESS)
        (row,) = [row for row in answer.context["register"].rows if row.owed.unit.code == "emb-fr"]
        assert 'aria-label="3 periods: 1 on time, 1 late, 1 not sent"' in row.past.marks
        assert (row.past.on_time, row.past.due) == (1, 3)
        assert [period.code for period in answer.context["register"].quarters] == ["2026-Q2", "2026-Q3", "2026-Q4"]


class TestWhoSeesWhat:
    def test_a_mission_sees_its_own_row_alone(self, english, mission_head, filed, clock):
        answer = english(mission_head).get(ADDRESS)
        assert rows_on(answer) == {"emb-fr"}
        assert "Embassy of Viet Nam in France: the report of quarter IV/2026 has not been sent" in answer.content.decode()
        assert "emb-de" not in answer.content.decode()
        assert "17:00 on 17/12/2026 Hà Nội time, that is 11:00 in Paris, overdue by 3 days" in answer.content.decode()
        assert f'href="{ADDRESS}emb-fr/">Open the report' in answer.content.decode()

    def test_a_department_sees_the_missions_it_follows(self, english, reviewer, filed, clock):
        answer = english(reviewer).get(ADDRESS)
        assert rows_on(answer) == {"emb-fr", "emb-de", "emb-it", "emb-es", "emb-pl"}
        assert answer.context["register"].counts.missing == 1

    @pytest.mark.parametrize("person", ["secretariat", "leader", "auditor", "personnel"])
    def test_others_see_all(self, english, request, filed, clock, person):
        assert rows_on(english(request.getfixturevalue(person)).get(ADDRESS)) == set(filed)

    def test_acts_are_the_secretariats(self, english, secretariat, leader, filed, clock):
        assert "/reports/2026-Q4/emb-fr/waive/" in english(secretariat).get(ADDRESS).content.decode()
        assert "/waive/" not in english(leader).get(ADDRESS).content.decode()

    def test_who_reads_no_report_is_led_to_the_progress_reports(self, english, administrator, officer, filed, clock):
        assert english(administrator).get("/reports/").url == "/reports/progress/"
        assert english(administrator).get(ADDRESS).status_code == 404
        assert "No quarterly report is yours to read" in text_of(english(officer).get("/reports/"))
        assert "No report is owed here" in text_of(english(officer).get(ADDRESS))

    def test_a_stranger_gets_404(self, english, stranger, filed, clock):
        assert [english(stranger).get(address).status_code for address in ("/reports/", ADDRESS)] == [404, 404]

    def test_an_unknown_period_is_404(self, english, secretariat, filed, clock):
        assert english(secretariat).get("/reports/2031-Q4/").status_code == 404


class TestTheList:
    def test_each_number_opens_exactly_its_rows(self, english, secretariat, filed, clock):
        filing.owed(filed["emb-fr"].unit, "2026-Q3")
        browser = english(secretariat)
        page = browser.get("/reports/").content.decode()
        links = re.findall(r'<a href="(/reports/2026-Q\d/\?standing=\w+)">(\d+)</a>', page)
        assert len(links) == 4 + 3  # of the one that is not closed what is overdue and what has time, each by itself
        for address, number in links:
            assert browser.get(address).content.decode().count("data-row") == int(number), address

    def test_the_newest_comes_first_and_the_nearest_due_time_decides_the_title(self, english, secretariat, filed, clock):
        for code in ("2026-Q3", "2027-Q1"):
            filing.owed(filed["emb-fr"].unit, code)
        answer = english(secretariat).get("/reports/")
        assert [line.period.code for line in answer.context["calendar"].lines] == ["2027-Q1", "2026-Q4", "2026-Q3"]
        assert "3 units have not sent the report of quarter IV/2026" in answer.content.decode()

    def test_a_period_leads_to_its_progress_report_the_approved_one_first(self, english, secretariat, filed, plan, clock):
        given = {"plan": plan, "period": Period.objects.get(code="2026-Q4"), "language": "vi", "asked_by": secretariat, "asked_at": AFTER}
        made = {"on": DUE.date(), "figures": {}, "known_at": AFTER, "compiled_at": AFTER}
        ProgressReport.objects.create(**given, on=DUE.date(), revision=1)
        draft = ProgressReport.objects.create(**given, **made, revision=2, state="draft")
        browser = english(secretariat)
        page = browser.get("/reports/").content.decode()
        assert f'<span><a href="/reports/progress/{draft.pk}/">' in page  # one child of its cell: it stands together where it is narrow
        approved = {"state": "approved", "approved_by": secretariat, "approved_at": AFTER}
        approved = ProgressReport.objects.create(**given, **made, revision=3, **approved)
        ProgressReport.objects.create(**given, **made, revision=4, state="draft")
        (line,) = browser.get("/reports/").context["calendar"].lines
        assert line.report == approved

    def test_the_register_leads_to_the_form_that_compiles_its_period(self, english, secretariat, filed, plan, clock):
        filing.period("2026-Q3")
        browser = english(secretariat)
        for code in ("2026-Q3", "2026-Q4"):
            address = f"/reports/progress/?period={code}"
            filing.owed(filing.mission("emb-be"), code)
            assert address in browser.get(f"/reports/{code}/").content.decode()
            assert browser.get(address).context["form"]["period"].value() == code

    def test_a_mission_sees_its_own_quarters_with_their_standing(self, english, mission_head, filed, clock):
        filing.sent(filing.owed(filed["emb-fr"].unit, "2026-Q3"), BEFORE - timedelta(days=120))
        said = text_of(english(mission_head).get("/reports/"))
        assert "Embassy of Viet Nam in France: the report of quarter IV/2026 has not been sent" in said
        assert "Not sent, overdue by 3 days" in said
        assert "On time" in said
        assert "Waits for review" in said


class TestWaiveAndExtend:
    WAIVE, EXTEND = f"{ADDRESS}emb-fr/waive/", f"{ADDRESS}emb-fr/extend/"

    def test_the_secretariat_waives_with_a_reason(self, english, secretariat, filed, clock):
        browser = english(secretariat)
        assert browser.get(self.WAIVE).status_code == 200
        answer = browser.post(self.WAIVE, {"reason": "Sơ tán", "version": 1})
        assert (answer.status_code, answer.url) == (302, ADDRESS)
        assert browser.get(ADDRESS).context["register"].counts.waived == 2

    def test_an_extension_is_a_day_and_a_time_in_hanoi(self, english, secretariat, filed, clock):
        fields = {"until": "24/12/2026", "until_time": "09:30", "reason": "Mất điện", "version": 1}
        assert english(secretariat).post(self.EXTEND, fields).status_code == 302
        filed["emb-fr"].refresh_from_db()
        assert filed["emb-fr"].extended_to.isoformat() == "2026-12-24T02:30:00+00:00"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"until": "10/12/2026"}, "until"),
            ({"until": "31/02/2027"}, "until"),
            ({"until_time": "25:00"}, "until_time"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(self, english, secretariat, filed, clock, changed, field):
        fields = {"until": "24/12/2026", "until_time": "09:30", "reason": "Mất điện", "version": 1} | changed
        answer = english(secretariat).post(self.EXTEND, fields)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert not Obligation.objects.filter(unit__code="emb-fr", extended_to__isnull=False).exists()

    def test_a_missing_reason_is_asked_for_in_words(self, english, secretariat, filed, clock):
        answer = english(secretariat).post(self.WAIVE, {"reason": " ", "version": 1})
        assert answer.status_code == 422
        assert text_of(answer).count("Give the reason.") == 2  # in the summary, and beside the field

    def test_a_report_that_was_sent_cannot_be_waived(self, english, secretariat, filed, clock):
        version = filed["emb-de"].version
        answer = english(secretariat).post(f"{ADDRESS}emb-de/waive/", {"reason": "x", "version": version})
        assert answer.status_code == 422
        assert "has been submitted already" in text_of(answer)

    def test_a_stale_save_shows_both_texts(self, english, secretariat, filed, clock):
        browser = english(secretariat)
        browser.post(self.EXTEND, {"until": "24/12/2026", "until_time": "09:30", "reason": "Mất điện", "version": 1})
        answer = browser.post(self.WAIVE, {"reason": "Sơ tán khẩn", "version": 1})
        assert answer.status_code == 409
        assert {"Mất điện", "Sơ tán khẩn"} <= {text for row in answer.context["differences"] for text in (row.saved, row.typed)}

    @pytest.mark.parametrize("person", ["mission_head", "reviewer", "leader", "auditor"])
    def test_readers_may_not_and_strangers_do_not_know(self, english, request, stranger, officer, filed, clock, person):
        browser = english(request.getfixturevalue(person))
        assert [browser.get(address).status_code for address in (self.WAIVE, self.EXTEND)] == [403, 403]
        assert [browser.post(address, {"reason": "x"}).status_code for address in (self.WAIVE, self.EXTEND)] == [403, 403]
        for nobody in (stranger, officer):
            assert english(nobody).get(self.WAIVE).status_code == 404


def test_the_same_few_queries_at_ten_times_the_rows(english, geographic, secretariat, reviewer, clock):
    """Of a quarter of which nothing else is owed."""
    address = "/reports/2026-Q3/"
    both = ["/reports/", address, f"{address}?standing=owed"]

    def grow(first, last):
        for number in range(first, last):
            unit = filing.mission(f"emb-{number}", geographic)
            for code in ("2026-Q2", "2026-Q3"):
                row = filing.owed(unit, code)
                if number % 3:
                    filing.sent(row, BEFORE, nil=True)

    same_few(english, {secretariat: [*both, f"{address}emb-0/extend/"], reviewer: both}, grow, first=(0, 3), then=(3, 30))
