"""The forms of the plan in a browser: what they do, what they refuse, what they keep."""

import re
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from plan import services
from plan.models import Assignment, Completion, DeadlineChange, DirectiveLink, Measure, StatusUpdate
from tests.factories import LONG_AGO, AssignmentFactory, MeasureFactory, TaskFactory, UnitFactory
from tests.plan.conftest import SHOWN
from tests.plan.test_pages import directive

pytestmark = pytest.mark.usefixtures("cast_stands")

TYPED_LINK = {"title": "Trang tin", "address": "https://example.org/tin"}

PAGE = "/plan/292/measures/2.3/"


def day(days=0):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def status(measure, **more):
    return {
        "version": measure.version,
        "state": "in_progress",
        "percent": "40",
        "health": "on_track",
        "reason": "",
        "narrative": "Đã lấy ý kiến",
        "difficulties": "",
        "effective_on": day(),
        **more,
    }


def test_an_officer_updates_their_measure_and_sees_what_happened(measure, officer, signed_in):
    browser = signed_in(officer)
    answer = browser.post(f"{PAGE}update/", status(measure), follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    page = answer.content.decode()
    assert "note--ok" in page
    assert "Đã lấy ý kiến" in page
    measure.refresh_from_db()
    assert (measure.state, measure.percent, measure.health) == ("in_progress", 40, "on_track")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("effective_on", "31/02/2026"),
        ("effective_on", "1/1/0001"),
        ("effective_on", day(3)),
        ("effective_on", ""),
        ("state", "forged"),
        ("state", "done"),
        ("state", "cancelled"),
        ("health", "forged"),
        ("percent", "140"),
        ("percent", "1e99"),
        ("percent", "9" * 5000),
        ("narrative", "x" * 20001),
        ("version", ""),
        ("version", "99999999999999999999"),
        ("version", "x"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(field, typed, measure, officer, signed_in):
    answer = signed_in(officer).post(f"{PAGE}update/", status(measure, **{field: typed}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="errors"' in page
    assert "Đã lấy ý kiến" in page or field == "narrative"
    assert not StatusUpdate.objects.exists()


def test_control_characters_are_taken_out_and_letters_composed(measure, officer, signed_in):
    signed_in(officer).post(f"{PAGE}update/", status(measure, narrative="a\x00b\x08 Đa\u0323i\u202e"))
    assert StatusUpdate.objects.get().narrative == "ab Đại"


def test_a_reason_is_needed_off_track(measure, officer, signed_in):
    answer = signed_in(officer).post(f"{PAGE}update/", status(measure, health="off_track"))
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


def test_a_stale_save_shows_both_texts_and_loses_neither(measure, officer, head, signed_in):
    seen = status(measure, narrative="Bản của tôi")
    services.record_status(
        measure=Measure.objects.get(pk=measure.pk),
        by=head,
        now=timezone.now(),
        seen=None,
        state="in_progress",
        percent=60,
        health="on_track",
        reason="",
        narrative="Bản của người khác",
        difficulties="",
        effective_on=timezone.localdate(),
    )
    browser = signed_in(officer)
    answer = browser.post(f"{PAGE}update/", seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của tôi" in page
    assert "Bản của người khác" in page
    assert StatusUpdate.objects.count() == 1
    measure.refresh_from_db()
    assert browser.post(f"{PAGE}update/", {**seen, "version": measure.version}).status_code == 302
    assert StatusUpdate.objects.count() == 2


def test_a_stale_assignment_shows_both(measure, secretariat, geographic, department, signed_in):
    seen = {"version": measure.version, "lead": geographic.code, "coordinating": [department.code], "from_on": day()}
    services.assign(
        measure=Measure.objects.get(pk=measure.pk),
        by=secretariat,
        lead=department,
        coordinating=[geographic],
        from_on=timezone.localdate(),
        now=timezone.now(),
        seen=None,
    )
    answer = signed_in(secretariat).post(f"{PAGE}assign/", {**seen, "from_on": day(-1)})
    assert answer.status_code == 409
    assert geographic.name_vi in answer.content.decode()
    saved = {row.label: row.saved for row in answer.context["differences"]}
    assert saved["Có hiệu lực từ"] == day()


def test_an_update_is_corrected_by_a_row_that_names_it(measure, officer, signed_in):
    browser = signed_in(officer)
    browser.post(f"{PAGE}update/", status(measure))
    measure.refresh_from_db()
    first = StatusUpdate.objects.get()
    page = browser.get(f"{PAGE}update/?replaces={first.pk}")
    form = page.context["form"]
    assert re.search(r'<div class="desk--wide flow">\s*<p class="note">', page.content.decode())  # what is corrected stands apart
    assert form.initial["narrative"] == "Đã lấy ý kiến"
    assert browser.post(f"{PAGE}update/?replaces={first.pk}", status(measure, percent="45")).status_code == 302
    assert StatusUpdate.objects.get(replaces=first).percent == 45


@pytest.mark.parametrize("replaces", ["x", "0", "-1", "9" * 30, "²"])
def test_only_an_update_of_the_measure_can_be_corrected(replaces, measure, officer, signed_in):
    assert signed_in(officer).get(f"{PAGE}update/?replaces={replaces}").status_code == 404


def test_the_officer_proposes_and_the_head_confirms(measure, officer, head, signed_in):
    browser = signed_in(officer)
    browser.post(f"{PAGE}complete/", {"version": measure.version, "effective_on": day(-1), "note": "Quyết định 12/QĐ-BNG", **TYPED_LINK})
    found = Completion.objects.get()
    decide = f"{PAGE}completions/{found.pk}/"
    page = browser.get(PAGE).content.decode()
    assert "Quyết định 12/QĐ-BNG" in page
    assert f'{decide}"' not in page
    assert browser.get(decide).status_code == 403
    browser = signed_in(head)
    assert decide in browser.get(PAGE).content.decode()
    assert browser.post(decide, {"version": found.version, "approve": "yes", "reason": ""}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == "done"


def test_a_field_that_another_answer_makes_needed_is_not_called_optional(measure, officer, signed_in):
    fields = {field.name: field.as_field_group() for field in signed_in(officer).get(f"{PAGE}update/").context["form"]}
    assert [name for name, html in fields.items() if 'class="opt"' in html] == ["percent", "narrative", "difficulties"]


def test_a_refusal_needs_its_reason(measure, officer, head, signed_in):
    found = services.propose_completion(
        measure=measure, by=officer, effective_on=timezone.localdate(), note="xong", now=timezone.now(), seen=None, new=SHOWN
    )
    browser = signed_in(head)
    decide = f"{PAGE}completions/{found.pk}/"
    assert browser.post(decide, {"version": found.version, "approve": "no", "reason": ""}).status_code == 422
    assert browser.post(decide, {"version": found.version, "approve": "maybe", "reason": ""}).status_code == 422
    assert browser.post(decide, {"version": found.version, "reason": ""}).status_code == 422
    assert browser.post(decide, {"version": found.version, "approve": "no", "reason": "thiếu"}).status_code == 302


def test_the_one_who_proposed_is_not_offered_to_confirm(measure, head, signed_in):
    found = services.propose_completion(
        measure=measure, by=head, effective_on=timezone.localdate(), note="xong", now=timezone.now(), seen=None, new=SHOWN
    )
    browser = signed_in(head)
    assert f'{PAGE}completions/{found.pk}/"' not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}completions/{found.pk}/", {"version": found.version, "approve": "yes", "reason": ""}).status_code == 422


def test_a_new_deadline_is_asked_for_endorsed_and_decided(measure, officer, head, secretariat, signed_in):
    asked = {"version": measure.version, "term": "dated", "due_on": day(60), "reason": "Chờ Bộ Tài chính"}
    assert signed_in(officer).post(f"{PAGE}deadline/", asked).status_code == 302
    change = DeadlineChange.objects.get()
    browser = signed_in(head)
    endorse = f"{PAGE}deadlines/{change.pk}/endorse/"
    assert endorse in browser.get(PAGE).content.decode()
    assert browser.post(endorse, {"version": change.version}).status_code == 302
    change.refresh_from_db()
    browser = signed_in(secretariat)
    decide = f"{PAGE}deadlines/{change.pk}/"
    assert decide in browser.get(PAGE).content.decode()
    assert browser.post(decide, {"version": change.version, "approve": "yes", "reason": ""}).status_code == 302
    measure.refresh_from_db()
    assert f"{measure.due_on:%d/%m/%Y}" == day(60)


@pytest.mark.parametrize("is_done", [True, False])
def test_a_request_for_what_was_completed_before_offers_only_its_refusal(measure, do, secretariat, signed_in, is_done):
    """A row of before the confirmation closed it."""
    change = do.ask(measure, date(2030, 6, 30))
    if is_done:
        with patch("plan.services.completion.close_needless"):
            do.finish(measure)
    browser = signed_in(secretariat)
    decide = f"{PAGE}deadlines/{change.pk}/"
    page = browser.get(decide)
    assert ('value="yes"' in page.content.decode(), 'value="no"' in page.content.decode()) == (not is_done, True)
    assert ("không cần điều chỉnh thời hạn" in str(page.context["lead"])) == is_done
    change.refresh_from_db()
    late = {"version": change.version, "approve": "yes", "reason": ""}
    answer = browser.post(decide, late)
    assert answer.status_code == (422 if is_done else 302)
    assert not is_done or "không cần điều chỉnh thời hạn" in answer.content.decode()
    if is_done:
        assert browser.post(decide, {**late, "approve": "no", "reason": "Đã hoàn thành"}).status_code == 302
        assert not DeadlineChange.objects.open().exists()


def test_the_page_of_a_measure_that_is_done_asks_for_no_decision_on_its_deadline(measure, do, secretariat, signed_in):
    change = do.ask(measure, date(2030, 6, 30))
    do.finish(measure)
    page = signed_in(secretariat).get(PAGE).content.decode()
    assert f"{PAGE}deadlines/{change.pk}/" not in page
    assert "Không còn cần thiết" in page
    assert "đã đóng đề nghị điều chỉnh thời hạn" in page


def test_the_dates_of_a_key_measure_are_leaderships(measure, secretariat, leader, signed_in):
    Measure.objects.filter(pk=measure.pk).update(is_key=True)
    assert signed_in(secretariat).get(f"{PAGE}term/").status_code == 403
    browser = signed_in(leader)
    measure.refresh_from_db()
    answer = browser.post(
        f"{PAGE}term/", {"version": measure.version, "term": "dated", "due_on": day(9), "effective_on": day(), "reason": "Kết luận"}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [("due_on", ""), ("due_on", "32/01/2027"), ("term", "none"), ("term", "x"), ("reason", ""), ("effective_on", "1/1/1999")],
)
def test_a_term_that_cannot_be_is_refused(field, typed, measure, secretariat, signed_in):
    sent = {"version": measure.version, "term": "dated", "due_on": day(9), "effective_on": day(), "reason": "Kết luận", field: typed}
    assert signed_in(secretariat).post(f"{PAGE}term/", sent).status_code == 422


def test_the_secretariat_assigns_units(measure, secretariat, geographic, department, signed_in):
    sent = {"version": measure.version, "lead": geographic.code, "coordinating": [department.code], "from_on": day()}
    assert signed_in(secretariat).post(f"{PAGE}assign/", sent).status_code == 302
    current = Assignment.objects.current().values_list("unit__code", "role")
    assert set(current) == {(geographic.code, "lead"), (department.code, "coordinating")}


def test_only_units_that_can_act_are_offered(measure, secretariat, department, embassy, signed_in):
    closed = UnitFactory(code="emb-iq", kind="mission", until=date(2018, 6, 5))
    UnitFactory(code="emb-et", kind="mission", is_planned=True)
    AssignmentFactory(measure=measure, unit=closed, role="coordinating")
    form = signed_in(secretariat).get(f"{PAGE}assign/").context["form"]

    def offered(field):
        return {code for _kind, units in form.fields[field].choices if isinstance(units, list) for code, _name in units}

    assert department.code in offered("lead")
    assert not {"emb-fr", "emb-iq", "emb-et"} & offered("lead")
    assert "emb-fr" in offered("coordinating")
    assert "emb-et" not in offered("coordinating")
    assert "emb-iq" in offered("coordinating")  # it stands on the measure: saving another change does not take it away
    sent = {"version": measure.version, "from_on": day(), "lead": "emb-fr"}
    assert signed_in(secretariat).post(f"{PAGE}assign/", sent).status_code == 422


@pytest.mark.parametrize(
    "sent", [{"lead": "no-such-unit"}, {"coordinating": ["vu-chau-au", "forged"]}, {"lead": "vu-chau-au", "coordinating": ["vu-chau-au"]}]
)
def test_a_unit_that_is_not_there_cannot_be_assigned(sent, measure, secretariat, geographic, signed_in):
    answer = signed_in(secretariat).post(f"{PAGE}assign/", {"version": measure.version, "from_on": day(), **sent})
    assert answer.status_code == 422


def test_the_secretariat_edits_a_measure(measure, secretariat, signed_in):
    sent = {
        "version": measure.version,
        "title_vi": "Tên mới",
        "title_en": "New title",
        "output_kind": "product",
        "output_vi": "",
        "output_en": "",
        "task": "2",
        "is_key": "on",
        "decision": "QĐ 5/QĐ-BNG",
    }
    assert signed_in(secretariat).post(f"{PAGE}edit/", sent).status_code == 302
    measure.refresh_from_db()
    assert (measure.title_vi, measure.is_key) == ("Tên mới", True)


def test_a_supplementary_measure_is_adopted(plan, secretariat, signed_in):
    extra = MeasureFactory(task=TaskFactory(plan=plan, code="1"), code="S1.1", in_plan_from=None, in_plan_recorded_at=None)
    browser = signed_in(secretariat)
    assert "/measures/S1.1/adopt/" in browser.get("/plan/292/").content.decode()
    assert browser.post("/plan/292/measures/S1.1/adopt/", {"version": extra.version, "from_on": day()}).status_code == 302
    extra.refresh_from_db()
    assert extra.in_plan_from == timezone.localdate()


def test_a_cancelled_measure_is_reopened(measure, secretariat, signed_in):
    browser = signed_in(secretariat)
    browser.post(f"{PAGE}update/", status(measure, state="cancelled", reason="Quyết định"))
    measure.refresh_from_db()
    assert browser.post(f"{PAGE}reopen/", {"version": measure.version, "effective_on": day(), "reason": "Làm lại"}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == "reopened"


def test_a_link_is_confirmed_or_rejected(plan, measure, secretariat, officer, signed_in):
    link = DirectiveLink.objects.create(directive=directive(plan, "D1"), measure=measure, recorded_at=LONG_AGO)
    address = f"/plan/292/links/{link.pk}/"
    assert signed_in(officer).get(address).status_code == 403
    browser = signed_in(secretariat)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"version": link.version, "confirm": "yes"}).status_code == 302
    link.refresh_from_db()
    assert link.decision == "confirmed"


@pytest.mark.parametrize("act", ["update", "complete", "deadline"])
def test_what_a_completed_measure_cannot_take_is_explained_instead_of_asked(act, measure, officer, head, secretariat, signed_in):
    found = services.propose_completion(
        measure=measure, by=officer, effective_on=timezone.localdate(), note="xong", now=timezone.now(), seen=None, new=SHOWN
    )
    services.confirm_completion(completion=found, by=head, now=timezone.now(), seen=None)
    answer = signed_in(officer).get(f"{PAGE}{act}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "form" not in answer.context
    assert "Đã hoàn thành" in page
    assert f'href="{PAGE}"' in page
    assert f"{PAGE}reopen/" not in page
    assert f"{PAGE}reopen/" in signed_in(secretariat).get(f"{PAGE}{act}/").content.decode()
    decided = signed_in(secretariat).get(f"{PAGE}completions/{found.pk}/")
    assert "form" not in decided.context
    assert "đã được quyết định" in decided.content.decode()


def test_a_form_sent_too_late_keeps_what_was_typed(measure, officer, head, signed_in):
    seen = status(measure, narrative="Bản của tôi")
    found = services.propose_completion(
        measure=measure, by=officer, effective_on=timezone.localdate(), note="xong", now=timezone.now(), seen=None, new=SHOWN
    )
    services.confirm_completion(completion=found, by=head, now=timezone.now(), seen=None)
    measure.refresh_from_db()
    answer = signed_in(officer).post(f"{PAGE}update/", {**seen, "version": measure.version})
    assert answer.status_code == 422
    assert "Bản của tôi" in answer.content.decode()


ACTS = ["update", "complete", "deadline", "edit", "assign", "term", "reopen", "adopt"]


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_gets_404_and_a_reader_403(act, measure, stranger, auditor, reviewer, signed_in):
    assert signed_in(stranger).get(f"{PAGE}{act}/").status_code == 404
    assert signed_in(auditor).get(f"{PAGE}{act}/").status_code == 403
    assert signed_in(reviewer).post(f"{PAGE}{act}/", {}).status_code == 403
    assert not any(f"{PAGE}{name}/" in signed_in(auditor).get(PAGE).content.decode() for name in ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_every_page_of_an_act_opens_and_refuses_an_empty_form(act, measure, secretariat, signed_in):
    browser = signed_in(secretariat)
    assert browser.get(f"{PAGE}{act}/").status_code == 200
    assert browser.post(f"{PAGE}{act}/", {}).status_code == 422
