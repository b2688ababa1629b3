"""The plan from its file: what is loaded, corrected by what differs, refused whole when wrong."""

import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Event
from accounts.naming import forbidden
from plan.models import Directive, DirectiveLink, Fact, Indicator, Measure, Objective, Occasion, Plan, Source, Target, Task
from plan.moment import Moment
from plan.services import adopt, edit_measure
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SHIPPED = Path(__file__).parents[2] / "plan" / "data" / "plan-292.yaml"
TEXT = SHIPPED.read_text("utf-8")


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """The plan as it is shipped."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_plan", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def secretary(db):
    return MembershipFactory(user=UserFactory(), unit=UnitFactory(code="van-phong-bo"), role="secretariat").user


@pytest.fixture
def corrected(tmp_path):
    """corrected(("old", "new"), …) is the path of the shipped file with these places changed once each."""

    def make(*changes):
        text = TEXT
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "plan.yaml"
        path.write_text(text, "utf-8")
        return str(path)

    return make


def load(*arguments, **options):
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_plan", *arguments, stdout=out, **options)
    return out.getvalue()


def test_everything_of_the_plan_is_loaded(shipped):
    plan = Plan.objects.get(code="292")
    assert (plan.number, plan.issued_on, plan.horizon, plan.vision) == ("292/NQ-CP", date(2025, 9, 23), 2030, 2045)
    assert len(plan.unknown) == 3
    counts = {model.__name__: model.objects.count() for model in (Task, Objective, Source, Occasion)}
    assert counts == {"Task": 6, "Objective": 2, "Source": 5, "Occasion": 5}
    assert (Measure.objects.adopted().count(), Measure.objects.proposed().count()) == (25, 5)
    assert Directive.objects.filter(origin="source").count() == 39
    assert Directive.objects.filter(origin="found_later").count() == 3


def test_measures_stand_in_the_order_of_their_tasks(shipped):
    codes = list(Measure.objects.adopted().order_by("position").values_list("code", flat=True))
    assert codes == sorted(codes)
    assert [measure.task.code for measure in Measure.objects.proposed()] == ["1"] * 5


def test_supplementary_measures_count_nowhere_until_they_are_adopted(shipped, secretary):
    moment = Moment.now(timezone.now())
    assert Measure.objects.in_plan(moment).count() == 25
    measure = Measure.objects.get(code="S1.1")
    adopt(measure=measure, from_on=date(2026, 1, 5), by=secretary, now=timezone.now(), seen=None)
    assert Measure.objects.in_plan(moment).count() == 26
    assert "S1.1" not in load()
    measure.refresh_from_db()
    assert measure.in_plan_from == date(2026, 1, 5)


def test_every_link_waits_for_a_person(shipped):
    assert set(DirectiveLink.objects.values_list("decision", flat=True)) == {"to_be_confirmed"}
    asked = yaml.safe_load(TEXT)
    for entry in asked["directives"] + asked["later_directives_found"]:
        links = set(DirectiveLink.objects.filter(directive__code=entry["code"]).values_list("measure__code", flat=True))
        assert links == ({None} if entry["maps_to"] == "all" else set(entry["maps_to"])), entry["code"]


def test_dated_targets_belong_to_the_indicator_of_the_network(shipped):
    indicator = Indicator.objects.get()
    assert (indicator.code, indicator.source_kind, indicator.baseline, indicator.baseline_on) == (
        "missions-open",
        "computed",
        99,
        date(2025, 12, 29),
    )
    assert [measure.code for measure in indicator.measures.all()] == ["2.3"]
    assert list(Target.objects.values_list("code", "value", "due_on", "about")) == [
        ("2.3-A", 115, date(2030, 12, 31), True),
        ("2.3-B", 150, date(2045, 12, 31), True),
    ]


def test_a_figure_without_a_year_is_a_fact_and_no_target(shipped):
    assert list(Fact.objects.values_list("code", "value")) == [("6.5-A", 100), ("F1", 267), ("F2", 23), ("S1.2-A", 4)]
    assert Fact.objects.get(code="S1.2-A").note_vi == "đề xuất cần nghiên cứu, không phải chỉ tiêu có thời hạn"


def test_measures_are_found_without_marks(shipped):
    assert Measure.objects.matching("mang luoi co quan dai dien").get().code == "2.3"
    assert Directive.objects.matching("hoi nghi ngoai vu toan quoc").count() == 8


def test_the_plan_says_nothing_that_must_not_be_said():
    assert forbidden(TEXT) == []


def test_history_names_each_part_as_its_address_does(shipped):
    measure = Measure.objects.get(code="2.3")
    event = Event.objects.about(measure).get()
    assert (event.object_code, event.by_label, event.verb) == ("292/2.3", "system: load_plan", "loaded")


def test_a_second_load_writes_nothing(shipped):
    before = (Event.objects.count(), DirectiveLink.objects.count())
    assert load() == "unchanged: 96\n"
    assert (Event.objects.count(), DirectiveLink.objects.count()) == before


def test_a_dry_run_writes_nothing(shipped, corrected):
    before = Event.objects.count()
    assert "changed: plan.Measure 292/1.3: title_en" in load(
        corrected(("title_en: Improve working processes", "title_en: Better processes")), dry_run=True
    )
    assert Event.objects.count() == before
    assert Measure.objects.get(code="1.3").title_en == "Improve working processes"


def test_a_corrected_file_changes_just_what_differs(shipped, corrected):
    before = Event.objects.count()
    load(corrected(("title_en: Improve working processes", "title_en: Better processes"), ("value: 115", "value: 116")))
    measure = Measure.objects.get(code="1.3")
    assert (measure.title_en, measure.version) == ("Better processes", 2)
    assert "better processes" in measure.search_text
    assert Event.objects.about(measure).first().body.changes == {"title_en": ["Improve working processes", "Better processes"]}
    assert Target.objects.get(code="2.3-A").value == 116
    assert "2.3-A" in Event.objects.about(Indicator.objects.get()).first().body.changes
    assert Event.objects.count() == before + 2


def test_a_new_link_is_added_and_one_that_left_is_told(shipped, corrected):
    links = "  maps_to:\n  - '1.1'\n  - '2.2'\n"
    told = load(corrected((links, "  maps_to:\n  - '1.1'\n  - '2.1'\n")))
    directive = Directive.objects.get(code="D21.4")
    assert sorted(directive.links.values_list("measure__code", flat=True)) == ["1.1", "2.1", "2.2"]
    assert "no longer in the file, left: plan.DirectiveLink D21.4 → 2.2" in told
    assert Event.objects.about(directive).first().body.changes == {"links": ["1.1; 2.2", "1.1; 2.1; 2.2"]}


def test_what_a_person_edited_is_left_and_told(shipped, corrected, secretary):
    measure = Measure.objects.get(code="2.3")
    values = {"output_en": "Ours", "is_key": True}
    edit_measure(measure=measure, values=values, decision="QĐ 5", by=secretary, now=timezone.now(), seen=measure.version)
    told = load(corrected(("output_en: Network of representative missions", "output_en: Theirs")))
    measure.refresh_from_db()
    assert (measure.output_en, measure.is_key) == ("Ours", True)
    assert "left as a person edited it: plan.Measure 292/2.3, output_en: Ours ≠ Theirs" in told


def test_a_measure_that_a_person_moved_keeps_its_place_in_the_other_task(shipped, secretary):
    measure = Measure.objects.get(code="2.3")
    edit_measure(measure=measure, values={"task": Task.objects.get(code="1")}, by=secretary, now=timezone.now(), seen=measure.version)
    place = measure.position
    load()
    measure.refresh_from_db()
    assert (measure.task.code, measure.position) == ("1", place)


def test_a_measure_that_left_the_file_is_told_and_stays(shipped, corrected):
    start = TEXT.index("- code: S1.5")
    entry = TEXT[start : TEXT.index("later_directives_found:")]
    assert "no longer in the file, left: plan.Measure S1.5" in load(corrected((entry, "")))
    assert Measure.objects.filter(code="S1.5").exists()


def test_another_plan_lives_beside_it(shipped, corrected):
    load(corrected(("number: 292/NQ-CP", "number: 300/NQ-CP")))
    assert list(Plan.objects.values_list("code", flat=True)) == ["292", "300"]
    assert Measure.objects.adopted().count() == 50


def test_a_wrong_file_is_refused_whole(shipped, corrected):
    before = Event.objects.count()
    path = corrected(("title_en: Improve working processes", "title_en: Better processes"), ("value: 267", "value: many"))
    with pytest.raises(CommandError, match=r"nothing was written: 1 fault\.\nplan.yaml, line \d+, value: “many” is not a number") as error:
        load(path)
    assert error.value.returncode == 1
    assert Event.objects.count() == before
    assert Measure.objects.get(code="1.3").title_en == "Improve working processes"
