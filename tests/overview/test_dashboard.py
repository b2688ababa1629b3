"""The page of leadership: on course or not, why, what has changed; every number opens exactly its rows."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from overview import dashboard
from plan import services
from plan.calendar import Kind, code_on, preceding
from plan.indicators import COMPUTED
from plan.models import DeadlineChange, Indicator, Measure, Period, Target
from tests.factories import LONG_AGO, AssignmentFactory, IndicatorFactory, MeasureFactory, TaskFactory
from tests.plan.conftest import SHOWN
from tests.reports import filing

pytestmark = pytest.mark.django_db
HOME = "/dashboard/"


def today():
    return timezone.localdate()


def term(measure, due_on, *, since=timedelta(days=200)):
    """A term that has been in force for so long, also for questions about the past."""
    DeadlineChange.objects.create(
        measure=measure, old_term="none", new_term="dated", new_due_on=due_on, reason="x", asked_at=LONG_AGO, decision="approved",
        decided_at=LONG_AGO, effective_on=today() - since,
    )  # fmt: skip
    Measure.objects.filter(pk=measure.pk).update(term="dated", due_on=due_on)


def finish(measure, officer, head, on):
    now = timezone.now()
    measure.refresh_from_db()
    completion = services.propose_completion(measure=measure, by=officer, effective_on=on, note="xong", now=now, seen=None, new=SHOWN)
    services.confirm_completion(completion=completion, by=head, now=now, seen=None)


@pytest.fixture
def house(measure, other_measure, department, officer, head, geographic, secretariat):
    """One measure overdue since a week, one done yesterday, one within its term; four missions that owe a report."""
    done = MeasureFactory(task=measure.task, code="2.4", position=90)
    AssignmentFactory(measure=done, unit=department)
    term(measure, today() - timedelta(days=7))
    term(other_measure, today() + timedelta(days=300))
    term(done, today() + timedelta(days=30))
    finish(done, officer, head, today() - timedelta(days=1))
    code = code_on(Kind.QUARTER, today())
    filing.period(preceding(code))
    units = [filing.mission(f"emb-{n}", geographic) for n in range(3)] + [filing.mission("emb-alone")]
    owed = [filing.owed(unit, code) for unit in units]
    filing.sent(owed[0], timezone.now() - timedelta(minutes=5))
    indicator = Indicator.objects.create(
        plan=measure.plan, code="missions-open", name_vi="Số cơ quan", name_en="Missions", unit_vi="cơ quan", source_kind="computed",
        baseline=3, baseline_on=today() - timedelta(days=365),
    )  # fmt: skip
    Target.objects.create(indicator=indicator, code="T", due_on=today() + timedelta(days=365), value=9, about=True)
    return units


@pytest.fixture
def staff(house, measure):
    """An indicator that missions report, told by them of the two quarters before this one."""
    found = IndicatorFactory(plan=measure.plan, code="staff")
    last = preceding(code_on(Kind.QUARTER, today()))
    for code, each in ((preceding(last), 4), (last, 13)):
        period = filing.period(code)
        for unit in house[:3]:
            services.observe(
                indicator=found, on=period.cut_off_on, value=each, by=None, now=period.due_at, origin=services.Origin("reports.reportversion"),
                unit=unit, period=period,
            )  # fmt: skip
    return found


@pytest.fixture
def english(signed_in, client):
    client.cookies["language"] = "en"
    return signed_in


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())).split()).replace(" :", ":").replace(" .", ".")


class TestTheAnswer:
    def test_says_first_whether_the_plan_is_on_course_and_where_not(self, english, leader, house):
        said = text_of(english(leader).get(HOME))
        assert "The plan is off course: 1 of 3 measures is overdue and the network is 2 missions behind its path." in said

    def test_names_the_silent_once_the_due_time_is_over(self, english, leader, house):
        period = filing.period(code_on(Kind.QUARTER, today()))
        period.due_at = timezone.now() - timedelta(hours=1)
        period.save()
        assert "3 missions have not reported for quarter" in text_of(english(leader).get(HOME))

    def test_a_plan_in_order_is_said_to_be(self, english, leader, other_measure):
        term(other_measure, today() + timedelta(days=30))
        assert "The plan is on course: none of 1 measure is overdue." in text_of(english(leader).get(HOME))

    def test_a_plan_with_an_indicator_behind_its_path_is_not_in_order(self, english, leader, other_measure):
        """As the page of the indicators says of the same day; nothing is overdue, and no network is counted."""
        term(other_measure, today() + timedelta(days=30))
        late = IndicatorFactory(
            plan=other_measure.plan, code="late", source_kind="manual", baseline=0, baseline_on=today() - timedelta(days=100)
        )
        Target.objects.create(indicator=late, code="L", due_on=today(), value=30)
        given = {"by": None, "now": timezone.now(), "origin": services.Origin("manual")}
        services.observe(indicator=late, on=today() - timedelta(days=1), value=20, **given)
        browser = english(leader)
        page = browser.get(HOME)
        assert "The plan is off course: 1 indicator is behind its path." in text_of(page)
        assert 'href="/plan/292/indicators/"' in page.content.decode()
        assert "1 indicator is behind its path" in text_of(browser.get("/plan/292/indicators/"))
        services.observe(indicator=late, on=today(), value=30, **given)
        assert "The plan is on course" in text_of(browser.get(HOME))

    def test_without_deadlines_nothing_is_claimed(self, english, leader, measure):
        assert "cannot be said yet, since no measure has a deadline" in text_of(english(leader).get(HOME))

    def test_before_the_plan_there_is_nothing_to_judge(self, english, leader, measure):
        said = text_of(english(leader).get(f"{HOME}?on=01/01/2020"))
        assert "no measure belonged to the plan on this day." in said
        assert "on course:" not in said


# How many rows the page of a link shows, by the address it leads to.
COUNTED = {
    "/plan/292/measures/": lambda answer: answer.context["page"].paginator.count,
    "/plan/292/board/": lambda answer: answer.context["page"].paginator.count,
    "/missions/": lambda answer: answer.context["page"].paginator.count,
}


def rows_of(answer, path):
    if path.startswith("/reports/"):
        return answer.context["register"].number
    return COUNTED[path](answer)


def test_what_has_gone_quiet_opens_its_rows(english, leader, house, settings):
    settings.STALE_AFTER_DAYS = 80
    browser = english(leader)
    quiet = browser.get(HOME).context["board"].quiet
    assert quiet.value == len(browser.get(quiet.address).context["found"].places) > 0
    assert str(quiet.label) == "Measures not updated for 80 days"
    assert "Not updated for 80 days" in browser.get(quiet.address).content.decode()
    assert f'<a href="{quiet.address}">{quiet.value}</a>' in browser.get(HOME).content.decode()
    assert browser.get(f"{HOME}?on=01/11/2025").context["board"].quiet is None


@pytest.mark.parametrize("query", ["", f"?on={timezone.localdate() - timedelta(days=3):%d/%m/%Y}"])
def test_every_number_opens_exactly_its_rows(english, leader, house, query):
    browser = english(leader)
    page = unescape(browser.get(HOME + query).content.decode())
    links = re.findall(r'<a href="(/(?:plan/292/(?:measures|board)/|missions/|reports/\d{4}-Q\d/)[^"]*)">(\d+)</a>', page)
    assert len(links) >= 15
    for address, number in links:
        answer = browser.get(address)
        assert (answer.status_code, rows_of(answer, urlsplit(address).path)) == (200, int(number)), address


def test_the_values_of_an_indicator_open_the_reports_that_make_them(english, leader, house, staff, secretariat):
    """The latest, and the one of the time before."""
    browser = english(leader)
    (line,) = browser.get(HOME).context["board"].others
    page = unescape(browser.get(HOME).content.decode())
    at = line.reading.at
    for address, point in ((line.address, at.latest), (line.before, at.before)):
        assert f'href="{address}"' in page
        told = browser.get(address).context["told"]
        assert (sum(row.value for row in told), len(told), {row.period.code for row in told}) == (point.value, point.units, {point.period})
    assert (at.before.value, at.latest.value) == (12, 39)


def test_reports_of_a_past_day_are_counted_until_now_and_say_so(english, leader, house, staff):
    """How many had come by that day stands above, and is another number."""
    browser = english(leader)
    (line,) = browser.get(HOME).context["board"].others
    at = line.reading.at.latest
    told = f"{Period(code=at.period).name}, from {at.units} units"
    assert f"{told} " in text_of(browser.get(HOME))
    assert f"{told} so far" not in text_of(browser.get(HOME))
    assert f"{told} so far" in text_of(browser.get(f"{HOME}?on={today() - timedelta(days=1)}"))
    known = f"{timezone.now():%Y-%m-%dT%H:%M}"  # of that moment nothing has come since
    assert f"{told} so far" not in text_of(browser.get(f"{HOME}?on={today() - timedelta(days=1)}&known={known}"))


def test_every_link_of_the_page_leads_somewhere(english, leader, house):
    browser = english(leader)
    main = browser.get(HOME).content.decode().partition("<main")[2]
    addresses = {unescape(one) for one in re.findall(r'href="(/[^"]+)"', main)}
    assert len(addresses) >= 25, "the numbers of the page, and not what stands on every page alone"
    for address in addresses:
        assert browser.get(address).status_code == 200, address


class TestWhatHasChanged:
    def test_is_counted_on_both_days_and_newcomers_are_named(self, english, leader, house):
        board = english(leader).get(HOME).context["board"]
        overdue, done, network = board.changes
        assert (overdue.then.value, overdue.now.value, [code for code, _page in overdue.codes]) == (0, 1, ["2.3"])
        assert (done.then.value, done.now.value, [code for code, _page in done.codes]) == (0, 1, ["2.4"])
        assert (network.then.value, network.now.value) == (4, 4)

    def test_a_code_keeps_its_comma_on_a_phone(self, english, leader, house, monkeypatch):
        """Each cell of a row that has become a card holds one thing beside its label, and a comma stays with its code."""
        codes = (("3.4", "/plan/292/measures/3.4/"), ("6.6", "/plan/292/measures/6.6/"))
        monkeypatch.setattr(
            dashboard, "_changes", lambda *_: [dashboard.Change("Overdue", dashboard.Number(0), dashboard.Number(2), codes)]
        )
        page = english(leader).get(HOME).content.decode()
        first, second = (f'<span><a href="{address}">{code}</a>' for code, address in codes)
        assert f'data-label="New"><span>{first},</span> {second}</span> </span></td>' in page

    def test_a_number_of_the_other_day_opens_the_rows_of_that_day(self, english, leader, house):
        browser = english(leader)
        network = browser.get(HOME).context["board"].changes[2]
        assert browser.get(network.then.address).context["as_of"].moment.on < today()

    def test_before_the_plan_nothing_is_held_against_a_later_day(self, english, leader, house):
        page = english(leader).get(f"{HOME}?on=2015-01-01")
        assert page.context["board"].changes == []
        assert "Changed since" not in text_of(page)

    def test_what_is_not_known_on_either_day_is_not_called_unchanged(self, english, leader, house, monkeypatch):
        monkeypatch.setattr(
            dashboard, "_changes", lambda *_: [dashboard.Change("Missions", dashboard.Number(None), dashboard.Number(None))]
        )
        assert "not known not known –" in text_of(english(leader).get(HOME))

    def test_a_computed_indicator_is_held_against_the_other_day_and_not_against_yesterday(self, english, leader, house, monkeypatch):
        now = today()
        steps = [(now - timedelta(days=200), 50), (now - timedelta(days=3), 90)]
        told = replace(COMPUTED["trained-central"], steps=lambda on, known: steps, family=None)
        monkeypatch.setitem(COMPUTED, "trained-central", told)
        IndicatorFactory(plan=Indicator.objects.first().plan, code="trained-central", source_kind="computed")
        (line,) = english(leader).get(HOME).context["board"].others
        assert (line.reading.at.before.value, line.reading.at.change) == (50, 40)

    def test_a_quarter_that_has_not_ended_cannot_be_compared_with(self, english, leader, house):
        assert english(leader).get(f"{HOME}?compare={code_on(Kind.QUARTER, today())}").status_code == 404
        assert english(leader).get(f"{HOME}?compare=nonsense").status_code == 404


def test_what_waits_today_is_not_shown_of_a_past_day(english, secretariat, officer, measure):
    services.ask_for_deadline(
        measure=measure, by=officer, term="dated", due_on=today() + timedelta(days=90), reason="x", now=timezone.now(), seen=None
    )
    browser = english(secretariat)
    assert "To decide" in text_of(browser.get(HOME))
    assert len(browser.get(HOME).context["board"].decisions) == 1
    past = browser.get(f"{HOME}?on={today() - timedelta(days=9):%d/%m/%Y}")
    assert past.context["board"].decisions == []
    assert "To decide" not in text_of(past)


class TestWhoSeesWhat:
    def test_a_department_counts_the_missions_that_it_follows(self, english, reviewer, house):
        assert english(reviewer).get(HOME).context["board"].chased.counts.expected == 3

    def test_leadership_counts_all(self, english, leader, house):
        assert english(leader).get(HOME).context["board"].chased.counts.expected == 4

    @pytest.mark.parametrize("person", ["mission_head", "officer", "administrator"])
    def test_who_follows_nobody_sees_no_reports_of_others(self, english, request, house, person):
        assert english(request.getfixturevalue(person)).get(HOME).context["board"].chased is None

    def test_a_stranger_may_not_know_of_it(self, english, stranger, house):
        assert english(stranger).get(HOME).status_code == 404


def test_the_forecast_is_offered_to_those_who_may_read_it(english, leader, officer, house):
    assert 'href="/missions/forecast/?on=' in english(leader).get(f"{HOME}?on=01/06/2026").content.decode()
    assert 'href="/missions/forecast/' not in english(officer).get(HOME).content.decode()


def test_an_unknown_plan_and_a_day_that_is_none(english, leader, house):
    assert english(leader).get(f"{HOME}?plan=nope").status_code == 404
    answer = english(leader).get(f"{HOME}?on=31/02/2026")
    assert answer.status_code == 422
    assert 'value="31/02/2026"' in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?on=01/11/2025"])
def test_the_same_few_queries_at_ten_times_the_rows(english, leader, house, measure, department, geographic, query):
    browser = english(leader)

    def cost():
        browser.get(HOME)  # what a process asks once
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(HOME + query).status_code == 200
        return len(asked)

    before = cost()
    code = code_on(Kind.QUARTER, today())
    for n in range(30):
        row = MeasureFactory(task=TaskFactory(plan=measure.plan, code=str(n % 6 + 1)), code=f"{n % 6 + 1}.{n + 50}")
        AssignmentFactory(measure=row, unit=department)
        term(row, today() - timedelta(days=n))
        filing.owed(filing.mission(f"emb-more-{n}", geographic), code)
    assert cost() == before <= 15
