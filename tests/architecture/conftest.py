"""One of everything, seen from two sides: `own` belongs to Vụ Tổ chức Cán bộ or emb-fr, `other` to somebody else."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.history import System, record
from accounts.models import Membership
from accounts.services import invite
from missions.models import Mission, MissionEvent
from missions.services import abandon_opening
from office import drafts, outbox, runs
from office.files import check, store
from office.models import Comment, Heartbeat, SavedView
from office.tables import grid_of_text
from plan.models import (
    Comparison,
    Completion,
    DeadlineChange,
    Directive,
    DirectiveLink,
    Edit,
    Evidence,
    Indicator,
    Inspection,
    Milestone,
    MovedDay,
    Occasion,
    Period,
    Target,
)
from reports.models import ExtensionRequest, Obligation, ProgressReport, Proposal, ReportNote
from tests.architecture import compiled
from tests.architecture.filed import quarterly
from tests.architecture.light import come_in_once, light
from tests.architecture.staffed import staffed
from tests.architecture.trained import trained
from tests.cast import person
from tests.factories import (
    LONG_AGO,
    AssignmentFactory,
    IndicatorFactory,
    MeasureFactory,
    MembershipFactory,
    ProjectFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
)
from tests.missions.openings import load_stages, make_opening
from tests.office.letters import undelivered
from tests.office.uploads import PDF, upload
from tests.reports import filing, proposed

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


ROLES = {
    "officer": "unit_officer",
    "head": "unit_head",
    "reviewer": "unit_head",
    "mission_officer": "mission_officer",
    "mission_head": "mission_head",
    "personnel": "personnel",
    "secretariat": "secretariat",
    "leader": "leadership",
    "auditor": "auditor",
    "administrator": "administrator",
}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The cookies of everybody and the parts of every address: made once, each question is rolled back."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, light(), patch.object(runs.current_app, "send_task"), django_db_blocker.unblock(), transaction.atomic():
        made = _everything()
        with come_in_once():
            yield made
        transaction.set_rollback(True)


def _draft(officer):
    grid = grid_of_text("code\teffective_on\tstate\thealth\n2.3\t20/11/2025\tin_progress\ton_track")
    return drafts.keep(by=officer, kind="updates", subject="292", grid=grid, name="", now=timezone.now())


def _everything():
    for part in ("worker", "beat"):  # alive for as long as the tests may last: `/readyz` says so to everybody
        Heartbeat.objects.create(part=part, at=timezone.now() + timedelta(hours=1))
    department, geographic, ministry = (
        UnitFactory(code="vu-to-chuc-can-bo"),
        UnitFactory(code="vu-chau-au"),
        UnitFactory(code="bo-ngoai-giao"),
    )
    embassy = UnitFactory(code="emb-fr", kind="mission", lead_unit=geographic)
    homes = {"officer": department, "head": department, "personnel": department, "reviewer": geographic}
    homes |= {"mission_officer": embassy, "mission_head": embassy}
    people = {name: person(name, role, homes.get(name, ministry)) for name, role in ROLES.items()}
    people["stranger"] = UserFactory(email="stranger@demo.test")
    measure, other_measure = MeasureFactory(task=TaskFactory(code="2"), code="2.3"), MeasureFactory(task=TaskFactory(code="3"), code="3.1")
    AssignmentFactory(measure=measure, unit=department)
    AssignmentFactory(measure=other_measure, unit=geographic)
    asked = MeasureFactory(task=measure.task, code="2.91")
    AssignmentFactory(measure=asked, unit=department)
    colleague = MembershipFactory(unit=department, role="unit_officer")
    foreigner = MembershipFactory(unit=geographic, role="unit_officer")
    seafarer = MembershipFactory(unit=embassy, role="mission_officer")
    invitation = invite(
        email="moi@demo.test",
        name="Cán bộ mới",
        unit=department,
        role="unit_officer",
        from_on=NOW.date(),
        by=System("tests"),
        now=timezone.now(),
    )[1]
    objects = {
        "-": {},
        "mail": {"pk": undelivered(people["officer"]).pk},
        "mail off": {"token": outbox.off_address(people["officer"], "report-before").split("/")[-2]},
        "no mail off": {"token": "none"},
        "plan": {"plan": "292"},
        "no plan": {"plan": "nope"},
        "measures file": {"plan": "292", "form": "xlsx"},
        "no file": {"plan": "292", "form": "pdf"},
        "table file": {"plan": "292", "kind": "updates", "form": "csv"},
        "no table file": {"plan": "292", "kind": "nothing", "form": "csv"},
        "own draft": {"plan": "292", "draft": _draft(people["officer"]).pk},
        "no draft": {"plan": "292", "draft": UUID(int=1)},
        "board file": {"plan": "292", "form": "csv"},
        "no board file": {"plan": "292", "form": "docx"},
        "traceability file": {"plan": "292", "form": "csv"},
        "task": {"plan": "292", "task": "2"},
        "no task": {"plan": "292", "task": "99"},
        "own measure": {"plan": "292", "code": measure.code},
        "other measure": {"plan": "292", "code": other_measure.code},
        "key measure": {"plan": "292", "code": _key(department).code},
        "found measure": {"plan": "292", "code": _found().code},
        "no measure": {"plan": "292", "code": "9.9"},
        "own completion": _inside(measure, Completion.objects.create(measure=measure, **_proposed(colleague.user))),
        "other completion": _inside(other_measure, Completion.objects.create(measure=other_measure, **_proposed(foreigner.user))),
        "own evidence": _inside(measure, _shown(measure)),
        "other evidence": _inside(other_measure, _shown(other_measure)),
        "withdrawn evidence": _inside(measure, _shown(measure, withdrawn_at=NOW, withdrawn_reason="nhầm")),
        "own deadline": _inside(measure, _asked(measure, colleague.user)),
        "completion of the officer": _inside(asked, Completion.objects.create(measure=asked, **_proposed(people["officer"]))),
        "deadline of the officer": _inside(asked, _asked(asked, people["officer"])),
        "other deadline": _inside(other_measure, _asked(other_measure, foreigner.user)),
        "key deadline": _inside(_key(department), _asked(_key(department), colleague.user)),
        "key completion": _inside(_key(department), Completion.objects.create(measure=_key(department), **_proposed(colleague.user))),
        **_around(measure, other_measure, people["officer"]),
        "reporting period": {"code": filing.period().code},
        "no reporting period": {"code": "2031-Q1"},
        "moved day": {"pk": MovedDay.objects.create(on=date(2031, 12, 16), is_worked=False, decision="QĐ", recorded_at=NOW).pk},
        "no moved day": {"pk": 0},
        "act of the officer": {"plan": "292", "act": _act(measure, people["officer"])},
        "no act": {"plan": "292", "act": uuid4()},
        "shared view": {"plan": "292", "pk": _view(colleague.user, is_shared=True).pk},
        "private view": {"plan": "292", "pk": _view(colleague.user, is_shared=False).pk},
        "link": {"plan": "292", "pk": _link(measure).pk},
        "indicator": {"plan": "292", "code": _indicator(measure).code},
        "typed indicator": {"plan": "292", "code": IndicatorFactory(code="typed", source_kind="typed").code},
        "own project": {"plan": "292", "code": ProjectFactory(code="da-01", measure=measure, unit=department).code},
        "other project": {"plan": "292", "code": ProjectFactory(code="da-02", measure=measure, unit=geographic).code},
        "no project": {"plan": "292", "code": "nope"},
        "no indicator": {"plan": "292", "code": "nope"},
        **_kept(measure.plan, department),
        "mission": {"code": _mission(embassy).unit.code},
        "no mission": {"code": "emb-xx"},
        "event of the mission": {"code": "emb-fr", "event": _opened(embassy).pk},
        "no event of the mission": {"code": "emb-fr", "event": 987654},
        "register file": {"form": "csv"},
        "no register file": {"form": "pdf"},
        "built-in letterhead": {"which": "built-in"},
        "no letterhead": {"which": "current"},
        "own register draft": {"draft": _register_draft(people["secretariat"]).pk},
        "no register draft": {"draft": UUID(int=1)},
        **_prepared(department, geographic),
        "assumption": {"key": "shared_delay"},
        "no assumption": {"key": "nope"},
        **_owed(embassy),
        **_proposals(embassy, department, geographic, people["secretariat"]),
        "colleague": {"pk": colleague.user_id},
        "foreigner": {"pk": foreigner.user_id},
        "seafarer": {"pk": seafarer.user_id},
        "own membership": {"pk": colleague.pk},
        "other membership": {"pk": foreigner.pk},
        "mission membership": {"pk": seafarer.pk},
        "own unit": {"code": department.code},
        "other unit": {"code": geographic.code},
        "own event": {"pk": _event(colleague, department)},
        "other event": {"pk": _event(foreigner, geographic)},
        "mission event": {"pk": _event(seafarer, embassy)},
        **compiled.reported(measure.plan, people["secretariat"]),
        "sentence": {"key": "opening"},
        "no sentence": {"key": "nope"},
        "own note": _noted(measure.plan, people["leader"]),
        "no note": {"pk": 987654, "note": 1},
        "no object": {"pk": 987654},
        **quarterly(embassy, people),
        **staffed(department, geographic, embassy, people),
        **trained(department, geographic, people),
        "invitation": {"token": invitation},
        "no invitation": {"token": "nope"},
        "reset": {"uidb36": "1", "key": "nope"},
        "key": {"key": "nope"},
        "guide": {"name": "bao-cao-quy"},
        "no guide": {"name": "nope"},
    }
    cookies = {name: _signed_in(person) for name, person in people.items()}
    return cookies | {"anonymous": {}}, objects


def _signed_in(person):
    """The cookies of a browser in which the person has signed in: once for each, not once for each question."""
    client = Client()
    client.force_login(person, backend="accounts.backend.Backend")
    client.get("/healthz")  # the first click is noted in the session, which would be written with each question
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _inside(measure, row):
    return {"plan": "292", "code": measure.code, "pk": row.pk}


def _around(measure, other_measure, author):
    """A step of each measure, a comment by the officer, and each completion as it is put to the unit that coordinates."""
    found = {}
    for name, one, unit in (("own", measure, "vu-chau-au"), ("other", other_measure, "vu-to-chuc-can-bo")):
        AssignmentFactory(measure=one, unit=UnitFactory(code=unit), role="coordinating")
        step = Milestone.objects.create(measure=one, position=1, kind="drafted", recorded_at=LONG_AGO)
        found[f"{name} step"] = _inside(one, step)
        found[f"view of the {name} completion"] = {**_inside(one, one.completions.get()), "unit": unit}
    comment = Comment.objects.create(object_kind="plan.measure", object_code=f"292/{measure.code}", author=author, text="x", at=NOW)
    return {**found, "own comment": _inside(measure, comment)}


def _proposed(by):
    return {"effective_on": date(2026, 11, 1), "note": "xong", "proposed_by": by, "proposed_at": NOW}


def _shown(measure, **more):
    stored = store(check(upload("bien-ban.pdf", PDF)), by=System("tests"), now=NOW)
    return Evidence.objects.create(measure=measure, kind="file", title="Biên bản", file=stored, added_at=NOW, **more)


def _asked(measure, by):
    return DeadlineChange.objects.create(
        measure=measure, old_term="none", new_term="dated", new_due_on=date(2027, 1, 1), reason="x", asked_by=by, asked_at=NOW
    )


def _key(unit):
    measure = MeasureFactory(task=TaskFactory(code="2"), code="2.9", is_key=True)
    if not measure.assignments.exists():
        AssignmentFactory(measure=measure, unit=unit)
    return measure


def _found():
    return MeasureFactory(task=TaskFactory(code="2"), code="S2.1", in_plan_from=None, in_plan_recorded_at=None)


def _act(measure, by):
    return Edit.objects.create(act=uuid4(), by=by, at=NOW, measure=measure, version=99).act


def _view(owner, *, is_shared):
    return SavedView.objects.create(owner=owner, page="plan.board", name=f"Khung nhìn {is_shared}", is_shared=is_shared)


def _link(measure):
    directive = Directive.objects.create(
        plan=measure.plan, code="D1", position=1, kind="instruction", given_on=date(2025, 5, 13), text_vi="x"
    )
    return DirectiveLink.objects.create(directive=directive, measure=measure, recorded_at=LONG_AGO)


def _indicator(measure):
    indicator = Indicator.objects.create(
        plan=measure.plan, code="missions-open", name_vi="x", name_en="x", unit_vi="x", source_kind="computed"
    )
    indicator.measures.add(measure)
    return indicator


def _prepared(department, geographic):
    """Openings in preparation: one that the head's department leads, one that another leads, one given up."""
    load_stages()
    by = System("tests")
    own, other, given_up = (
        make_opening(by, unit, code) for code, unit in (("mo-a", department), ("mo-b", geographic), ("mo-c", department))
    )
    abandon_opening(opening=given_up, reason="thôi", by=by, now=NOW, seen=None)
    found = {"own opening": own, "other opening": other, "given up opening": given_up}
    return {name: {"code": opening.code} for name, opening in found.items()} | {"no opening": {"code": "mo-x"}}


def _kept(plan, unit):
    """What the secretariat keeps beside the measures."""
    Occasion.objects.create(plan=plan, code="HN-1", name_vi="x", starts_on=NOW.date(), ends_on=NOW.date())
    row = Inspection.objects.create(plan=plan, unit=unit, on=NOW.date(), conclusion="x", follow_up="y", recorded_at=NOW)
    indicator = Indicator.objects.get(code="typed")
    Target.objects.create(indicator=indicator, code="T1", due_on=date(2030, 12, 31), value=1)
    series = Comparison.objects.create(indicator=indicator, name_vi="x", name_en="x", source="x", recorded_at=NOW)
    return {
        "occasion": {"plan": "292", "code": "HN-1"},
        "no occasion": {"plan": "292", "code": "nope"},
        "directive": {"plan": "292", "code": "D1"},
        "no directive": {"plan": "292", "code": "nope"},
        "inspection": {"plan": "292", "pk": row.pk},
        "no inspection": {"plan": "292", "pk": 987654},
        "target": {"plan": "292", "code": "typed", "target": "T1"},
        "no target": {"plan": "292", "code": "typed", "target": "nope"},
        "series": {"plan": "292", "code": "typed", "pk": series.pk},
        "no series": {"plan": "292", "code": "typed", "pk": 987654},
    }


def _mission(unit):
    return Mission.objects.create(unit=unit, kind="embassy", time_zone="Europe/Paris", host_vi="Pháp", host_en="France")


def _opened(unit):
    return MissionEvent.objects.create(mission=unit.mission, kind="opened", on=NOW.date(), precision="day", recorded_at=NOW)


def _register_draft(by):
    return drafts.keep(
        by=by, kind="missions", subject="register", grid=grid_of_text("code\tcity_en\nemb-fr\tParis"), name="", now=timezone.now()
    )


def _ad_hoc(like):
    """Asked of emb-fr, which has not begun to write."""
    due = NOW + timedelta(days=30)
    days = {"starts_on": NOW.date(), "cut_off_on": due.date(), "due_at": due}
    period = Period.objects.create(code="2026-DX1", kind=Period.Kind.AD_HOC, title="Rà soát", **days)
    Obligation.objects.create(period=period, unit=like.unit, questionnaire=like.questionnaire, added_at=NOW)
    return period


def _owed(unit):
    """A quarter for which emb-fr owes a report that nobody has begun."""
    owed = filing.owed(unit, "2025-Q4")
    asked = {"due_at": owed.due_at, "until": NOW + timedelta(days=9), "reason": "Mất điện", "asked_at": NOW}
    request = ExtensionRequest.objects.create(obligation=owed, by=Membership.objects.filter(unit=unit).first().user, **asked)
    period = {"period": "2025-Q4"}
    return {
        "period": period,
        "ad hoc": {"period": _ad_hoc(owed).code},
        "no period": {"period": "2031-Q1"},
        "owed": {**period, "unit": unit.code},
        "asked extension": {**period, "unit": unit.code, "pk": request.pk},
        "no extension": {**period, "unit": unit.code, "pk": 987654},
        "not owed": {**period, "unit": "emb-xx"},
    }


def _proposals(embassy, department, geographic, secretariat):
    """One that emb-fr raised and the head's department is to answer, and one of a conference for another department."""
    raised = proposed.typed(secretariat)
    Proposal.objects.filter(pk=raised.pk).update(unit=embassy)
    own = proposed.assigned(Proposal.objects.get(pk=raised.pk), department, secretariat)
    other = proposed.assigned(proposed.typed(secretariat), geographic, secretariat)
    rows = {"own proposal": own.pk, "other proposal": other.pk, "no proposal": 987654}
    acts = {f"{act} of the {name}": {"pk": pk, "act": act} for name, pk in rows.items() for act in ("answer", "assign", "nothing")}
    return (
        {name: {"pk": pk} for name, pk in rows.items()} | acts | {"proposals file": {"form": "csv"}, "no proposals file": {"form": "pdf"}}
    )


def _event(membership: Membership, unit):
    return record(by=System("tests"), verb="accounts.membership_added", obj=membership, code=unit.code, unit=unit).pk


def _noted(plan, leader):
    report = ProgressReport.objects.filter(plan=plan).earliest("pk")
    return {"pk": report.pk, "note": ReportNote.objects.create(report=report, text="x", by=leader, at=NOW).pk}
