"""Báo cáo đột xuất: a report for chosen units with a code of its own, in the same lists, outside the figures of the quarter."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.history import System
from accounts.models import Event
from office import outbox
from office.models import Mail
from plan.models import Observation, Period
from reports.models import Obligation, Proposal, Reminder, ReportVersion
from reports.reminders import Why
from reports.services import open_ad_hoc, open_period, open_periods, reminding, withdraw_ad_hoc
from tests.factories import UnitFactory
from tests.reports import filing, proposed
from tests.reports.filing import BEFORE, DAY, DUE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
UNTIL = DUE + 2 * DAY


@pytest.fixture
def mission(geographic, embassy):
    return filing.mission("emb-fr", geographic)


@pytest.fixture
def open_one(mission, secretariat):
    def make(**values):
        given = {"title": "Rà soát bảo hộ công dân", "questionnaire": filing.questionnaire(), "units": [mission], "due": UNTIL}
        return open_ad_hoc(**{**given, "by": secretariat, "now": NOW, **values})

    return make


def test_it_has_a_code_of_its_own_and_the_chosen_units_owe_it(open_one, mission, geographic):
    first, second = open_one(), open_one(units=[mission, geographic, mission])
    assert [first.code, second.code] == ["2026-DX1", "2026-DX2"]
    assert set(second.obligations.values_list("unit__code", flat=True)) == {"emb-fr", "vu-chau-au"}
    assert (first.government_due_on, first.name, first.title) == (None, "Đột xuất 1/2026", "Rà soát bảo hộ công dân")
    assert Event.objects.filter(verb="reports.ad_hoc_opened").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": " "}, "title"), ({"due": NOW}, "due"), ({"units": []}, "units")], ids=["title", "due", "units"]
)
def test_what_cannot_be_asked_is_refused(open_one, wrong, field):
    with pytest.raises(ValidationError) as refused:
        open_one(**wrong)
    assert set(refused.value.error_dict) == {field}
    assert not Period.objects.ad_hoc().exists()


def test_a_unit_that_no_longer_exists_is_not_asked(open_one):
    with pytest.raises(ValidationError, match="Vụ Cũ"):
        open_one(units=[UnitFactory(code="cu", name_vi="Vụ Cũ", until=NOW.date())])


def test_what_the_quarter_around_it_proposes_is_no_earlier_proposal(open_one, mission, mission_officer, reviewer):
    quarter, asked = proposed.asks(mission, "2026-Q4"), open_one(now=proposed.NOW).obligations.get()
    proposed.reported(proposed.asks(mission), proposed.FIRST, mission_officer, reviewer)
    proposed.reported(quarter, proposed.SECOND, mission_officer, reviewer)
    texts = [[row.text for row in Proposal.objects.raised_before(one)] for one in (asked, quarter)]
    assert texts == [[proposed.FIRST], [proposed.FIRST]]


def test_in_the_list_it_stands_by_when_it_is_due(open_one, mission, secretariat, signed_in, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    filing.owed(mission)
    open_one(due=DUE - DAY)
    open_one(due=DUE + DAY)
    page = signed_in(secretariat).get("/reports/")
    assert [line.period.code for line in page.context["calendar"].lines] == ["2026-DX2", "2026-Q4", "2026-DX1"]
    assert "<title>Báo cáo quý và báo cáo đột xuất" in page.content.decode()


def test_the_calendar_neither_opens_nor_reconciles_it(open_one, mission):
    filing.questionnaire(number=2, period_kind="ad_hoc")
    period = open_one()
    filing.open_mission(UnitFactory(code="emb-ie", kind="mission"))
    open_periods(by=System("clock"), now=UNTIL + 9 * DAY)
    assert list(period.obligations.values_list("unit__code", "state")) == [("emb-fr", "due")]


def test_figures_of_the_quarter_do_not_count_it(open_one, mission, plan):
    indicator = filing.indicators(plan)[0]
    quarter, period = filing.period(), open_one()
    assert list(Period.objects.within(quarter)) == [quarter]
    assert period not in Period.objects.quarters()
    report = filing.sent(period.obligations.get(), BEFORE)
    filing.accept(report, filing.head_of(filing.mission("emb-x1")), now=BEFORE + DAY)
    assert not Observation.objects.filter(indicator=indicator).exists()
    ordinary = filing.sent(filing.owed(mission), BEFORE)  # the negative control: the same answer in the quarter is a figure
    filing.accept(ordinary, filing.head_of(filing.mission("emb-x1")), now=BEFORE + DAY)
    assert Observation.objects.filter(indicator=indicator).exists()


def test_nothing_is_carried_into_it_from_another_ad_hoc_report(open_one, secretariat):
    first = filing.sent(open_one().obligations.get(), BEFORE)
    filing.accept(first, secretariat, now=BEFORE + DAY)
    second = open_ad_hoc(
        title="Khác", questionnaire=filing.questionnaire(), units=[first.obligation.unit], due=UNTIL + 9 * DAY, by=secretariat, now=UNTIL
    )
    assert not ReportVersion.objects.before(second.obligations.get()).exists()


# Withdrawn


def withdraw(period, by, reason="Gửi nhầm mẫu hỏi"):
    return withdraw_ad_hoc(period=period, by=by, reason=reason, now=BEFORE)


def reminded(period, user, state=Mail.State.WAITING):
    """The mail of a reminder by hand."""
    mail = outbox.post(outbox.Letter("report-due", f"{period.code} by hand", user, "Báo cáo", "Đến hạn."), now=BEFORE)
    Mail.objects.filter(pk=mail.pk).update(state=state)
    why = {"cause": "hand", "step": 0, "counted_from": BEFORE, "why": next(iter(Why)), "at": BEFORE}
    Reminder.objects.create(obligation=period.obligations.get(), user=user, mail=mail, **why)
    return mail


def test_what_was_asked_by_mistake_is_owed_by_nobody_and_stays_on_record(open_one, mission, geographic, secretariat):
    period = open_one(units=[mission, geographic])
    withdraw(period, secretariat)
    assert not Obligation.objects.standing(BEFORE).exists()
    assert set(period.obligations.values_list("state", "reason", "decided_by")) == {("void", "Gửi nhầm mẫu hỏi", secretariat.pk)}
    event = Event.objects.get(verb="reports.ad_hoc_withdrawn")
    assert (event.by, event.body.reason, event.body.changes) == (secretariat, "Gửi nhầm mẫu hỏi", {"obligations": [2, 0]})
    assert Event.objects.filter(verb="reports.obligation_voided", body__reason="Gửi nhầm mẫu hỏi").count() == 2
    with pytest.raises(ValidationError, match="đã được rút"):
        withdraw(period, secretariat)
    assert open_one().code == "2026-DX2", "the number is not given again"


def test_it_is_not_withdrawn_without_a_reason_nor_once_something_is_filed(open_one, mission, geographic, secretariat):
    period = open_one(units=[mission, geographic])
    with pytest.raises(ValidationError):
        withdraw(period, secretariat, reason=" ")
    filing.sent(period.obligations.get(unit=mission), BEFORE)
    with pytest.raises(ValidationError, match="Đã có đơn vị gửi báo cáo"):
        withdraw(period, secretariat)
    with pytest.raises(ValidationError, match="báo cáo đột xuất"):
        withdraw(filing.period(), secretariat)
    assert period.obligations.in_force().count() == 2


def test_who_was_reminded_by_mail_or_has_begun_to_write_is_told(open_one, mission, mission_officer, mission_head, secretariat, signed_in):
    period = open_one()
    waiting = reminded(period, mission_head)
    report = filing.begin(period.obligations.get(), mission_officer, BEFORE)
    withdraw(period, secretariat)
    assert [mail.user for mail in Mail.objects.filter(kind="report-withdrawn")] == [mission_officer], "the head has not been told yet"
    assert not reminding.still_wanted(waiting, BEFORE), "and is not reminded of it any more"
    with pytest.raises(ValidationError):
        filing.submit(report, mission_head, BEFORE)
    mail = Mail.objects.get(kind="report-withdrawn")
    assert "Gửi nhầm mẫu hỏi" in mail.text
    assert "/reports/2026-DX1/" in mail.text
    page = signed_in(mission_officer).get("/reports/2026-DX1/emb-fr/").content.decode()
    assert "Gửi nhầm mẫu hỏi" in page


def test_a_mail_that_has_gone_out_is_followed_by_another(open_one, mission_head, secretariat):
    period = open_one()
    reminded(period, mission_head, state=Mail.State.SENT)
    withdraw(period, secretariat)
    assert [mail.user for mail in Mail.objects.filter(kind="report-withdrawn")] == [mission_head]


def test_the_secretariat_withdraws_it_on_its_page(open_one, mission, secretariat, mission_head, signed_in, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    open_one()
    browser, page = signed_in(secretariat), "/reports/2026-DX1/withdraw/"
    assert page in browser.get("/reports/2026-DX1/").content.decode()
    word = browser.get(page).context["form"]["once"].value()
    assert browser.post(page, {"reason": "", "once": word}).status_code == 422
    for _time in range(2):
        assert browser.post(page, {"reason": "Gửi nhầm", "once": word})["Location"] == "/reports/2026-DX1/"
    assert Event.objects.filter(verb="reports.ad_hoc_withdrawn").count() == 1
    after = browser.get("/reports/2026-DX1/").content.decode()
    assert "Gửi nhầm" in after
    assert page not in after
    assert browser.get(page)["Location"] == "/reports/2026-DX1/", "there is nothing left to withdraw"
    assert "/reports/2026-DX1/" not in signed_in(mission_head).get("/").content.decode()


# Whom a questionnaire asks


def opened(code="2026-Q4"):
    open_period(period=filing.period(code), by=System("clock"), now=NOW)
    return {row.unit.code: row.questionnaire.audience for row in Obligation.objects.select_related("unit", "questionnaire")}


def edition(code, audience, units=()):
    row = filing.questionnaire(audience=audience)
    published = row.published_at
    row.pk, row.code, row.audience, row.published_at = None, code, audience, None
    row.save(force_insert=True)
    row.units.set(units)
    type(row).objects.filter(pk=row.pk).update(published_at=published)
    return row


@pytest.fixture
def nothing_else(db):
    """The questionnaire of the missions, made first, so that the others are copies of it."""
    return filing.questionnaire()


def test_units_of_the_ministry_owe_where_a_questionnaire_asks_them(nothing_else, mission, department, ministry):
    UnitFactory(code="ha-noi", kind="province")
    UnitFactory(code="nhom", kind="group")
    edition("ministry-quarterly", "ministry")
    assert opened() == {"emb-fr": "missions", "vu-chau-au": "ministry", "vu-to-chuc-can-bo": "ministry"}


def test_named_units_owe_and_each_unit_owes_one_report_a_period(nothing_else, mission, department, geographic):
    province = UnitFactory(code="ha-noi", kind="province")
    edition("ministry-quarterly", "ministry")
    edition("named-quarterly", "named", [province, department])
    assert opened() == {"emb-fr": "missions", "vu-chau-au": "ministry", "vu-to-chuc-can-bo": "named", "ha-noi": "named"}


def test_the_secretariat_reviews_what_a_department_reports_and_its_own_head_does_not(
    nothing_else, department, head, officer, reviewer, secretariat, signed_in, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    edition("ministry-quarterly", "ministry")
    opened()
    page = "/reports/2026-Q4/vu-to-chuc-can-bo/"
    assert signed_in(officer).get(page).status_code == 200
    owed = Obligation.objects.get(unit=department)
    report = filing.begin(owed, officer, BEFORE)
    filing.write(report, filing.NEEDED, officer, BEFORE)
    filing.submit(report, head, BEFORE)
    statuses = {who.name: signed_in(who).get(f"{page}review/").status_code for who in (reviewer, head, secretariat)}
    assert statuses == {"reviewer": 404, "head": 200, "secretariat": 200}
    assert 'value="accept"' not in signed_in(head).get(f"{page}review/").content.decode()


# The page


TYPED = {"title": "Rà soát", "due_on": "20/12/2026", "due_time": "17:00", "units": ["emb-fr"]}


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("mission_head", 403), ("reviewer", 403), ("leader", 403)])
def test_only_who_manages_periods_opens_one(who, status, request, signed_in, mission):
    browser = signed_in(request.getfixturevalue(who))
    assert [browser.get("/reports/ad-hoc/").status_code, browser.post("/reports/ad-hoc/", TYPED).status_code] == [status] * 2


def test_the_secretariat_opens_one_for_all_that_a_department_follows(signed_in, secretariat, mission, mission_head, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    form = filing.questionnaire()
    browser = signed_in(secretariat)
    assert browser.post("/reports/ad-hoc/", {**TYPED, "questionnaire": str(form), "title": ""}).status_code == 422
    typed = {**TYPED, "questionnaire": str(form), "units": [], "departments": ["vu-chau-au"]}
    assert browser.post("/reports/ad-hoc/", typed)["Location"] == "/reports/2026-DX1/"
    page = browser.get("/reports/2026-DX1/").content.decode()
    assert "Rà soát" in page
    assert "/manage/periods/2026-DX1/" not in page  # the calendar knows no such period
    assert "/reports/2026-DX1/" in browser.get("/reports/").content.decode()
    own = signed_in(mission_head).get("/reports/2026-DX1/emb-fr/").content.decode()
    assert "Đột xuất 1/2026" in own or "đột xuất 1/2026" in own
    assert "/reports/2026-DX1/emb-fr/" in signed_in(mission_head).get("/").content.decode()
