from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework import serializers

from plan import services
from plan.api import indicator_shapes, shapes
from plan.models import Directive, DirectiveLink, Indicator, Measure, Objective, Occasion, Target
from plan.moment import day_of
from tests.factories import AssignmentFactory, MeasureFactory, UnitFactory
from tests.plan.conftest import NOW, SHOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PLAN = "/api/v1/plans/292/"
MEASURE = f"{PLAN}measures/2.3/"
UPDATE = {"state": "in_progress", "health": "on_track", "percent": 40, "effective_on": "2026-02-01"}


def holds(shape, body):
    """The answer has the fields that the schema promises, no more and no less, all the way down."""
    if isinstance(shape, serializers.ListSerializer):
        return all(holds(shape.child, row) for row in body)
    if not isinstance(shape, serializers.Serializer) or body is None:
        return True
    wanted = {name for name, field in shape.fields.items() if field.required}
    assert wanted <= set(body) <= set(shape.fields), type(shape).__name__
    return all(holds(field, body[name]) for name, field in shape.fields.items() if name in body)


@pytest.fixture
def directive(measure, plan):
    occasion = Occasion.objects.create(plan=plan, code="hn33", name_vi="Hội nghị", starts_on=date(2025, 12, 1), ends_on=date(2025, 12, 3))
    given = {"kind": "instruction", "given_on": date(2025, 12, 1), "text_vi": "Mở rộng mạng lưới", "search_text": "mo rong mang luoi"}
    directive = Directive.objects.create(plan=plan, code="D1", position=1, occasion=occasion, **given)
    DirectiveLink.objects.create(directive=directive, measure=measure, recorded_at=timezone.now())
    return directive


@pytest.fixture
def indicator(measure, plan):
    made = {"name_vi": "Cơ quan đại diện", "name_en": "Missions", "unit_vi": "cơ quan", "source_kind": "computed"}
    indicator = Indicator.objects.create(plan=plan, code="network", baseline=99, baseline_on=date(2025, 12, 31), **made)
    Target.objects.create(indicator=indicator, code="T1", due_on=date(2030, 12, 31), value=115, about=True)
    indicator.measures.add(measure)
    return indicator


# Reading


def test_answers_hold_to_the_shapes_of_the_schema(call, do, measure, other_measure, plan, directive, indicator, officer):
    Objective.objects.create(plan=plan, code="O1", text_vi="Mục tiêu", text_en="Objective")
    do.set_term(measure, date(2026, 12, 31), on=date(2026, 1, 1))
    do.update(measure)
    do.ask(measure, date(2027, 12, 31))
    do.propose(measure)
    asker = call(officer)
    for address, shape in [
        ("/api/v1/plans/", shapes.PlanRow()),
        (PLAN, shapes.PlanDetail()),
        (f"{PLAN}scoreboard/?by=task", shapes.ScoreboardAnswer()),
        (f"{PLAN}scoreboard/?by=unit", shapes.ScoreboardAnswer()),
        (f"{PLAN}measures/", shapes.MeasureRow()),
        (MEASURE, shapes.MeasureDetail()),
        (f"{PLAN}directives/", shapes.Directive()),
        (f"{PLAN}indicators/", indicator_shapes.IndicatorAnswer()),
        (f"{PLAN}indicators/network/", indicator_shapes.IndicatorDetail()),
    ]:
        answer = asker.get(address)
        assert answer.status_code == 200, address
        body = answer.json()
        assert holds(shape, body["results"][0] if "results" in body else body)


def test_a_measure_tells_nothing_that_was_not_yet_known(call, do, measure, other_measure, officer, secretariat):
    """Decisions, what took its place and whose reading it was: none of it before its time (design rule 2)."""
    asked, decided = NOW - timedelta(days=4), NOW - timedelta(days=2)
    do.decide(do.ask(measure, date(2026, 12, 31), now=asked), approve=False, reason="Không", now=decided)
    do.refuse(do.propose(measure, on=date(2026, 3, 10), now=asked), reason="Thiếu hồ sơ", now=decided)
    services.supersede(
        measure=measure, by=secretariat, other=other_measure, from_on=date(2026, 3, 1), decision="QĐ 7", now=decided, seen=None
    )

    def read(**then):
        return call(officer).get(f"{MEASURE}?{urlencode(then)}").json()

    before = read(known="2026-03-17")
    assert [row["decision"] for row in (*before["deadline_changes"], *before["completions"])] == ["requested", "waiting"]
    assert {row["decided_by"] for row in (*before["deadline_changes"], *before["completions"])} == {None}
    assert (before["superseded_by"], before["superseded_from"]) == (None, None)
    now = read()
    assert [row["decision"] for row in (*now["deadline_changes"], *now["completions"])] == ["refused", "refused"]
    assert (now["superseded_by"], now["superseded_from"]) == ("3.1", "2026-03-01")
    assert read(on="2026-03-15")["deadline_changes"] == []
    assert read(on="2026-02-28")["superseded_by"] is None
    page = call(officer).get("/plan/292/measures/2.3/?on=2026-03-17&known=2026-03-17").content.decode()
    assert "Thiếu hồ sơ" not in page.split('id="history"')[0]
    assert "/measures/3.1/" not in page.split('id="history"')[0]


def test_the_scoreboard_at_two_moments(call, do, measure, other_measure, officer):
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    ask = call(officer).get
    now = ask(f"{PLAN}scoreboard/?by=unit").json()
    assert (now["total"], now["in_force"], now["cells"]["open_overdue"], now["cells"]["no_deadline"]) == (2, 2, 1, 1)
    assert {group["code"]: group["cells"]["open_overdue"] for group in now["groups"]} == {"vu-chau-au": 0, "vu-to-chuc-can-bo": 1}
    assert ask(f"{PLAN}scoreboard/?on=10/03/2026").json()["cells"]["open_within"] == 1
    assert ask(f"{PLAN}scoreboard/?on=2026-03-11&known=2026-03-15").json()["cells"]["no_deadline"] == 2
    assert ask(f"{PLAN}scoreboard/?on=2025-09-22").json()["total"] == 0


def test_the_scoreboard_says_what_it_counts(call, measure, officer):
    """Every number opens the rows that make it."""
    MeasureFactory(task=measure.task, code="2.9")
    ask = call(officer).get
    for by in ("task", "unit"):
        for group in ask(f"{PLAN}scoreboard/?by={by}").json()["groups"]:
            key = group["code"] or "none"
            for cell, number in group["cells"].items():
                assert ask(f"{PLAN}measures/?{by}={key}&cell={cell}").json()["count"] == number


def test_measures_are_filtered(call, do, measure, other_measure, officer):
    do.update(measure, health="at_risk", reason="Chậm")
    ask = call(officer).get

    def codes(query):
        return [row["code"] for row in ask(f"{PLAN}measures/?{query}").json()["results"]]

    assert codes("") == ["2.3", "3.1"]
    assert codes("task=3") == codes("unit=vu-chau-au") == codes("q=GIAI PHAP 3.1") == ["3.1"]
    assert codes("health=at_risk") == ["2.3"]
    assert codes("health=at_risk&on=2026-03-19") == []
    assert codes("unit=none") == []
    assert codes("cell=no_deadline&page_size=1&page=2") == ["3.1"]


def test_measures_are_filtered_as_on_the_board(call, do, measure, other_measure, embassy, officer):
    AssignmentFactory(measure=measure, unit=embassy, role="coordinating")
    do.update(measure)
    do.set_term(other_measure, timezone.localdate() + timedelta(days=20))
    ask = call(officer).get

    def codes(query):
        return [row["code"] for row in ask(f"{PLAN}measures/?{query}").json()["results"]]

    assert codes("state=in_progress") == codes("coordinating=emb-fr") == ["2.3"]
    assert codes("state=not_started") == codes("due_within=20") == ["3.1"]
    assert codes("due_within=19") == codes("coordinating=vu-chau-au") == []
    assert codes("state=in_progress&on=2026-03-19") == []
    Measure.objects.filter(pk=measure.pk).update(updated_on=timezone.localdate() - timedelta(days=91))
    Measure.objects.filter(pk=other_measure.pk).update(updated_on=timezone.localdate())
    assert codes("stale=true") == ["2.3"]
    assert codes("stale=false") == ["2.3", "3.1"]


def test_one_measure_as_it_stood(call, do, measure, officer):
    do.update(measure, effective_on=date(2026, 2, 1), percent=10)
    do.update(measure, effective_on=date(2026, 3, 1), percent=30)
    then = call(officer).get(f"{MEASURE}?on=15/02/2026").json()
    assert (then["percent"], [row["percent"] for row in then["updates"]]) == (10, [10])
    assert call(officer).get(f"{MEASURE}?known=2026-01-01").json()["updates"] == []


def test_a_measure_outside_the_plan_has_no_cell(call, measure, officer):
    MeasureFactory(task=measure.task, code="S1", in_plan_from=None, in_plan_recorded_at=None)
    ask = call(officer).get
    assert ask(f"{PLAN}measures/S1/").json()["cell"] is None
    found = ask(f"{PLAN}measures/").json()
    assert "2.3" in (codes := [row["code"] for row in found["results"]])
    assert (found["count"], "S1" in codes) == (len(codes), False)


def test_directives_and_the_indicator(call, directive, indicator, officer):
    ask = call(officer).get
    row = ask(f"{PLAN}directives/?kind=instruction&q=mang luoi").json()["results"][0]
    assert (row["code"], row["occasion"]["code"], row["links"][0]["measure"]) == ("D1", "hn33", "2.3")
    assert ask(f"{PLAN}directives/?kind=background").json()["count"] == 0
    found = ask(f"{PLAN}indicators/network/?on=31/12/2026").json()
    assert (found["baseline"], found["targets"][0]["value"], found["targets"][0]["about"]) == (99, 115, True)
    assert (found["expected"], found["planned_pace"]) == (102.2, 3.2)
    assert found["value"] is None  # no app computes it


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=31/02/2026", "on"),
        ("known=noon", "known"),
        ("task=9", "task"),
        ("unit=nobody", "unit"),
        ("cell=late", "cell"),
        ("health=fine", "health"),
        ("cel=ongoing", "cel"),
        ("state=late", "state"),
        ("coordinating=nobody", "coordinating"),
        ("due_within=x", "due_within"),
        ("stale=perhaps", "stale"),
        ("on=01/01/2100", "on"),
    ],
)
def test_a_wrong_question_names_its_field(call, measure, officer, query, field):
    answer = call(officer).get(f"{PLAN}measures/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.both
@pytest.mark.parametrize(
    "address", ["/api/v1/plans/999/", f"{PLAN}measures/9.9/", f"{PLAN}indicators/x/", f"{PLAN}measures/?page=99", f"{PLAN}measures/2%003/"]
)
def test_unknown_codes_are_not_found(call, measure, officer, address):
    answer = call(officer).get(address)
    assert (answer.status_code, answer.json()["status"], answer.json()["title"]) == (404, 404, "Not found")


def test_a_stranger_finds_nothing(call, measure, stranger):
    assert call(stranger).get(PLAN).status_code == 404
    assert call(stranger).post(f"{MEASURE}updates/", UPDATE).status_code == 404


# Writing


def test_an_officer_records_a_status(call, measure, officer):
    answer = call(officer).post(f"{MEASURE}updates/", {**UPDATE, "narrative": "Đã trình\u0000"})
    assert answer.status_code == 201
    assert holds(shapes.Update(), answer.json())
    assert answer.json()["narrative"] == "Đã trình"
    assert answer["Location"].endswith(MEASURE)
    assert answer["ETag"] == call(officer).get(MEASURE)["ETag"]
    measure.refresh_from_db()
    assert (measure.percent, measure.version) == (40, 2)


def test_a_correction_names_the_row(call, do, measure, officer):
    wrong = call(officer).post(f"{MEASURE}updates/", UPDATE).json()["id"]
    right = call(officer).post(f"{MEASURE}updates/", {**UPDATE, "percent": 4, "replaces": wrong})
    assert (right.status_code, right.json()["replaces"]) == (201, wrong)
    again = call(officer).post(f"{MEASURE}updates/", {**UPDATE, "replaces": 10**9})
    assert list(again.json()["errors"]) == ["replaces"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"health": "at_risk"}, "reason"),
        ({"effective_on": "2030-01-01"}, "effective_on"),
        ({"effective_on": "31/02/2026"}, "effective_on"),
        ({"percent": 101}, "percent"),
        ({"state": "done"}, "state"),
        ({"state": "flying"}, "state"),
        ({"progress": 5}, "progress"),
        ({"narrative": "x" * 20_001}, "narrative"),
        ({"narrative": ["x"]}, "narrative"),
        ({"replaces": 10**30}, "replaces"),
    ],
)
def test_wrong_input_is_named_beside_its_field(call, measure, officer, given, field):
    answer = call(officer).post(f"{MEASURE}updates/", {**UPDATE, **given})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert measure.updates.count() == 0


@pytest.mark.parametrize("body", ["", "[]", "[1]", '"x"', "{", "null", "\x00", '{"state": "\\ud800"}'])
def test_a_body_that_is_no_object_is_refused(call, measure, officer, body):
    answer = call(officer).post(f"{MEASURE}updates/", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_reader_may_not_write(call, measure, reviewer, auditor):
    for person in (reviewer, auditor):
        for address in ("updates/", "completions/", "deadline-changes/"):
            answer = call(person).post(MEASURE + address, {})
            assert (answer.status_code, answer.json()["title"]) == (403, "Not allowed")
        assert call(person).patch(MEASURE, {}).status_code == 403


def test_completion_is_proposed_and_decided(call, measure, officer, head, auditor):
    asked = {"effective_on": "2026-02-01", "note": "Số 12/QĐ-BNG"}
    assert list(call(officer).post(f"{MEASURE}completions/", asked).json()["errors"]) == ["evidence"]
    shown = call(officer).post(f"{MEASURE}evidence/", SHOWN).json()["id"]
    assert list(call(officer).post(f"{MEASURE}completions/", {**asked, "evidence": [shown, 99999]}).json()["errors"]) == ["evidence"]
    proposed = call(officer).post(f"{MEASURE}completions/", {**asked, "evidence": [shown]})
    assert proposed.status_code == 201
    assert holds(shapes.Completion(), proposed.json())
    decide = f"{MEASURE}completions/{proposed.json()['id']}/decide/"
    assert call(officer).post(decide, {"confirm": True}).status_code == 403
    assert list(call(head).post(decide, {"confirm": False}).json()["errors"]) == ["reason"]
    assert list(call(head).post(decide, {}).json()["errors"]) == ["confirm"]
    assert call(head).post(decide, {"confirm": True}).json()["decision"] == "confirmed"
    assert call(head).post(decide, {"confirm": True}).status_code == 400
    assert call(auditor).get(MEASURE).json()["state"] == "done"
    assert call(head).post(f"{MEASURE}completions/99999/decide/", {"confirm": True}).status_code == 404


def test_a_term_is_asked_for_endorsed_and_decided(call, measure, officer, head, secretariat, leader):
    asked = call(officer).post(f"{MEASURE}deadline-changes/", {"due_on": "2098-12-31", "reason": "Chờ góp ý"})
    assert asked.status_code == 201
    assert holds(shapes.DeadlineChange(), asked.json())
    address = f"{MEASURE}deadline-changes/{asked.json()['id']}/"
    assert call(officer).post(f"{address}endorse/", {}).status_code == 403
    assert call(head).post(f"{address}endorse/", {}).json()["decision"] == "endorsed"
    assert call(leader).post(f"{address}decide/", {"approve": True}).status_code == 403
    decided = call(secretariat).post(f"{address}decide/", {"approve": True}).json()
    assert (decided["decision"], decided["effective_on"]) == ("approved", day_of(timezone.now()).isoformat())
    measure.refresh_from_db()
    assert measure.due_on == date(2098, 12, 31)


def test_a_decision_is_made_on_the_version_that_was_read(call, do, measure, head, secretariat):
    """What waits is read with the measure: whoever decides on an older reading decides on something else."""
    now = timezone.now()
    old = call(head).get(MEASURE)["ETag"]
    change, completion = do.ask(measure, date(2098, 12, 31), now=now), do.propose(measure, on=day_of(now), now=now)
    decisions = [
        (head, f"{MEASURE}deadline-changes/{change.pk}/endorse/", {}),
        (secretariat, f"{MEASURE}deadline-changes/{change.pk}/decide/", {"approve": False, "reason": "Đã xong"}),
        (head, f"{MEASURE}completions/{completion.pk}/decide/", {"confirm": False, "reason": "Thiếu hồ sơ"}),
        (head, f"{MEASURE}completions/{completion.pk}/decide/", {"confirm": True}),
    ]
    for person, address, body in decisions:
        stale = call(person).post(address, body, **{"If-Match": old})
        assert (stale.status_code, stale["ETag"]) == (412, call(person).get(MEASURE)["ETag"])
    assert {*measure.deadline_changes.values_list("decision", flat=True), *measure.completions.values_list("decision", flat=True)} == {
        "requested",
        "waiting",
    }
    for person, address, body in [decisions[1], decisions[3]]:
        assert call(person).post(address, body, **{"If-Match": call(person).get(MEASURE)["ETag"]}).status_code == 200


def test_an_edit_needs_the_version_it_saw(call, do, measure, secretariat):
    client = call(secretariat)
    etag = client.get(MEASURE)["ETag"]
    assert client.patch(MEASURE, {"is_key": True}).status_code == 428
    assert client.patch(MEASURE, {"is_key": True}, **{"If-Match": etag}).json()["errors"].keys() == {"decision"}
    saved = client.patch(MEASURE, {"is_key": True, "decision": "QĐ 5"}, **{"If-Match": etag})
    assert (saved.status_code, saved.json()["is_key"], saved.json()["version"]) == (200, True, 2)
    assert saved["ETag"] == client.get(MEASURE)["ETag"] != etag

    stale = client.patch(MEASURE, {"output_vi": "Đề án"}, **{"If-Match": etag})
    assert (stale.status_code, stale["Content-Type"], stale["ETag"]) == (412, "application/problem+json", saved["ETag"])
    assert client.patch(MEASURE, {"output_vi": "Đề án"}, **{"If-Match": '"v2"'}).status_code == 200
    assert client.patch(MEASURE, {"output_vi": "x"}, **{"If-Match": '"other"'}).status_code == 412
    assert list(client.patch(MEASURE, {"state": "done"}, **{"If-Match": '"v3"'}).json()["errors"]) == ["state"]
    measure.refresh_from_db()
    assert (measure.output_vi, measure.version) == ("Đề án", 3)


def test_a_status_may_name_the_version_it_saw(call, measure, officer):
    etag = call(officer).get(MEASURE)["ETag"]
    assert call(officer).post(f"{MEASURE}updates/", UPDATE, **{"If-Match": etag}).status_code == 201
    assert call(officer).post(f"{MEASURE}updates/", UPDATE, **{"If-Match": etag}).status_code == 412


def test_what_has_not_changed_is_not_sent_again(call, measure, officer):
    etag = call(officer).get(MEASURE)["ETag"]
    assert call(officer).get(MEASURE, **{"If-None-Match": etag}).status_code == 304


# The whole


def test_lists_ask_the_same_number_of_questions_at_ten_times_the_rows(call, do, measure, other_measure, directive, indicator, officer):
    addresses = [f"{PLAN}measures/?page_size=500", f"{PLAN}measures/?on=2026-01-01&page_size=500", f"{PLAN}scoreboard/?by=unit"]
    addresses += [f"{PLAN}directives/?page_size=500", f"{PLAN}indicators/?page_size=500", "/api/v1/plans/", PLAN, MEASURE]
    asker = call(officer)
    Indicator.objects.create(plan=measure.plan, code="first", name_vi="x", name_en="x", unit_vi="x", source_kind="typed")

    def questions():
        counted = {}
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert asker.get(address).status_code == 200
            counted[address] = len(asked)
        return counted

    questions()  # the first request of a visit writes its session
    few = questions()
    for n in range(20):
        extra = MeasureFactory(task=measure.task, code=f"7.{n}")
        AssignmentFactory(measure=extra, unit=UnitFactory())
        do.update(measure, percent=n)
        more = Directive.objects.create(plan=measure.plan, code=f"E{n}", position=n, kind="instruction", given_on=date(2025, 12, 1))
        DirectiveLink.objects.create(directive=more, measure=extra, recorded_at=timezone.now())
        other = Indicator.objects.create(plan=measure.plan, code=f"i{n}", name_vi="x", name_en="x", unit_vi="x", source_kind="typed")
        other.measures.add(extra)
    assert questions() == few
    assert max(few.values()) <= 15
