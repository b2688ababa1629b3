"""The pages on which the secretariat keeps the plan: what they show, save, refuse; a plain POST and a redirect."""

import pytest
from django.utils import timezone

from accounts.models import Event
from plan import services
from plan.models import ComparisonValue, Directive, Inspection, Measure, Target
from tests.factories import IndicatorFactory
from tests.plan.test_keeping_directives import directive, inspection

pytestmark = pytest.mark.usefixtures("cast_stands")

P = "/plan/292/"


def day():
    return f"{timezone.localdate():%d/%m/%Y}"


@pytest.fixture
def browser(signed_in, secretariat):
    return signed_in(secretariat)


@pytest.fixture
def pay(plan, measure):
    made = IndicatorFactory(code="pay", source_kind="typed", decimals=1)
    made.measures.add(measure)
    return made


@pytest.fixture
def said(plan, secretariat):
    return directive(plan, secretariat)


@pytest.fixture
def looked(plan, department, secretariat):
    return inspection(plan, department, secretariat)


def refused(answer, field):
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    return answer.content.decode()


def test_a_measure_is_added_in_its_task_and_stands_on_its_page(browser, measure):
    page = browser.get(f"{P}measures/add/?task=2")
    assert page.context["form"].initial["code"] == "2.4"
    typed = {"task": "2", "code": "2.4", "title_vi": "Lập quỹ", "title_en": "Fund", "output_kind": "product", "in_plan_from": day()}
    answer = browser.post(f"{P}measures/add/", typed, follow=True)
    assert answer.redirect_chain == [(f"{P}measures/2.4/", 302)]
    assert "Lập quỹ" in answer.content.decode()
    assert "Lập quỹ" in refused(browser.post(f"{P}measures/add/", typed), "code")


def test_a_measure_is_superseded_by_another(browser, measure, other_measure):
    typed = {"version": 1, "other": "3.1", "from_on": day(), "decision": "QĐ 7/QĐ-BNG"}
    page = browser.post(f"{P}measures/2.3/supersede/", typed, follow=True).content.decode()
    assert "QĐ 7/QĐ-BNG" in page
    measure.refresh_from_db()
    assert measure.superseded_by == other_measure
    assert "form" not in browser.get(f"{P}measures/2.3/supersede/").context  # it could only fail


def test_tasks_are_added_edited_and_moved(browser, measure, other_measure, plan):
    browser.post(f"{P}tasks/add/", {"code": "7", "title_vi": "Bảy", "title_en": "Seven"})
    answer = browser.post(f"{P}tasks/7/edit/", {"version": 1, "title_vi": "Bảy mới", "title_en": "Seven"}, follow=True)
    assert "Bảy mới" in answer.content.decode()
    answer = browser.post(f"{P}tasks/7/move/", {"version": 2, "to": "up"}, follow=True)
    assert [task.code for task in plan.tasks.all()] == ["2", "7", "3"]
    assert answer.redirect_chain == [("/manage/plans/", 302)]
    for bad in ({"version": "x", "to": "up"}, {"version": 2, "to": "up"}, {"version": 3, "to": "aside"}):
        assert "note--bad" in browser.post(f"{P}tasks/7/move/", bad, follow=True).content.decode()
    assert [task.code for task in plan.tasks.all()] == ["2", "7", "3"]


def test_a_stale_directive_shows_both_texts(browser, said):
    typed = {"version": 1, "kind": "instruction", "who_vi": "Thủ tướng", "given_on": day(), "text_vi": "Lời của tôi", "basis": "x"}
    Directive.objects.filter(pk=said.pk).update(text_vi="Lời của người khác", version=2)
    answer = browser.post(f"{P}directives/{said.code}/edit/", typed)
    assert answer.status_code == 409
    assert "Lời của tôi" in answer.content.decode()
    assert "Lời của người khác" in answer.content.decode()
    assert browser.post(f"{P}directives/{said.code}/edit/", {**typed, "version": 2}).status_code == 302


def test_an_occasion_a_directive_and_a_link_stand_on_the_page_at_once(browser, measure):
    browser.post(f"{P}occasions/add/", {"code": "HN-33", "name_vi": "Hội nghị 33", "starts_on": day()})
    typed = {"code": "D9", "kind": "instruction", "who_vi": "Thủ tướng", "given_on": day(), "occasion": "HN-33"}
    refused(browser.post(f"{P}directives/add/", {**typed, "text_vi": "Làm ngay"}), "basis")
    browser.post(f"{P}directives/add/", {**typed, "text_vi": "Làm ngay", "basis": "https://example.vn/a"})
    page = browser.get(f"{P}directives/")
    assert page.context["lines"][0].gap
    assert "Hội nghị 33" in page.content.decode()
    assert browser.post(f"{P}directives/D9/link/", {"version": 1, "measure": "2.3", "confirmed": "yes"}).status_code == 302
    assert "Làm ngay" in browser.get(f"{P}measures/2.3/").content.decode()
    refused(browser.post(f"{P}directives/D9/link/", {"version": 2, "measure": "2.3", "confirmed": "yes"}), "measure")
    browser.post(f"{P}directives/D9/withdraw/", {"version": 2, "reason": "Nhầm"})
    assert "Làm ngay" not in browser.get(f"{P}measures/2.3/").content.decode()
    assert browser.get(f"{P}directives/D9/edit/").status_code == 404


def test_an_inspection_is_recorded_edited_and_followed_up(browser, measure, department):
    typed = {
        "unit": department.code,
        "on": day(),
        "conclusion": "Chậm",
        "follow_up": "Giải trình",
        "follow_up_due": day(),
        "measures": ["2.3"],
    }
    answer = browser.post(f"{P}inspections/add/", typed, follow=True)
    found = Inspection.objects.get()
    assert "Giải trình" in answer.content.decode()
    assert [row.code for row in found.measures.all()] == ["2.3"]
    edited = {**typed, "version": 1, "conclusion": "Đã khắc phục", "measures": []}
    assert browser.post(f"{P}inspections/{found.pk}/edit/", edited).status_code == 302
    assert not found.measures.exists()
    stale = browser.post(f"{P}inspections/{found.pk}/edit/", {**typed, "version": 1})
    assert stale.status_code == 409
    assert "Đã khắc phục" in stale.content.decode()
    browser.post(f"{P}inspections/{found.pk}/close/", {"version": 2, "on": day(), "outcome": "Đã làm"})
    again = browser.get(f"{P}inspections/{found.pk}/close/")
    assert (again.status_code, again.templates[0].name) == (200, "plan/closed.html"), "by an old tab or a bookmark"
    assert str(found) in again.content.decode()
    assert browser.get(f"{P}inspections/?follow_up=closed").context["page"].object_list[0] == found
    assert not browser.get(f"{P}inspections/?follow_up=waiting").context["page"].object_list
    assert browser.get(f"{P}inspections/?follow_up=forged").status_code == 422


def test_an_indicator_its_targets_and_what_it_is_held_against(browser, measure):
    typed = {
        "code": "pay", "name_vi": "Thù lao", "name_en": "Pay", "unit_vi": "USD", "direction": "up", "source_kind": "typed",
        "across_units": "sum", "over_time": "latest", "decimals": "1", "baseline": "800,5", "baseline_on": "23/09/2025", "measures": ["2.3"],
    }  # fmt: skip
    assert browser.post(f"{P}indicators/add/", typed)["Location"] == f"{P}indicators/pay/"
    pay = measure.indicators.get()
    assert pay.baseline == 8005
    edited = browser.post(f"{P}indicators/pay/edit/", {**typed, "version": 1, "name_vi": "Thù lao tháng"})
    assert edited.status_code == 302
    aim = {"version": 2, "code": "T1", "due_on": "31/12/2030", "value": "1.600", "about": "on", "reason": "QĐ 1"}
    assert browser.post(f"{P}indicators/pay/targets/add/", aim).status_code == 302
    browser.post(f"{P}indicators/pay/targets/T1/", {**aim, "version": 3, "value": "1.700"})
    assert [row.value for row in Target.objects.standing()] == [17000]
    browser.post(f"{P}indicators/pay/comparisons/add/", {"version": 4, "name_vi": "Mức ASEAN", "name_en": "ASEAN", "source": "Báo cáo"})
    series = pay.comparisons.get()
    for on, value in (("01/01/2026", "1.900"), ("01/06/2026", "2.000")):
        series.refresh_from_db()
        put = {"version": series.version, "on": on, "value": value, "note": "Bảng 1"}
        assert browser.post(f"{P}indicators/pay/comparisons/{series.pk}/values/", put).status_code == 302
    page = browser.get(f"{P}indicators/pay/").content.decode()
    assert 'class="compared"' in page
    assert "Mức ASEAN" in page
    first = ComparisonValue.objects.order_by("on").first()
    series.refresh_from_db()
    correct = {"version": series.version, "on": "01/01/2026", "value": "", "note": "Nhầm"}
    browser.post(f"{P}indicators/pay/comparisons/{series.pk}/values/?replaces={first.pk}", correct)
    assert [row.value for row in ComparisonValue.objects.standing()] == [20000]
    browser.post(f"{P}indicators/pay/targets/T1/withdraw/", {"version": 5, "reason": "Không còn"})
    assert not Target.objects.standing().exists()
    assert Event.objects.about(pay).first().verb == "plan.target_withdrawn"


@pytest.mark.parametrize("page", ["tasks/add/", "tasks/2/edit/", "measures/add/", "measures/2.3/edit/", "measures/2.3/supersede/", "indicators/add/", "indicators/pay/edit/", "indicators/pay/targets/add/", "indicators/pay/comparisons/add/", "directives/add/", "directives/D2026.1/edit/", "directives/D2026.1/link/", "directives/D2026.1/withdraw/", "occasions/add/", "inspections/", "inspections/add/"])  # fmt: skip
def test_every_form_opens_in_both_languages(page, browser, measure, pay, said):
    for language in ("vi", "en"):
        assert browser.get(P + page, headers={"Accept-Language": language}).status_code == 200


@pytest.mark.parametrize("many", [1, 10])
def test_the_list_of_inspections_asks_as_much_for_ten_times_the_rows(
    many, browser, plan, department, secretariat, measure, django_assert_max_num_queries
):
    for _ in range(many):
        inspection(plan, department, secretariat, measures=[measure])
    with django_assert_max_num_queries(15) as asked:
        browser.get(f"{P}inspections/")
    assert len(asked) == 12


def test_the_page_of_keeping_counts_what_there_is(browser, measure, looked, said, pay):
    page = browser.get("/manage/plans/")
    (row,) = page.context["plans"]
    plan = row["plan"]
    counted = (plan.measures_n, plan.directives_n, plan.indicators_n, plan.inspections_n, plan.overdue_n)
    assert counted == (1, 1, 1, 1, 1)
    assert "/plan/292/inspections/?follow_up=overdue" in page.content.decode()


def test_a_reader_sees_no_act_of_keeping(signed_in, officer, measure, pay, said, looked):
    browser = signed_in(officer)
    for page in ("directives/", "inspections/", "indicators/", "indicators/pay/", "tasks/2/"):
        text = browser.get(P + page).content.decode()
        assert "/add/" not in text
        assert "/edit/" not in text
    assert "/manage/plans/" not in browser.get("/manage/units/").content.decode()


def test_superseding_keeps_the_measure_on_record(browser, measure, other_measure, secretariat):
    services.supersede(
        measure=measure, by=secretariat, other=other_measure, from_on=timezone.localdate(), decision="x", now=timezone.now(), seen=1
    )
    assert Measure.objects.count() == 2
    assert "3.1" in browser.get(f"{P}measures/2.3/").content.decode()
