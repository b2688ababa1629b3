import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone, translation

from accounts import history, words
from accounts.models import Unit
from accounts.permissions import Permission
from accounts.unnamed import unnamed
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


def test_a_stop_before_the_next_change_gives_way_to_the_semicolon_and_a_word_keeps_its_own(department, head):
    changed = {"name_vi": ("Cũ.", "Tên, v.v."), "name_en": ("Old", "New.")}
    said = words.sentence(rename(department, head, changes=changed))
    assert '<ins lang="vi">Tên, v.v.</ins>; ' in said
    assert said.endswith("<ins>New.</ins>")
    changed = {"name_en": ("Old", "New."), "name_vi": ("Cũ.", "Tên.")}
    said = words.sentence(rename(department, head, changes=changed))
    assert "<ins>New</ins>; " in said
    assert said.endswith('<ins lang="vi">Tên.</ins>')


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


def told_here(verb, kind):
    known = words.KINDS.get(kind)
    return unnamed(str(verb), str((known.about or known.label) if known else kind))


@pytest.mark.parametrize(
    ("verb", "kind", "en", "vi"),
    [
        ("plan.status_recorded", "plan.measure", "recorded the status of this measure", "đã cập nhật tình trạng của giải pháp này"),
        ("plan.measure_edited", "plan.measure", "edited this measure", "đã sửa giải pháp này"),
        ("plan.milestone_removed", "plan.measure", "took a milestone off this measure", "đã bỏ một mốc của giải pháp này"),
        ("plan.comparison_added", "plan.indicator", "added a series to compare with", "đã bổ sung chuỗi so sánh"),
        ("reports.accepted", "reports.quarterlyreport", "accepted the report", "đã tiếp nhận báo cáo quý này"),
        ("reports.base_dropped", "reports.basedocument", "to the built-in styles of reports", "trở về kiểu chữ có sẵn"),
        ("token.make", "accounts.apitoken", "made the API key", "đã tạo khóa API này"),
        ("user.deactivate", "accounts.user", "closed the account of this person", "đã đóng tài khoản của người này"),
        ("training.enrolled", "personnel.enrolment", "gave a seat in this course", "đã xếp chỗ trong khóa này"),
        ("missions.stage_reached", "missions.opening", "recorded a stage of this opening as reached", "này"),
    ],
)
def test_on_its_own_page_an_object_is_not_named_but_grammar_is_kept(verb, kind, en, vi):
    for language, told in (("en", en), ("vi", vi)):
        with translation.override(language):
            said = told_here(words.VERBS[verb], kind)
        assert told in said, said
        assert "%(" not in said


def test_no_act_repeats_the_name_of_what_it_was_done_to():
    for verb in words.VERBS.values():
        for language in ("en", "vi"):
            with translation.override(language):
                for kind in words.KINDS:
                    said = told_here(verb, kind).split()
                    assert not any(one == other for one, other in pairwise(said)), said


class TestSentencesThatAreKept:
    """A sentence is made once for what it is made of: another language, zone, object, or a body that was blanked is another."""

    def test_it_is_said_in_the_language_and_on_the_clock_of_who_reads_it(self, department, head):
        changes = {"kind": ("bureau", "office"), "asked_at": (None, datetime(2026, 1, 1, 20, tzinfo=UTC))}
        event, said = rename(department, head, changes=changes), []
        for language, zone in (("en", "Asia/Ho_Chi_Minh"), ("vi", "Asia/Ho_Chi_Minh"), ("en", "Europe/Paris"), ("en", "Asia/Ho_Chi_Minh")):
            with translation.override(language), timezone.override(zone):
                said.append(words.sentence(event))
        assert said[0] == said[3]
        assert ["Bureau" in text for text in said] == [True, False, True, True]
        assert ["03:00 02/01/2026" in text for text in said] == [True, True, False, True]
        assert "21:00 01/01/2026" in said[2]

    def test_once_blanked_it_tells_no_more(self, department, head):
        event = rename(department, head, changes={"name_en": ("Old", "secret")}, reason="hidden")
        assert "secret" in words.sentence(event)
        event.body.changes, event.body.reason, event.body.redacted_at = {}, "", event.at
        said = words.sentence(event)
        assert ["secret" in said, "hidden" in said, "blanked" in said] == [False, False, True]

    def test_what_differs_in_anything_reads_differently(self, department, geographic, head, officer):
        """Also what Python holds to be equal: 1 and True."""
        told = [
            rename(unit, by, changes={"x": (None, new)}, reason=reason)
            for unit in (department, geographic)
            for by in (head, officer)
            for new in (1, True, "1,0")
            for reason in ("", "r")
        ]
        said = [words.sentence(event, with_object=named) for event in told for named in (True, False)]
        assert len(set(said[::2])) == len(told)
        assert len(set(said[1::2])) == len(told) / 2  # those of the two units, which are not named, in one
        assert said == [words.sentence(event, with_object=named) for event in told for named in (True, False)]

    def test_one_of_a_very_long_text_is_not_kept(self, department, head):
        before = words._kept.cache_info()
        words.sentence(rename(department, head, reason="x" * words.LONGEST_KEPT))
        assert words._kept.cache_info() == before

    def test_a_verb_that_is_registered_later_is_heard(self, department, head, monkeypatch):
        monkeypatch.setattr(words, "VERBS", dict(words.VERBS))
        event = history.record(by=head, verb="unit.vanish", obj=department, code=department.code)
        assert "recorded “unit.vanish” on" in words.sentence(event)
        words.register({"unit.vanish": "lost %(object)s"})
        assert "lost <a" in words.sentence(event)
        words._kept.cache_clear()  # of words that are taken back with this test


def test_every_verb_and_kind_that_is_written_can_be_told():
    """What the code records, read from the code: a verb without a sentence would be shown as a code."""
    called = re.compile(r'(?:verb=|\brecord\(\s*|_tell\(\s*)"([a-z_.]+)"(?: if \w+ else "([a-z_.]+)")?')
    written = {verb for file in sources() for found in called.findall(file.read_text(encoding="utf-8")) for verb in found if verb}
    assert len(written) > 20
    assert written - set(words.VERBS) == set()


# Kinds of rows that no line is about: each is told on the line of what it belongs to, or is nobody's act.
NO_LINE_OF_ITS_OWN = {
    "accounts.eventbody", "accounts.invitation", "accounts.membership",
    "office.defaultview", "office.heartbeat", "office.importdraft", "office.mailoff", "office.mention", "office.rememberedanswer",
    "office.turn", "office.visit",
    "plan.assignment", "plan.comparisonvalue", "plan.completion", "plan.completionview", "plan.deadlinechange", "plan.edit",
    "plan.evidence", "plan.funding", "plan.milestone", "plan.observation", "plan.statusupdate", "plan.target",
    "missions.datemove", "missions.formerkind", "missions.missionevent", "missions.openingstage",
    "personnel.attendance", "personnel.correction", "personnel.coursesession", "personnel.languageneed", "personnel.languageskill",
    "personnel.posting", "personnel.programmetarget", "personnel.resultrecord", "personnel.teammember",
    "reports.answer", "reports.attachment", "reports.extensionrequest", "reports.proposalstep", "reports.remark", "reports.reminder",
    "reports.reply", "reports.reportfile", "reports.reportnote", "reports.reportversion", "reports.reviewdraft", "reports.scheduledreport",
}  # fmt: skip


def test_every_model_has_a_name_in_the_history_or_no_line_of_its_own():
    ours = {file.parts[len(settings.BASE_DIR.parts)] for file in sources()}
    kinds = {model._meta.label_lower for model in apps.get_models() if model._meta.app_label in ours}
    assert kinds - set(words.KINDS) == NO_LINE_OF_ITS_OWN
    assert set(words.KINDS) <= kinds


def test_what_the_loaders_put_has_a_name_in_the_history():
    put = {name for file in sources() for name in re.findall(r"\.put\(\s*([A-Z]\w+)", file.read_text(encoding="utf-8"))}
    named = {kind.rpartition(".")[2] for kind in words.KINDS}
    assert {"Fact", "Objective", "Measure"} <= put
    assert {name.lower() for name in put} <= named


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_act_and_kind_is_named_in_both_languages(language):
    def told():
        return {**{key: str(verb) for key, verb in words.VERBS.items()}, **{name: str(kind.label) for name, kind in words.KINDS.items()}}

    with translation.override(None):
        plain = told()
    with translation.override(language):
        said = told()
    assert {key for key, text in said.items() if not text or text == key} == set()
    alike = {key for key in said if said[key] == plain[key]}
    assert alike == (set(said) if language == "en" else set())


def test_every_kind_names_a_model_and_every_field_has_a_name():
    for kind in words.KINDS:
        apps.get_model(kind)
    assert all(label for _name, label in words.field_choices())


def sources():
    for app in ("accounts", "office", "plan", "missions", "personnel", "reports", "overview"):
        yield from (settings.BASE_DIR / app).rglob("*.py")
