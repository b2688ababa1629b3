"""Occasions, directives, links and inspections kept by the secretariat."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from plan import services
from plan.models import Directive, DirectiveLink, Inspection
from tests.plan.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("cast_stands")


def directive(plan, by, *, code="D2026.1", **more):
    said = {"kind": "instruction", "who_vi": "Thủ tướng", "given_on": TODAY, "text_vi": "Hoàn thành đề án", "basis": "Công văn 1"}
    empty = dict.fromkeys(("who_en", "text_en", "source_sentence"), "")
    given = {**empty, "occasion": None, "source": None, **said, **more}
    return services.add_directive(plan=plan, by=by, code=code, values=given, now=NOW)


def inspection(plan, unit, by, *, measures=(), **more):
    said = {"unit": unit, "on": date(2026, 3, 2), "conclusion": "Chậm tiến độ", "follow_up": "Báo cáo giải trình"}
    given = {**said, "follow_up_due": date(2026, 3, 15), **more}
    return services.add_inspection(plan=plan, by=by, values=given, measures=measures, now=NOW)


def test_a_directive_is_found_by_its_words_and_its_occasion(plan, secretariat):
    given = {"name_vi": "Hội nghị Ngoại giao 33", "name_en": "", "starts_on": TODAY, "ends_on": None}
    occasion = services.add_occasion(plan=plan, by=secretariat, code="HN-33", values=given, now=NOW)
    added = directive(plan, secretariat, occasion=occasion)
    assert (occasion.ends_on, added.origin) == (TODAY, "entered")
    assert Directive.objects.matching("hoi nghi de an").get() == added
    services.edit_occasion(occasion=occasion, by=secretariat, values={**given, "name_vi": "Hội nghị toàn thể"}, now=NOW, seen=1)
    assert Directive.objects.matching("toan the").get() == added


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("text_vi", {"text_vi": " "}),
        ("who_vi", {"who_vi": ""}),
        ("given_on", {"given_on": TODAY + timedelta(days=1)}),
        ("kind", {"kind": "forged"}),
        ("basis", {"basis": ""}),
        ("code", {"code": "a b"}),
    ],
)
def test_a_directive_says_who_when_what_and_where_it_is_published(field, given, plan, secretariat):
    with pytest.raises(ValidationError) as refused:
        directive(plan, secretariat, **given)
    assert set(refused.value.error_dict) == {field}


def test_a_withdrawn_directive_is_counted_no_more_but_was_known(plan, measure, secretariat):
    added = directive(plan, secretariat)
    link = services.add_link(directive=added, by=secretariat, measure=measure, confirmed=True, now=NOW, seen=1)
    later = NOW + timedelta(hours=1)
    services.withdraw_directive(directive=added, by=secretariat, reason="Nhập nhầm", now=later, seen=added.version)
    link.refresh_from_db()
    assert link.decision == DirectiveLink.Decision.REJECTED
    assert not Directive.objects.standing().exists()
    assert Directive.objects.standing(NOW).get() == added
    assert not Directive.objects.standing(NOW - timedelta(hours=1)).exists()
    with pytest.raises(ValidationError):
        services.decide_link(link=link, by=secretariat, confirm=True, now=later, seen=None)
    assert Event.objects.filter(verb="plan.directive_withdrawn").get().body.reason == "Nhập nhầm"


def test_a_pair_is_linked_once(plan, measure, secretariat):
    added = directive(plan, secretariat)
    services.add_link(directive=added, by=secretariat, measure=measure, confirmed=False, now=NOW, seen=1)
    services.add_link(directive=added, by=secretariat, measure=None, confirmed=True, now=NOW, seen=2)
    for again in (measure, None):
        with pytest.raises(ValidationError):
            services.add_link(directive=added, by=secretariat, measure=again, confirmed=True, now=NOW, seen=None)
    assert [link.decision for link in added.links.order_by("pk")] == ["to_be_confirmed", "confirmed"]


def test_what_an_inspection_asks_for_waits_until_it_is_closed(plan, measure, department, secretariat):
    found = inspection(plan, department, secretariat, measures=[measure])
    assert list(Inspection.objects.overdue(TODAY)) == [found]
    assert not Inspection.objects.overdue(date(2026, 3, 15)).exists()
    services.close_follow_up(inspection=found, by=secretariat, on=TODAY, outcome="Đã báo cáo", now=NOW, seen=1)
    assert not Inspection.objects.waiting().exists()
    assert Event.objects.about(found).first().unit == department
    with pytest.raises(ValidationError):
        services.close_follow_up(inspection=found, by=secretariat, on=TODAY, outcome="Lại", now=NOW, seen=2)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("on", {"on": TODAY + timedelta(days=1)}),
        ("on", {"on": date(2025, 9, 1)}),
        ("follow_up", {"follow_up": ""}),
        ("follow_up_due", {"follow_up_due": date(2026, 3, 1)}),
        ("conclusion", {"conclusion": "  "}),
    ],
)
def test_what_cannot_be_an_inspection_is_refused(field, given, plan, department, secretariat):
    with pytest.raises(ValidationError) as refused:
        inspection(plan, department, secretariat, **given)
    assert set(refused.value.error_dict) == {field}


def test_a_closed_follow_up_keeps_what_was_asked(plan, department, secretariat):
    found = inspection(plan, department, secretariat)
    services.close_follow_up(inspection=found, by=secretariat, on=TODAY, outcome="Xong", now=NOW, seen=1)
    given = {name: getattr(found, name) for name in ("unit", "on", "conclusion", "follow_up", "follow_up_due")}
    edit = {"inspection": found, "by": secretariat, "measures": [], "now": NOW}
    with pytest.raises(ValidationError) as refused:
        services.edit_inspection(**edit, values={**given, "follow_up": "Việc khác"}, seen=2)
    assert set(refused.value.error_dict) == {"follow_up"}
    services.edit_inspection(**edit, values={**given, "conclusion": "Đã sửa lời"}, seen=2)
    services.withdraw_inspection(inspection=found, by=secretariat, reason="Nhầm đơn vị", now=NOW, seen=3)
    assert not Inspection.objects.standing().exists()


def test_a_decision_on_a_link_leads_back_to_the_list_that_was_filtered(plan, measure, secretariat, signed_in):
    link = DirectiveLink.objects.create(directive=directive(plan, secretariat, code="D1"), measure=measure, recorded_at=NOW)
    browser, asked = signed_in(secretariat), "?link=to_be_confirmed"
    address = f"/plan/292/links/{link.pk}/{asked}"
    assert f'href="{address}"' in browser.get(f"/plan/292/directives/{asked}").content.decode()
    assert f'href="/plan/292/directives/{asked}"' in browser.get(address).content.decode()
    sent = {"version": link.version, "confirm": "yes"}
    assert browser.post(address, sent).url == f"/plan/292/directives/{asked}#D1"
    assert browser.get(f"/plan/292/links/{link.pk}/?link=nonsense&next=//x").context["back"] == "/plan/292/directives/"
