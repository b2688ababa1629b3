"""The questionnaires in the hands of the secretariat: drafted, edited by plain forms, checked, published, never changed again."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from accounts.models import Event
from office.tables import Column, Table, xlsx
from plan.models import Indicator
from reports import services, triggers
from reports.loading import known_plans
from reports.models import Questionnaire
from reports.questionnaire_file import parse
from tests.reports import filing
from tests.reports.filing import CONTENT, NOW, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
HOME = "/manage/questionnaires/"
DRAFT = f"{HOME}missions-quarterly-2/"
SECTION = "/".join([f"{DRAFT}sections", "work", ""])


@pytest.fixture
def published(plan, measure):
    for code, across, places in (("staff-present", "sum", 0), ("share", "mean", 1), ("identity", "mean", 1)):
        names = {"name_vi": code, "name_en": code, "unit_vi": "người", "unit_en": "people"}
        Indicator.objects.create(
            plan=plan, code=code, direction="up", across_units=across, decimals=places, source_kind="reported", **names
        )
    return filing.questionnaire(content={**CONTENT, "plan": plan.code})


@pytest.fixture
def draft(published, secretariat):
    return services.draft_edition(questionnaire=published, by=secretariat, now=NOW)


@pytest.fixture
def browser(signed_in, secretariat):
    found = signed_in(secretariat)
    found.cookies["language"] = "en"
    return found


def text_of(answer):
    return unescape(answer.content.decode())


def press(browser, draft, name, kind="", key=""):
    draft.refresh_from_db()
    return browser.post(f"{HOME}{draft}/act/", {"act": name, "kind": kind, "key": key, "version": draft.version})


def keys(draft):
    row = Questionnaire.objects.get(pk=draft.pk)
    return [question["key"] for section in row.content["sections"] for question in section["questions"]]


def typed(draft, **values):
    """A question as the form sends it."""
    draft.refresh_from_db()
    given = {"section": "work", "kind": "text", "label_vi": "Câu mới", "label_en": "New thing", "version": draft.version}
    return {**given, "a-choices:rows": "0", "a-columns:rows": "0", **values}


def rows(name, *cells):
    found = {f"a-{name}:rows": str(len(cells))}
    for number, row in enumerate(cells):
        found |= {f"a-{name}:{number}:{key}": value for key, value in row.items()}
    return found


def test_the_next_edition_is_drafted_from_the_last(browser, published, secretariat):
    listed = text_of(browser.get(HOME))
    assert listed.index("Edition 1</span>") < listed.index('Code of the form: <span class="code">missions-quarterly-1</span>')
    assert browser.post(f"{HOME}{published}/act/", {"act": "draft"})["Location"] == DRAFT
    row = Questionnaire.objects.get(number=2)
    assert (row.is_draft, row.content) == (True, published.content)
    with pytest.raises(ValidationError, match=r"draft|nháp"):
        services.draft_edition(questionnaire=published, by=secretariat, now=NOW)


def test_a_draft_is_never_asked(draft, embassy):
    quarter = filing.period()
    assert [row.number for row in Questionnaire.objects.asked_in(quarter)] == [1]


def test_questions_are_added_edited_ordered_and_removed_without_a_script(browser, draft):
    answer = browser.post(f"{DRAFT}questions/add/", typed(draft, hint_vi="Gợi ý", required="on"))
    assert answer["Location"] == f"{DRAFT}#q-new-thing"
    assert keys(draft) == ["overview", "results", "new-thing", "present", "share", "identity"]
    press(browser, draft, "up", "question", "new-thing")
    assert keys(draft)[:3] == ["overview", "new-thing", "results"]
    browser.post(f"{DRAFT}questions/new-thing/", typed(draft, section="staff", label_vi="Câu đã sửa"))
    assert keys(draft)[-1] == "new-thing"
    assert "Câu đã sửa" in text_of(browser.get(DRAFT))
    press(browser, draft, "remove", "question", "new-thing")
    assert keys(draft) == ["overview", "results", "present", "share", "identity"]
    told = Event.objects.filter(verb="reports.questionnaire_changed").order_by("pk")
    assert (len(told), told[1].body.changes["new-thing"][1]) == (4, "đã chuyển chỗ"), "in the language of the record"


def test_sections_are_added_and_ordered(browser, draft):
    given = {"title_vi": "Đào tạo", "title_en": "Training", "measures": "2.3", "version": draft.version}
    browser.post(f"{DRAFT}sections/add/", given)
    press(browser, draft, "up", "section", "training")
    row = Questionnaire.objects.get(pk=draft.pk)
    assert [section["key"] for section in row.content["sections"]] == ["work", "training", "staff"]
    assert row.content["sections"][1]["measures"] == ["2.3"]


def test_a_choice_and_a_table_are_typed_as_tables(browser, draft):
    choices = rows("choices", {"label_vi": "Có", "label_en": "Yes"}, {"label_vi": "Không", "label_en": "No"})
    browser.post(f"{DRAFT}questions/add/", typed(draft, kind="choice", label_en="Own house", **choices))
    columns = rows("columns", {"label_vi": "Khóa", "label_en": "Course", "kind": "text", "required": "yes"},
                   {"label_vi": "Nơi", "label_en": "Where", "kind": "choice", "options": "Trong nước / Home; Ngoài nước / Abroad"})  # fmt: skip
    browser.post(f"{DRAFT}questions/add/", typed(draft, kind="table", label_en="Courses", when=["own-house=yes"], **columns))
    form = Questionnaire.objects.get(pk=draft.pk).form
    assert [choice.key for choice in form.question("own-house").choices] == ["yes", "no"]
    courses = form.question("courses")
    assert [(column.key, column.kind, column.required) for column in courses.columns] == [
        ("course", "text", True),
        ("where", "choice", False),
    ]
    assert [choice.key for choice in courses.columns[1].choices] == ["home", "abroad"]
    assert courses.when.among == ("yes",)
    assert "Course" in text_of(browser.get(f"{DRAFT}preview/"))


def test_what_cannot_be_published_is_named_at_its_question(browser, draft):
    browser.post(f"{DRAFT}questions/add/", typed(draft, kind="choice"))
    page = text_of(browser.get(DRAFT))
    assert "new-thing</a>, choices: only a choice has choices, and it needs them" in page
    press(browser, draft, "publish")
    assert Questionnaire.objects.get(pk=draft.pk).is_draft


@pytest.mark.both
def test_what_is_published_never_changes_not_even_by_a_hand_in_the_database(browser, draft):
    given = {"title_vi": "Mẫu mới", "title_en": "New form", "asked_from": "15/12/2026", "audience": "missions", "version": draft.version}
    browser.post(f"{DRAFT}facts/", given)
    press(browser, draft, "publish")
    row = Questionnaire.objects.get(pk=draft.pk)
    assert (row.is_draft, row.asked_from) == (False, date(2026, 12, 15))
    assert browser.get(f"{DRAFT}questions/overview/").status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.filter(pk=row.pk).update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    with triggers.lifted(connection), transaction.atomic():  # the guard is what refuses
        assert Questionnaire.objects.filter(pk=row.pk).update(content={}) == 1


def test_a_period_that_has_been_opened_keeps_its_edition(browser, draft, embassy):
    filing.open_mission(embassy)
    filing.owed(embassy)
    press(browser, draft, "publish")
    assert "has been opened with an earlier edition" in text_of(browser.get(DRAFT))
    assert Questionnaire.objects.get(pk=draft.pk).is_draft


def test_an_edition_is_drawn_back_only_while_nobody_has_been_asked(browser, published, embassy):
    press(browser, published, "withdraw")
    assert Questionnaire.objects.get().is_draft
    press(browser, published, "publish")
    filing.open_mission(embassy)
    filing.owed(embassy)
    press(browser, published, "withdraw")
    assert not Questionnaire.objects.get().is_draft


class TestTwoWhoEdit:
    """Design rule 13: a stale save keeps what was typed and shows both texts; what the other has not touched is no clash."""

    CHOICES = rows("choices", {"label_vi": "Có", "label_en": "Yes"}, {"label_vi": "Không", "label_en": "No"})

    @pytest.fixture
    def kept(self, browser, draft):
        """A question of three, and the form of it as the second editor has opened it."""
        browser.post(f"{DRAFT}questions/add/", typed(draft, label_en="Kept", kind="choice", **self.CHOICES))
        form = browser.get(f"{DRAFT}questions/kept/").context["form"]
        return {**typed(draft, label_en="Kept", kind="choice", read=form["read"].initial), **self.CHOICES}

    def test_the_second_reads_both_texts_and_saves_theirs_over(self, browser, draft, kept):
        browser.post(f"{DRAFT}questions/kept/", typed(draft, label_vi="Của người kia", label_en="Kept", least="1", kind="number"))
        mine = {**kept, "label_vi": "Của tôi"} | rows("choices", {"label_vi": "Chưa", "label_en": "Not yet"})
        answer = browser.post(f"{DRAFT}questions/kept/", mine)
        assert answer.status_code == 409
        page = text_of(answer)
        shown = {row.label: (row.saved, row.typed) for row in answer.context["differences"]}
        assert shown["Question in Vietnamese"] == ("Của người kia", "Của tôi")
        assert shown["Least"] == ("1", "")
        assert shown["Choices"] == ("", "Chưa · Not yet")
        assert "Must be answered" not in shown
        assert 'name="a-choices:0:label_vi" value="Chưa"' in page
        assert Questionnaire.objects.get(pk=draft.pk).content == answer.context["current"].content
        again = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "read")}
        assert browser.post(f"{DRAFT}questions/kept/", {**mine, **again}).status_code == 302
        (row,) = [
            one for part in Questionnaire.objects.get(pk=draft.pk).content["sections"] for one in part["questions"] if one["key"] == "kept"
        ]
        assert (row["label_vi"], [one["label_vi"] for one in row["choices"]]) == ("Của tôi", ["Chưa"])

    def test_what_the_other_has_not_touched_is_saved_beside_it(self, browser, draft, kept):
        browser.post(f"{DRAFT}questions/overview/", typed(draft, label_vi="Câu khác", label_en="Overview"))
        assert browser.post(f"{DRAFT}questions/kept/", {**kept, "label_vi": "Của tôi"}).status_code == 302
        said = {one["key"]: one["label_vi"] for one in Questionnaire.objects.get(pk=draft.pk).content["sections"][0]["questions"]}
        assert (said["overview"], said["kept"]) == ("Câu khác", "Của tôi")

    def test_what_the_other_has_removed_is_kept_as_a_new_one(self, browser, draft, kept):
        press(browser, draft, "remove", "question", "kept")
        answer = browser.post(f"{DRAFT}questions/kept/", {**kept, "label_vi": "Của tôi"})
        assert (answer.status_code, answer.context["action"]) == (409, f"{DRAFT}questions/add/")
        assert "Của tôi" in text_of(answer)
        assert browser.get(f"{DRAFT}questions/kept/").status_code == 404

    def test_two_new_questions_stand_beside_each_other(self, browser, draft):
        read = browser.get(f"{DRAFT}questions/add/").context["form"]["read"].initial
        sent = typed(draft, read=read)
        browser.post(f"{DRAFT}questions/add/", typed(draft, label_en="First"))
        browser.post(f"{DRAFT}questions/add/", {**sent, "label_en": "Second"})
        assert {"first", "second"} <= set(keys(draft))

    def test_a_section_is_compared_with_itself(self, browser, draft):
        sent = {"title_vi": "Của tôi", "title_en": "Mine", "measures": "", "version": draft.version}
        browser.post(SECTION, {**sent, "title_vi": "Của người kia"})
        answer = browser.post(SECTION, sent)
        assert answer.status_code == 409
        assert [(row.saved, row.typed) for row in answer.context["differences"]] == [("Của người kia", "Của tôi")]


class TestNamedUnits:
    """An edition that asks the units it names: in the editor, in its file, in what is owed."""

    @pytest.fixture
    def facts(self, browser, draft):
        given = {"title_vi": "Mẫu", "title_en": "Form", "asked_from": "15/12/2026"}
        return lambda **more: browser.post(f"{DRAFT}facts/", {**given, "version": Questionnaire.objects.get(pk=draft.pk).version, **more})

    def test_they_are_ticked_and_told(self, facts, browser, draft, embassy, department):
        assert facts(audience="named", units=[embassy.code, department.code]).status_code == 302
        assert draft.named == sorted([embassy.code, department.code])
        assert embassy.code in text_of(browser.get(DRAFT))
        event = Event.objects.filter(verb="reports.questionnaire_changed").latest("pk")
        assert "units" in event.fields
        assert facts(audience="missions").status_code == 302
        assert draft.named == []

    def test_units_without_the_audience_are_refused_and_kept(self, facts, draft, embassy):
        answer = facts(audience="missions", units=[embassy.code])
        assert answer.status_code == 422
        assert answer.context["form"]["units"].value() == [embassy.code]
        assert facts(audience="named", units=["nobody"]).status_code == 422

    def test_naming_nobody_cannot_be_published(self, facts, browser, draft):
        facts(audience="named")
        assert [(one.field, one.section) for one in services.check_questionnaire(Questionnaire.objects.get(pk=draft.pk))] == [("units", "")]
        press(browser, draft, "publish")
        assert Questionnaire.objects.get(pk=draft.pk).is_draft

    @pytest.mark.both
    def test_whom_a_published_edition_names_never_changes_not_even_by_a_hand_in_the_database(
        self, facts, browser, draft, embassy, department
    ):
        facts(audience="named", units=[embassy.code])
        draft.refresh_from_db()
        draft.units.add(department)  # a draft may change
        draft.units.remove(department)
        press(browser, draft, "publish")
        assert not Questionnaire.objects.get(pk=draft.pk).is_draft
        for act in (lambda: draft.units.add(department), lambda: draft.units.remove(embassy), draft.units.clear):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                act()
        assert draft.named == [embassy.code]

    def test_the_file_names_them_and_comes_back_as_the_same(self, facts, browser, draft, embassy, department, secretariat):
        facts(audience="named", units=[embassy.code, department.code])
        text = browser.get(f"{DRAFT}file/").content.decode()
        found, faults = parse("x.yaml", text, known_plans())
        assert (faults, found.units) == ([], tuple(sorted([embassy.code, department.code])))
        draft.units.clear()
        services.bring_questionnaire(file=found, by=secretariat, now=NOW)
        assert draft.named == sorted([embassy.code, department.code])
        wrong = SimpleUploadedFile("x.yaml", text.replace(embassy.code, "emb-xx").encode())
        assert "“emb-xx” is not a unit that can report" in text_of(browser.post(f"{HOME}import/", {"file": wrong}))


def test_what_is_downloaded_comes_back_as_the_same(browser, draft, published):
    text = browser.get(f"{DRAFT}file/").content.decode()
    found, faults = parse("x.yaml", text, known_plans())
    assert faults == []
    assert found.values["content"] == draft.content
    answer = browser.post(f"{HOME}import/", {"file": SimpleUploadedFile("x.yaml", text.encode())})
    assert answer["Location"] == DRAFT
    assert Event.objects.filter(verb="reports.questionnaire_changed").count() == 0


def test_an_indicator_that_a_file_brings_has_its_line_of_history(browser, draft, secretariat):
    found, _faults = parse("x.yaml", browser.get(f"{DRAFT}file/").content.decode(), known_plans())
    Indicator.objects.filter(code="share").delete()
    services.bring_questionnaire(file=found, by=secretariat, now=NOW)
    event = Event.objects.about(Indicator.objects.get(code="share")).get()
    assert (event.verb, event.object_code, event.by_label) == ("loaded", "292/share", "system: load_questionnaires")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("kind: text", "kind: essay"), "is none of"),
        (lambda text: text.replace("number: 2", "number: 1"), "Edition 1 is published"),
        (lambda text: "", "Choose a file"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(browser, draft, change, told):
    text = browser.get(f"{DRAFT}file/").content.decode()
    answer = browser.post(f"{HOME}import/", {"file": SimpleUploadedFile("x.yaml", change(text).encode())})
    assert answer.status_code == 422
    assert told in text_of(answer)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("cp1258", "replace"),
        lambda text: text.encode("utf-16-le"),
        lambda text: xlsx(Table("x", (Column("a", "Tên"),)), [["Đề án"]]),
    ],
)
def test_a_file_in_another_encoding_is_refused_and_no_letter_is_guessed_at(browser, draft, encode):
    before = draft.content
    text = browser.get(f"{DRAFT}file/").content.decode()
    answer = browser.post(f"{HOME}import/", {"file": SimpleUploadedFile("x.yaml", encode(text))})
    assert answer.status_code == 422
    assert "The file is not text in UTF-8." in text_of(answer)
    draft.refresh_from_db()
    assert draft.content == before


def test_utf_16_that_says_so_is_read_as_in_other_imports(browser, draft):
    text = browser.get(f"{DRAFT}file/").content.decode()
    answer = browser.post(f"{HOME}import/", {"file": SimpleUploadedFile("x.yaml", text.encode("utf-16"))})
    assert answer["Location"] == DRAFT
    assert "\ufffd" not in str(Questionnaire.objects.get(pk=draft.pk).content)


def test_the_preview_has_the_fields_of_a_mission(browser, draft):
    html = browser.get(f"{DRAFT}preview/").content.decode()
    assert set(re.findall(r'name="(a-[^":]+)"', html)) == {"a-overview", "a-results.2.3", "a-present", "a-share", "a-identity"}


def test_the_pages_ask_the_same_number_of_questions_of_the_database(browser, draft, django_assert_max_num_queries):
    for address in (HOME, DRAFT, f"{DRAFT}preview/", f"{DRAFT}questions/overview/"):
        with django_assert_max_num_queries(15):
            assert browser.get(address).status_code == 200


def test_words_of_a_condition_that_does_not_fit_are_named(browser, draft):
    content = {**draft.content, "sections": [*draft.content["sections"], {"key": "last", **words("title", "Cuối"), "questions": [
        {"key": "odd", "kind": "text", **words("label", "Lạ"), "when": {"question": "overview", "above": 0}}]}]}  # fmt: skip
    Questionnaire.objects.filter(pk=draft.pk).update(content=content)
    wrong = services.check_questionnaire(Questionnaire.objects.get(pk=draft.pk))
    assert [(one.section, one.question) for one in wrong] == [("last", "odd")]
