import re
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from accounts import history, words
from accounts.models import Unit
from accounts.permissions import Permission
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def rename(department, by, **more):
    return history.record(by=by, verb="unit.rename", obj=department, code=department.code, unit=department, **more)


def test_a_sentence_says_who_what_from_to_and_why(department, administrator):
    event = rename(department, administrator, changes={"name_en": ("Old", "New")}, reason="a decree")
    assert words.sentence(event) == (
        "<strong>administrator</strong> renamed the unit "
        '<a href="/manage/units/vu-to-chuc-can-bo/">Organization and Personnel Department</a>: '
        "<em>Name in English</em> from <del>Old</del> to <ins>New</ins>. Reason: “a decree”."
    )


def test_choices_days_and_truths_are_written_for_people(department, administrator):
    event = rename(
        department, administrator, changes={"kind": ("bureau", "office"), "until": (None, date(2026, 12, 31)), "x": (True, False)}
    )
    assert [(c.label, c.old, c.new) for c in words.changes(event)] == [
        ("Kind", "Bureau", "Office"),
        ("Until", "", "31/12/2026"),
        ("X", "yes", "no"),
    ]


def test_a_sentence_ends_once(department, administrator):
    event = rename(department, administrator, changes={"name_en": ("Old", "New.")})
    assert words.sentence(event).endswith("<ins>New.</ins>")


def test_what_people_typed_is_escaped_and_clipped(department, administrator):
    Unit.objects.filter(pk=department.pk).update(name_en="<b>%(who)s")
    department.refresh_from_db()
    said = words.sentence(rename(department, administrator, changes={"name_en": ("<i>", "x" * 500)}, reason="<script>"))
    assert "<b>" not in said
    assert "<i>" not in said
    assert "<script>" not in said
    assert "x" * 201 not in said


def test_a_deputy_acts_for_somebody(department, head):
    deputy = UserFactory(email="deputy@demo.test", name="Deputy")
    MembershipFactory(user=deputy, unit=department, role="unit_head", acting_for=head)
    said = words.sentence(rename(department, deputy, under=Permission.MEMBERS_MANAGE))
    assert said.startswith("<strong>Deputy</strong>, acting for <strong>head</strong>, renamed")


def test_the_house_itself_is_named_in_words(department):
    said = words.sentence(rename(department, history.System("load_plan")))
    assert said.startswith("<strong>The system (loading of the plan)</strong> renamed")


def test_every_part_of_the_house_that_writes_history_has_a_name():
    """What the code says of itself, read from the code: a part without words would be shown as the name of a command."""
    called = re.compile(r'\b(?:System|Loader)\("([a-z_]+)"')
    written = {part for file in sources() for part in called.findall(file.read_text(encoding="utf-8"))}
    assert len(written) > 5
    assert written - set(words.PARTS) == set()


def test_a_value_that_ends_with_a_stop_and_a_reason_are_two_sentences(department, head):
    event = rename(department, head, changes={"name_en": ("Old", "New.")}, reason="A decree.")
    assert words.sentence(event).endswith("<ins>New.</ins> Reason: “A decree.”")


def test_an_unknown_verb_is_still_a_sentence(department, head):
    event = history.record(by=head, verb="unit.vanish", obj=department, code=department.code)
    assert "recorded “unit.vanish” on" in words.sentence(event)


def test_a_line_whose_page_is_gone_can_still_be_read(department, head):
    event = history.record(by=head, verb="unit.rename", obj=department, code="no/such/code")
    assert words.sentence(event) == "<strong>head</strong> renamed the unit Organization and Personnel Department."


def test_a_blanked_body_says_so(department, head):
    event = rename(department, head)
    event.body.redacted_at = event.at
    assert "the content has been blanked" in words.sentence(event)


def test_every_verb_and_kind_that_is_written_can_be_told():
    """What the code records, read from the code: a verb without a sentence would be shown as a code."""
    called = re.compile(r'(?:verb=|\brecord\(\s*|_tell\(\s*)"([a-z_.]+)"(?: if \w+ else "([a-z_.]+)")?')
    written = {verb for file in sources() for found in called.findall(file.read_text(encoding="utf-8")) for verb in found if verb}
    assert len(written) > 20
    assert written - set(words.VERBS) == set()


def test_every_kind_names_a_model_and_every_field_has_a_name():
    for kind in words.KINDS:
        apps.get_model(kind)
    assert all(label for _name, label in words.field_choices())


def sources():
    for app in ("accounts", "office", "plan", "missions", "personnel", "reports", "overview"):
        yield from (settings.BASE_DIR / app).rglob("*.py")
