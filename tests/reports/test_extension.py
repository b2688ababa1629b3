"""More time for a report: asked for by the unit, decided by the secretariat, never after it was sent.

Hypha's trap is section 5, item 5 of what its users report: a period that has passed cannot be changed though an extension was
granted, an overdue date keeps moving so that late reminders never fire, dates are irregular."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Period
from reports.models import ExtensionRequest, Obligation
from reports.services import ask_extension, extend, grant_extension, refuse_extension, waive
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DAY, DUE

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
WHY = "Đoàn công tác đang ở ngoài địa bàn."
PAGE = "/reports/2026-Q4/emb-fr/"


@pytest.fixture
def owed(embassy):
    filing.open_mission(embassy)
    filing.questionnaire()
    return filing.owed(embassy)


@pytest.fixture
def asked(owed, mission_officer):
    return ask(owed, mission_officer)


def ask(owed, by, now=BEFORE, until=DUE + 4 * DAY, reason=WHY):
    return ask_extension(obligation=owed, by=by, until=until, reason=reason, now=now, seen=None)


def grant(asked, by, now=BEFORE, until=None, reason="", seen=None):
    return grant_extension(request=asked, by=by, until=until or asked.until, reason=reason, now=now, seen=seen)


def refuse(asked, by, now=BEFORE, reason="Quý này không gia hạn."):
    return refuse_extension(request=asked, by=by, reason=reason, now=now, seen=None)


def fresh(owed):
    return Obligation.objects.get(pk=owed.pk)


def standing(owed, at):
    return Obligation.objects.standing(at).get(pk=owed.pk).standing


def verbs():
    return list(Event.objects.filter(verb__startswith="reports.ext").order_by("id").values_list("verb", flat=True))


def test_a_request_moves_nothing_until_it_is_granted(owed, asked, secretariat):
    assert fresh(owed).due_at == DUE
    grant(asked, secretariat)
    assert fresh(owed).due_at == DUE + 4 * DAY
    assert fresh(owed).reason == WHY
    assert verbs() == ["reports.extension_asked", "reports.extended"]


def test_another_time_can_be_granted_and_needs_words(owed, asked, secretariat):
    with pytest.raises(ValidationError) as refused:
        grant(asked, secretariat, until=DUE + DAY)
    assert set(refused.value.error_dict) == {"reason"}
    done = grant(asked, secretariat, until=DUE + DAY, reason="Chỉ một ngày.")
    assert (done.decision, done.granted_to, done.until) == ("granted", DUE + DAY, DUE + 4 * DAY)
    assert fresh(owed).due_at == DUE + DAY


def test_a_refusal_needs_words_and_changes_no_due_time(owed, asked, secretariat):
    with pytest.raises(ValidationError):
        refuse(asked, secretariat, reason=" ")
    assert refuse(asked, secretariat).decision == "refused"
    assert fresh(owed).due_at == DUE
    assert verbs() == ["reports.extension_asked", "reports.extension_refused"]


def test_one_request_waits_at_a_time_and_after_a_decision_another_may_follow(owed, asked, mission_officer, secretariat):
    with pytest.raises(ValidationError, match="một đề nghị"):
        ask(fresh(owed), mission_officer)
    refuse(asked, secretariat)
    ask(fresh(owed), mission_officer)
    assert ExtensionRequest.objects.waiting().count() == 1


def test_a_decision_is_made_once(asked, secretariat):
    seen = asked.version
    grant(asked, secretariat, seen=seen)
    with pytest.raises(StaleVersion):
        grant(ExtensionRequest.objects.get(), secretariat, seen=seen, until=DUE + 5 * DAY, reason="x")
    with pytest.raises(ValidationError):
        refuse(ExtensionRequest.objects.get(), secretariat)


def test_hypha_4180_more_time_is_asked_and_granted_after_the_due_time_as_long_as_nothing_was_sent(owed, mission_officer, secretariat):
    late = DUE + timedelta(hours=2)
    assert standing(owed, late) == "missing"
    grant(ask(owed, mission_officer, now=late), secretariat, now=late + timedelta(hours=1))
    assert standing(owed, late + timedelta(hours=1)) == "not_due"
    assert standing(owed, late) == "missing"  # what was overdue then stays overdue then


def test_hypha_4476_a_due_time_never_moves_by_itself_so_that_lateness_is_told(owed, asked):
    for hours in (1, 24, 24 * 30):
        assert fresh(owed).due_at == DUE
        assert standing(owed, DUE + timedelta(hours=hours)) == "missing"


def test_hypha_4529_dates_are_rows_and_may_be_irregular(owed, mission_officer, secretariat):
    Period.objects.update(due_at=DUE + timedelta(days=11, hours=3, minutes=17))
    with pytest.raises(ValidationError) as refused:
        ask(fresh(owed), mission_officer)  # before the present due time
    assert set(refused.value.error_dict) == {"until"}
    until = DUE + timedelta(days=12, minutes=5)
    grant(ask(fresh(owed), mission_officer, until=until), secretariat)
    assert fresh(owed).due_at == until


def test_what_was_sent_late_stays_late_and_nothing_is_left_to_ask_or_decide(owed, mission_officer, secretariat):
    asked = ask(owed, mission_officer)
    filing.sent(owed, DUE + timedelta(seconds=1))
    assert not ExtensionRequest.objects.waiting().exists()
    for act in (lambda: grant(asked, secretariat, now=AFTER, until=AFTER + DAY, reason="x"), lambda: refuse(asked, secretariat, now=AFTER)):
        with pytest.raises(ValidationError):
            act()
    with pytest.raises(ValidationError):
        ask(fresh(owed), mission_officer, now=AFTER, until=AFTER + DAY)
    assert standing(owed, AFTER) == "late"


def test_a_waiver_leaves_nothing_to_decide(owed, asked, secretariat):
    waive(obligation=owed, by=secretariat, reason="Sơ tán", now=BEFORE, seen=None)
    assert not ExtensionRequest.objects.waiting().exists()


def test_an_extension_without_a_request_leaves_the_request_to_be_decided_beyond_it(owed, asked, secretariat):
    extend(obligation=owed, by=secretariat, until=DUE + 10 * DAY, reason="cả khu vực", now=BEFORE, seen=None)
    with pytest.raises(ValidationError) as refused:
        grant(asked, secretariat)  # to before the present due time
    assert "until" in refused.value.error_dict
    refuse(asked, secretariat)


# The pages


@pytest.fixture
def in_time(owed, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    return owed


TYPED = {"until": "20/12/2026", "until_time": "17:00", "reason": WHY, "version": "1"}


def test_the_unit_asks_on_its_page_and_sees_what_became_of_it(in_time, signed_in, mission_officer, secretariat):
    browser = signed_in(mission_officer)
    assert f"{PAGE}ask-extension/" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}ask-extension/", TYPED).status_code == 302
    page = browser.get(PAGE).content.decode()
    assert WHY in page
    assert f"{PAGE}ask-extension/" not in page
    assert browser.get(f"{PAGE}decide-extension/").status_code == 403
    desk = signed_in(secretariat)
    assert f"{PAGE}decide-extension/" in desk.get("/reports/2026-Q4/").content.decode()
    answer = {**TYPED, "decision": "refuse", "reason": "Không gia hạn."}
    assert desk.post(f"{PAGE}decide-extension/", {**answer, "reason": ""}).status_code == 422
    assert desk.post(f"{PAGE}decide-extension/", answer).status_code == 302
    assert "Không gia hạn." in signed_in(mission_officer).get(PAGE).content.decode()
    assert signed_in(secretariat).get(f"{PAGE}decide-extension/").status_code == 404


def test_a_form_that_could_only_be_refused_is_not_shown(in_time, asked, signed_in, mission_officer, secretariat):
    def answer():
        page = signed_in(mission_officer).get(f"{PAGE}ask-extension/", follow=True)
        assert page.redirect_chain == [(PAGE, 302)]
        return page.content.decode()

    assert "đang chờ quyết định" in answer()
    grant(asked, secretariat)
    assert signed_in(mission_officer).get(f"{PAGE}ask-extension/").status_code == 200
    filing.sent(fresh(in_time), BEFORE)
    assert "Báo cáo đã được gửi: đúng hạn" in answer()
    again = signed_in(mission_officer).post(f"{PAGE}ask-extension/", {**TYPED, "version": str(fresh(in_time).version)})
    assert again.status_code == 422
    assert WHY in again.content.decode()  # what was typed is kept


def test_what_is_typed_wrong_is_kept(in_time, signed_in, mission_officer):
    answer = signed_in(mission_officer).post(f"{PAGE}ask-extension/", {**TYPED, "until": "16/12/2026"})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()
