"""The pages of the plan: who sees them, every number opens exactly its rows, the past is shown as it was."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from plan import services
from plan.models import DeadlineChange, Directive, DirectiveLink, Indicator, Measure, StatusUpdate, Target
from tests.factories import ISSUED, LONG_AGO, AssignmentFactory, MeasureFactory, TaskFactory
from tests.queries import same_few

pytestmark = pytest.mark.usefixtures("cast_stands")

READERS = ["officer", "head", "mission_officer", "mission_head", "personnel", "secretariat", "leader", "auditor", "administrator"]
TODAY = timezone.localdate


@pytest.fixture
def addresses(measure):
    return [
        "/plan/",
        "/plan/292/",
        "/plan/292/tasks/2/",
        "/plan/292/measures/",
        "/plan/292/measures/2.3/",
        "/plan/292/directives/",
    ]


@pytest.mark.parametrize("role", READERS)
def test_everybody_with_a_role_reads_the_plan(role, request, signed_in, addresses):
    browser = signed_in(request.getfixturevalue(role))
    for address in addresses:
        assert browser.get(address).status_code == 200, address


def test_a_stranger_gets_404_everywhere(stranger, signed_in, addresses):
    browser = signed_in(stranger)
    assert [browser.get(address).status_code for address in addresses] == [404] * len(addresses)


@pytest.mark.parametrize(
    "address", ["/plan/999/", "/plan/292/tasks/77/", "/plan/292/measures/9.9/", "/plan/292/measures/%00/", "/plan/999/directives/"]
)
def test_an_unknown_code_is_not_found(address, officer, measure, signed_in):
    assert signed_in(officer).get(address).status_code == 404


@pytest.fixture
def mixed(plan, measure, other_measure, secretariat):
    """Measures in several cells, today and a hundred days ago."""
    today = TODAY()
    for number, (state, due) in enumerate(
        [("in_progress", -10), ("in_progress", 40), ("done", -10), ("done", 40), ("paused", None), ("not_started", None)]
    ):
        row = MeasureFactory(task=measure.task, code=f"2.1{number}")
        if due is not None:
            DeadlineChange.objects.create(
                measure=row,
                old_term="none",
                new_term="dated",
                new_due_on=today + timedelta(days=due),
                reason="x",
                asked_at=LONG_AGO,
                decision="approved",
                decided_at=LONG_AGO,
                effective_on=ISSUED,
            )
            Measure.objects.filter(pk=row.pk).update(term="dated", due_on=today + timedelta(days=due))
        if state != "not_started":
            changed_on = today - timedelta(days=5)
            StatusUpdate.objects.create(measure=row, state=state, effective_on=changed_on, recorded_at=timezone.now() - timedelta(days=4))
            done = {"completed_on": changed_on, "due_at_completion": today + timedelta(days=due)} if state == "done" else {}
            Measure.objects.filter(pk=row.pk).update(state=state, **done)
    return today


def numbers_of(page):
    """Each number that is a link to rows, with its address."""
    found = re.findall(r'<a href="(/plan/292/measures/(?:\?[^"]*)?)">([\d.,]+)(?: [^<]*)?</a>', page)
    return [(unescape(address), int(number.replace(".", "").replace(",", ""))) for address, number in found]


@pytest.mark.parametrize("days", [0, 6, 60])
def test_every_number_opens_exactly_its_rows(days, mixed, secretariat, signed_in):
    browser = signed_in(secretariat)
    on = mixed - timedelta(days=days)
    numbers = numbers_of(browser.get(f"/plan/292/?on={on:%d/%m/%Y}").content.decode())
    assert len({address for address, _ in numbers}) > 4
    for address, number in set(numbers):
        assert browser.get(address).context["page"].paginator.count == number, address


def test_the_numbers_of_a_frozen_moment_keep_both_clocks(mixed, secretariat, signed_in):
    browser = signed_in(secretariat)
    known = f"{mixed - timedelta(days=4, hours=0):%Y-%m-%d}T00:00:00Z"
    page = browser.get(f"/plan/292/?on={mixed:%Y-%m-%d}&known={known}").content.decode()
    numbers = numbers_of(page)
    assert numbers
    assert all("known=" in address for address, _ in numbers)
    for address, number in set(numbers):
        assert browser.get(address).context["page"].paginator.count == number, address


def test_a_past_day_shows_the_old_state_and_offers_no_act(measure, secretariat, signed_in):
    now = timezone.now()
    services.set_deadline(
        measure=measure,
        by=secretariat,
        term="dated",
        due_on=TODAY() + timedelta(days=30),
        reason="Quyết định 1",
        effective_on=TODAY(),
        now=now,
        seen=None,
    )
    browser = signed_in(secretariat)
    today = browser.get("/plan/292/measures/2.3/").content.decode()
    before = browser.get(f"/plan/292/measures/2.3/?on={TODAY() - timedelta(days=1):%d/%m/%Y}").content.decode()
    update = reverse("plan:measure-update", args=["292", "2.3"])
    assert update in today
    assert update not in before
    assert "state--within" in today
    assert "state--noterm" in before


@pytest.mark.parametrize("address", ["/plan/292/", "/plan/292/tasks/2/", "/plan/292/measures/", "/plan/292/measures/2.3/", "/missions/"])
def test_a_day_to_come_is_no_fact(address, measure, officer, signed_in):
    page = signed_in(officer).get(address, {"on": f"01/01/{TODAY().year + 4}"}).content.decode()
    assert f"01/01/{TODAY().year + 4} chưa đến" in page
    assert "tình hình cuối ngày" not in page
    assert "chưa đến" not in signed_in(officer).get(address, {"on": "01/11/2025"}).content.decode()


@pytest.mark.parametrize("address", ["/plan/292/", "/plan/292/tasks/2/", "/plan/292/measures/"])
@pytest.mark.parametrize("typed", ["31/02/2026", "hôm qua", "0000-00-00", "99999999999", "31/12/9999", "\x00"])
def test_an_impossible_day_is_said_beside_the_field(address, typed, measure, officer, signed_in):
    answer = signed_in(officer).get(address, {"on": typed})
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert typed == "\x00" or f'value="{typed}"' in answer.content.decode()


def test_the_page_of_a_measure_says_that_there_is_no_such_day(measure, officer, signed_in):
    answer = signed_in(officer).get("/plan/292/measures/2.3/?on=31/02/2026")
    assert answer.status_code == 422
    assert "Không có ngày này trong lịch: 31/02/2026" in answer.content.decode()


@pytest.mark.parametrize("query", ["task=77", "cell=forged", "unit=nobody-such", "health=x", "known=yesterday"])
def test_a_filter_that_cannot_be_read_shows_no_rows(query, measure, officer, signed_in):
    answer = signed_in(officer).get(f"/plan/292/measures/?{query}")
    assert answer.status_code == 422
    assert answer.context["page"].paginator.count == 0


def test_the_list_is_filtered_by_what_the_address_says(measure, other_measure, officer, signed_in):
    browser = signed_in(officer)

    def codes(query):
        return [row.code for row in browser.get(f"/plan/292/measures/?{query}").context["page"].object_list]

    assert codes("") == ["2.3", "3.1"]
    assert codes("task=3") == ["3.1"]
    assert codes("unit=vu-to-chuc-can-bo") == ["2.3"]
    assert codes("unit=none") == []
    assert codes("q=GIAI phap 3.1") == ["3.1"]
    assert codes("cell=no_deadline") == ["2.3", "3.1"]
    assert codes("cell=ongoing") == []


@pytest.mark.parametrize(("address", "heading"), [("measures/2.3/", "2.3 Giải pháp 2.3"), ("tasks/2/", "2 Nhiệm vụ 2")])
def test_a_heading_is_read_as_code_and_title(address, heading, measure, officer, signed_in):
    [said] = re.findall(r"<h1[^>]*>(.*?)</h1>", signed_in(officer).get(f"/plan/292/{address}").content.decode())
    assert re.sub(r"<[^>]+>", "", said).startswith(heading)


def test_an_empty_list_says_why(measure, officer, signed_in):
    assert "empty" in signed_in(officer).get("/plan/292/measures/?q=khongcogi").content.decode()


def test_htmx_gets_the_rows_alone(measure, officer, signed_in):
    page = signed_in(officer).get("/plan/292/measures/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="rows"' in page
    assert page.count('id="answer" aria-live="polite" hx-swap-oob="innerHTML"') == 1, (
        "and the number over them, which stands above the filter"
    )
    assert "<html" not in page
    whole = signed_in(officer).get("/plan/292/measures/?on=31/02/2026", headers={"HX-Request": "true"}).content.decode()
    assert whole.count('id="answer"') == 1
    assert "hx-swap-oob" not in whole


def test_the_targets_say_about_and_their_baseline(measure, officer, signed_in, plan):
    indicator = Indicator.objects.create(
        plan=plan,
        code="net",
        name_vi="Số cơ quan đại diện",
        name_en="Missions",
        unit_vi="cơ quan",
        source_kind="computed",
        baseline=99,
        baseline_on=date(2025, 12, 31),
    )
    indicator.measures.add(measure)
    Target.objects.create(indicator=indicator, code="2.3-A", due_on=date(2030, 12, 31), value=115, about=True)
    page = signed_in(officer).get("/plan/292/").content.decode()
    assert "99" in page
    assert re.search(r"<small>(about|khoảng) </small>115", page)


def directive(plan, code, kind="instruction", **more):
    return Directive.objects.create(
        plan=plan, code=code, position=1, kind=kind, given_on=ISSUED, text_vi="Ý kiến", who_vi="Thủ tướng", **more
    )


def test_an_instruction_without_a_link_is_a_gap_and_background_never(plan, measure, officer, signed_in):
    directive(plan, "D1")
    directive(plan, "D2", kind="background")
    linked = directive(plan, "D3")
    DirectiveLink.objects.create(directive=linked, measure=measure, recorded_at=LONG_AGO)
    lines = {line.directive.code: line.gap for line in signed_in(officer).get("/plan/292/directives/").context["lines"]}
    assert lines == {"D1": True, "D2": False, "D3": False}


def test_directives_are_filtered_by_kind_and_by_link(plan, measure, officer, signed_in):
    directive(plan, "D1")
    directive(plan, "D2", kind="background")
    DirectiveLink.objects.create(directive=directive(plan, "D3"), measure=measure, recorded_at=LONG_AGO)
    browser = signed_in(officer)

    def codes(query):
        return {line.directive.code for line in browser.get(f"/plan/292/directives/?{query}").context["lines"]}

    assert codes("kind=background") == {"D2"}
    assert codes("link=to_be_confirmed") == {"D3"}
    assert codes("link=none") == {"D1"}
    assert browser.get("/plan/292/directives/?kind=forged").status_code == 422


def test_later_found_directives_stand_apart_and_are_not_counted(plan, measure, officer, signed_in):
    directive(plan, "D1")
    later = directive(plan, "L1", origin="found_later", occasion_text="Congress")
    DirectiveLink.objects.create(directive=later, measure=measure, recorded_at=LONG_AGO)
    browser = signed_in(officer)
    answer = browser.get("/plan/292/directives/")
    own, found = answer.context["own"], answer.context["later"]
    assert (own.directives, own.links, found.directives, found.links) == (1, 0, 1, 1)
    assert [line.directive.code for group in found.groups for line in group.lines] == ["L1"]
    assert re.search(r"<h1>1 ý kiến chỉ đạo</h1>", answer.content.decode())
    assert [line.directive.code for line in browser.get("/plan/292/directives/?origin=source").context["lines"]] == ["D1"]
    assert [line.directive.code for line in browser.get("/plan/292/directives/?origin=found_later").context["lines"]] == ["L1"]
    assert browser.get("/plan/292/directives/?origin=forged").status_code == 422


def test_how_many_of_how_many_are_overdue_is_one_sentence(plan, measure, officer, signed_in):
    Measure.objects.filter(pk=measure.pk).update(term="dated", due_on=date(2026, 1, 5))
    browser, told = signed_in(officer), {}
    for language in ("vi", "en"):
        browser.cookies["language"] = language
        told[language] = re.search(r'<strong class="late">(.*?)</strong>', browser.get("/plan/292/").content.decode())[1]
    assert re.fullmatch(r"\d+ giải pháp quá hạn trong tổng số \d+\.", told["vi"])
    assert re.fullmatch(r"\d+ of \d+ measures (is|are) overdue\.", told["en"])


def test_a_link_that_was_rejected_is_not_counted_and_is_said(plan, measure, officer, signed_in):
    told = directive(plan, "D1")
    DirectiveLink.objects.create(directive=told, measure=measure, recorded_at=LONG_AGO)
    DirectiveLink.objects.create(directive=told, decision="rejected", decided_at=LONG_AGO, recorded_at=LONG_AGO)
    answer = signed_in(officer).get("/plan/292/directives/")
    page = answer.content.decode()
    assert (answer.context["own"].links, answer.context["own"].rejected) == (1, 1)
    assert ("1 liên kết với giải pháp" in page, "Không tính 1 liên kết đã bị bác bỏ" in page) == (True, True)
    assert ('<option value="instruction">Ý kiến giao việc</option>' in page, ">Chỉ đạo<" in page) == (True, False)  # as reports call it


def test_the_same_few_queries_at_ten_times_the_rows(secretariat, head, signed_in, plan, measure, department):
    pages = ["/plan/", "/plan/292/", "/plan/292/tasks/2/", "/plan/292/measures/", "/plan/292/measures/2.3/", "/plan/292/directives/"]
    addresses = [page + query for page in pages for query in ("", "?on=01/11/2025")]

    def grow(first, last):
        for number in range(first, last):
            row = MeasureFactory(task=TaskFactory(plan=plan, code=str(number % 12 + 1)), code=f"8.{number}")
            AssignmentFactory(measure=row, unit=department)
            StatusUpdate.objects.create(
                measure=measure, state="in_progress", effective_on=ISSUED, recorded_at=LONG_AGO, by=None, reason="x"
            )
            DirectiveLink.objects.create(directive=directive(plan, f"D{number}"), measure=row, recorded_at=LONG_AGO)
            DirectiveLink.objects.create(directive=directive(plan, f"E{number}"), measure=measure, recorded_at=LONG_AGO)

    same_few(signed_in, dict.fromkeys((secretariat, head), addresses), grow, first=(0, 3), then=(3, 30))


@pytest.mark.both
def test_the_updates_say_what_was_recorded_in_the_language_of_the_reader(measure, do, officer, signed_in):
    do.update(measure, percent=20, health="at_risk", reason="chờ <b>ý kiến</b>")
    StatusUpdate.objects.create(
        measure=measure, state="paused", effective_on=LONG_AGO, recorded_at=timezone.now(), language="en", reason="late"
    )
    drawn = {}
    for language in ("vi", "en"):
        browser = signed_in(officer)
        browser.cookies["language"] = language
        drawn[language] = updates_on(browser.get("/plan/292/measures/2.3/"))
    assert [words in row for row, words in zip(drawn["vi"], ["Đang thực hiện", "Tạm dừng"], strict=True)] == [True, True]
    assert [words in row for row, words in zip(drawn["en"], ["In progress", "Paused"], strict=True)] == [True, True]
    reason = "chờ &lt;b&gt;ý kiến&lt;/b&gt;"
    assert [f'<br><span class="meta">{reason}</span>' in drawn["vi"][0], "20%" in drawn["vi"][0]] == [True, True]
    assert [f'<br><span class="meta" lang="vi">{reason}</span>' in drawn["en"][0], "20%" in drawn["en"][0]] == [True, True]
    assert ['<span class="meta" lang="en">late' in drawn["vi"][1], '<span class="meta">late' in drawn["en"][1]] == [True, True]


@pytest.mark.both
def test_an_update_leads_to_its_correction_for_who_may_record_one(measure, do, officer, secretariat, auditor, signed_in):
    do.update(measure, percent=20, replaces=do.update(measure, percent=10))
    StatusUpdate.objects.create(measure=measure, state="paused", effective_on=LONG_AGO, recorded_at=timezone.now())
    shown = {person: updates_on(signed_in(person).get("/plan/292/measures/2.3/")) for person in (officer, secretariat, auditor)}
    assert [["?replaces=" in row for row in rows] for rows in shown.values()] == [[True, False], [True, True], [False, False]]
    assert [row.count("<td") for row in shown[officer]] == [5, 5]
    assert [row.count("<td") for row in shown[auditor]] == [4, 4]
    assert [", đính chính" in row for row in shown[auditor]] == [True, False]


def updates_on(answer):
    """The rows of the table of updates."""
    table = re.search(r'aria-labelledby="a-updates".*?</section>', answer.content.decode(), re.DOTALL)[0]
    return re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
