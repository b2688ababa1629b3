"""Questionnaires from their files: loaded with their indicators, refused whole when wrong, never changed once they are in use."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from accounts.models import Event
from plan.models import Indicator, Period, Plan
from reports.models import Obligation, Questionnaire
from tests.factories import UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
SHIPPED = Path(__file__).parents[2] / "reports" / "data" / "questionnaire-missions.yaml"
TEXT = SHIPPED.read_text("utf-8")
OPENED = datetime(2025, 9, 15, 1, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def real_plan(django_db_setup, django_db_blocker):
    """The plan as it is shipped; every test undoes what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_plan", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def corrected(tmp_path):
    """corrected(("old", "new"), …) is the path of the shipped file with these places changed once each."""

    def make(*changes):
        text = TEXT
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "questionnaire-missions.yaml"
        path.write_text(text, "utf-8")
        return str(path)

    return make


def load(*arguments, **options):
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_questionnaires", *(arguments or [str(SHIPPED)]), stdout=out, **options)
    return out.getvalue()


def refusal(path):
    with translation.override("en"), pytest.raises(CommandError) as refused:
        load(path)
    return str(refused.value)


@pytest.fixture
def in_use():
    """The shipped edition has been sent to a mission."""
    load()
    quarter = Period.objects.create(
        code="2025-Q4", kind="quarter", starts_on=date(2025, 9, 15), cut_off_on=date(2025, 12, 14),
        due_at=datetime(2025, 12, 17, 10, tzinfo=UTC), government_due_on=date(2025, 12, 25),
    )  # fmt: skip
    return Obligation.objects.create(period=quarter, unit=UnitFactory(), questionnaire=Questionnaire.objects.get(), added_at=OPENED)


def test_the_shipped_questionnaire_is_loaded_with_its_indicators():
    load()
    edition = Questionnaire.objects.get()
    assert (str(edition), edition.audience, edition.period_kind) == ("missions-quarterly-1", "missions", "quarter")
    assert edition.content["plan"] == "292"
    assert [section.key for section in edition.form.sections] == [
        "implementation", "staff", "training", "equipment", "procedures", "identity", "outlook",
    ]  # fmt: skip
    reported = Indicator.objects.filter(source_kind="reported")
    assert reported.count() == 6
    assert {question.indicator for question in edition.form.questions} - {""} == set(reported.values_list("code", flat=True))
    share = reported.get(code="mission-equipment-share")
    assert (share.decimals, share.across_units, [m.code for m in share.measures.all()]) == (1, "mean", ["4.1", "4.2"])


def test_the_second_edition_stands_beside_the_first_and_asks_about_thirty_things():
    load(str(SHIPPED.parent))
    first, second = Questionnaire.objects.order_by("number")
    assert (first.code, second.number, second.asked_from > first.asked_from) == (second.code, 2, True)
    asked = [question for question in second.form.questions if not question.explains]
    assert 28 <= len(asked) <= 34
    assert {question.kind for question in asked} >= {"text", "number", "choice", "table", "measures"}
    assert {question.indicator for question in asked} == {question.indicator for question in first.form.questions}
    assert all(question.hint.vi for question in asked if question.kind == "table")


def test_limits_and_values_of_nought_are_kept():
    load()
    form = Questionnaire.objects.get().form
    assert (form.question("staff-present").least, form.question("staff-present").most) == (0, 500)
    assert [choice.value for choice in form.question("visual-identity").choices] == [1000, 0, 0]


def test_loading_again_changes_nothing():
    load()
    events = Event.objects.count()
    assert "unchanged: 7" in load()
    assert Event.objects.count() == events


def test_a_dry_run_tells_and_writes_nothing():
    assert "new: 1 reports.Questionnaire" in load(dry_run=True)
    assert not Questionnaire.objects.exists()


def test_the_plan_does_not_miss_indicators_that_a_questionnaire_brought():
    load()
    out = io.StringIO()
    call_command("load_plan", stdout=out)
    assert "mission-staff-present" not in out.getvalue()


def test_an_edition_that_nobody_was_asked_to_answer_can_be_corrected(corrected):
    load()
    told = load(corrected(("label_vi: Số cán bộ có mặt", "label_vi: Số cán bộ đang có mặt")))
    assert "changed: reports.Questionnaire missions-quarterly-1: content" in told
    assert Questionnaire.objects.get().form.question("staff-present").label.vi == "Số cán bộ đang có mặt"


def test_an_edition_in_use_does_not_change(in_use, corrected):
    told = refusal(corrected(("label_vi: Số cán bộ có mặt", "label_vi: Số cán bộ đang có mặt")))
    assert "questionnaire-missions.yaml, line 5, number: edition 1 has been sent to units and cannot change" in told
    assert Questionnaire.objects.get().form.question("staff-present").label.vi == "Số cán bộ có mặt"


def test_of_an_edition_in_use_the_title_may_be_corrected(in_use, corrected):
    load(corrected(("title_en: Quarterly report of a", "title_en: The quarterly report of a")))
    assert Questionnaire.objects.get().title_en.startswith("The quarterly")


def test_the_next_edition_stands_beside_the_one_in_use(in_use, corrected):
    load(corrected(("number: 1", "number: 2"), ("label_vi: Số cán bộ có mặt", "label_vi: Số cán bộ đang có mặt")))
    assert [str(row) for row in Questionnaire.objects.all()] == ["missions-quarterly-1", "missions-quarterly-2"]


def test_two_files_cannot_hold_the_same_edition(tmp_path):
    for name in ("questionnaire-a.yaml", "questionnaire-b.yaml"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    assert "questionnaire-b.yaml, line 5, number: another file holds the same edition" in refusal(str(tmp_path))


def test_without_a_plan_the_command_says_what_to_do(monkeypatch):
    monkeypatch.setattr(Plan.objects, "all", Plan.objects.none)
    assert "load_plan" in refusal(str(SHIPPED))


@pytest.mark.parametrize(
    ("change", "where", "why"),
    [
        (("plan: '292'", "plan: '999'"), "line 6, plan", "“999” is not known"),
        (("measures: ['2.3']", "measures: ['9.9']"), "measures", "“9.9” is not known"),
        (("indicator: mission-staff-present", "indicator: mission-staff"), "indicator", "“mission-staff” is not known"),
        (("- code: mission-staff-present", "- code: missions-open"), "line 15, code", "indicator of the plan that no unit reports"),
        (("    most: 500", "    most: -1"), "most", "is below the least"),
        (("    least: 0", "    least: none"), "least", "is not a number"),
        (("    decimals: 1\n    least: 0\n    most: 1000", "    least: 0\n    most: 100"), "decimals", "“mission-equipment-share” has 1"),
        (("      value: 1000\n", ""), "value", "what does this answer count"),
        (("    kind: text", "    kind: essay"), "kind", "is none of"),
        (("    required: true", "    required: perhaps"), "required", "is none of false, true"),
        (("    label_en: Main results of the quarter", "    label_en: ''"), "label_en", "is empty"),
        (("  - key: results", "  - key: overview"), "key", "already stands in line"),
        (("    hint_vi: Nêu việc", "    help_vi: Nêu việc"), "help_vi", "there is no such key"),
        (("    kind: measures", "    kind: measures\n    least: 0"), "least", "belongs to a number"),
        (("    kind: choice", "    kind: text"), "choices", "only a choice has choices"),
        (("    indicator: mission-posts-vacant\n", ""), "code", "no question asks for “mission-posts-vacant”"),
        (("indicator: mission-posts-vacant", "indicator: mission-staff-present"), "indicator", "already stands in line"),
        (("audience: missions", "audience: everybody"), "audience", "is none of"),
        (("asked_from: '2025-09-15'", "asked_from: soon"), "asked_from", "is not a date"),
        (("    role: next", "    role: last"), "role", "is none of"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_whole(corrected, change, where, why):
    told = refusal(corrected(change))
    assert where in told
    assert why in told
    assert "questionnaire-missions.yaml, line " in told
    assert not Questionnaire.objects.exists()
    assert not Indicator.objects.filter(source_kind="reported").exists()


def test_named_units_are_loaded_corrected_and_frozen_once_they_were_asked(corrected, db):
    for code in ("ha-noi", "hue"):
        UnitFactory(code=code, kind="locality")
    named = ("audience: missions", "audience: named\nunits: [ha-noi]")
    load(corrected(named))
    row = Questionnaire.objects.get()
    assert row.named == ["ha-noi"]
    load(corrected((named[0], "audience: named\nunits: [hue, ha-noi]")))
    assert row.named == ["ha-noi", "hue"]
    assert Event.objects.filter(verb="corrected").latest("pk").fields == "units"
    period = Period.objects.create(
        code="2025-Q4",
        kind="quarter",
        starts_on=date(2025, 9, 15),
        cut_off_on=date(2025, 12, 14),
        due_at=OPENED,
        government_due_on=date(2025, 12, 25),
    )
    Obligation.objects.create(period=period, unit=row.units.first(), questionnaire=row, added_at=OPENED)
    assert "publish the next number" in refusal(corrected(named))
    assert row.named == ["ha-noi", "hue"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("audience: missions\nunits: [ha-noi]", "belongs to the audience"),
        ("audience: named", "which units are named?"),
        ("audience: named\nunits: [nowhere]", "“nowhere” is not a unit that can report"),
        ("audience: named\nunits: [nowhere, nowhere]", "names a unit twice"),
    ],
)
def test_a_file_that_names_units_wrongly_is_refused(corrected, change, words):
    assert words in refusal(corrected(("audience: missions", change)))
