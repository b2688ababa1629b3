"""The standing sentences of a report: worded by the secretariat, checked when saved, frozen in what is compiled."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Event
from office.blocks import Annex, Paragraph, Text
from reports import services
from reports.composition import compose
from reports.models import Wording
from reports.wording import LANGUAGES, faults, sentences, standing, worded
from tests.reports.conftest import NOW, ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_stands", "undrawn")]
PAGE = "/manage/wording/opening/"
HOUR = timedelta(hours=1)
VI, EN = "Về việc thực hiện {kind} số {number}, kính báo cáo:", "On {kind} No. {number}:"


@pytest.fixture
def reworded(secretariat):
    def save(**values):
        given = {"sentence": sentences()["opening"], "vi": VI, "en": EN, "by": secretariat, "now": NOW, "seen": None}
        return services.save_wording(**given | values)

    return save


def opening(report):
    return "".join(part.text for part in compose(report.figures, report.language)[0].parts)


class TestChecking:
    def test_what_is_delivered_is_without_a_fault_in_both_languages(self):
        assert {
            (key, lang): faults(one, one.texts[lang])
            for key, one in sentences().items()
            for lang in LANGUAGES
            if faults(one, one.texts[lang])
        } == {}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "Một\n{kind} và {nope}",
                "Dòng 2: không có số liệu {nope}. Số liệu của câu này: {kind}, {number}, {issued}, {dated}, {subject}.",
            ),
            ("{kind.code}", "Dòng 1: không có số liệu {kind.code}."),
            ("{kind!r:>9}", "Dòng 1: không có số liệu {kind!r:>9}."),
            ("{}", "Dòng 1: không có số liệu {}."),
            ("{kind", "Dòng 1: có dấu ngoặc nhọn lẻ"),
            ("Một\n\n }", "Dòng 3: có dấu ngoặc nhọn lẻ"),
            ("  ", "Nhập nội dung câu."),
            ("x" * 1001, "Tối đa 1000 ký tự."),
        ],
    )
    def test_an_unknown_figure_is_named_with_its_line_and_those_that_are_known(self, text, said):
        (fault,) = faults(sentences()["opening"], text)
        assert fault.startswith(said)

    @pytest.mark.parametrize("text", ["100 %", "%(kind)s %s %%", "<b>{kind}</b> & {number}", "{kind}{kind}"])
    def test_everything_else_is_text(self, text):
        assert faults(sentences()["opening"], text) == []
        with worded({"opening": {"vi": text, "en": text}}), translation.override("vi"):
            said = standing("opening", kind="Nghị quyết", number="292", issued="")
        assert said == (Text(text.replace("{kind}", "Nghị quyết").replace("{number}", "292")),)

    def test_a_figure_stays_a_link_and_what_a_figure_says_is_not_read_again(self):
        with worded({"task": {"vi": "Có {measures}: {list}.", "en": "x"}}), translation.override("vi"):
            said = standing("task", measures=Text("5", "/plan/"), list="{measures}")
        assert said == (Text("Có "), Text("5", "/plan/"), Text(": {measures}."))


class TestVersions:
    def test_a_report_says_what_was_in_force_when_it_was_asked_for_and_keeps_it(self, compiled, reworded):
        reworded(now=NOW + HOUR)
        before = compiled()
        assert opening(before).startswith("Thực hiện Nghị quyết số 292/NQ-CP ngày")
        after = compiled(now=NOW + 2 * HOUR)
        assert (after.revision, opening(after)) == (2, "Về việc thực hiện Nghị quyết số 292/NQ-CP, kính báo cáo:")
        assert (before.figures["wording"]["opening"]["number"], after.figures["wording"]["opening"]["number"]) == (0, 1)
        assert before.inputs_digest != after.inputs_digest

    def test_an_older_report_without_texts_is_composed_with_those_delivered(self, compiled):
        report = compiled()
        del report.figures["wording"]
        assert opening(report).startswith("Thực hiện Nghị quyết số")

    def test_saying_the_same_is_no_version_and_each_other_is_one_with_its_history(self, reworded, secretariat):
        first, same = reworded(), reworded()
        second = reworded(vi=sentences()["opening"].texts["vi"])
        assert (first.number, same, second.number) == (1, None, 2)
        assert Wording.objects.get(number=1).vi == VI
        event = Event.objects.filter(verb="report.worded").order_by("pk").last()
        assert (event.by, event.object_code, list(event.body.changes)) == (secretariat, "opening", ["vi"])

    def test_of_two_who_read_the_same_version_the_second_is_told(self, reworded):
        reworded(seen=0)
        with pytest.raises(services.OtherWords):
            reworded(vi="Khác.", seen=0)

    def test_what_is_faulty_is_refused_beside_its_language(self, reworded):
        with pytest.raises(ValidationError) as refused:
            reworded(en="{nope}")
        assert list(refused.value.message_dict) == ["en"]

    def test_the_report_ends_with_its_closing_which_may_be_put_otherwise_or_left_out(self, compiled, reworded):
        def last_words(**more):
            found = compose(compiled(**more).figures, "vi")
            body = [block for block in found if not isinstance(block, Annex)]
            return "".join(part.text for part in body[-1].parts) if isinstance(body[-1], Paragraph) else ""

        assert last_words().startswith("Trên đây là tình hình, kết quả thực hiện Nghị quyết số 292/NQ-CP")
        reworded(sentence=sentences()["closing"], vi="Kính trình {kind} số {number}.", en="", now=NOW)
        assert last_words(on=ON - timedelta(days=1)) == "Kính trình Nghị quyết số 292/NQ-CP."
        reworded(sentence=sentences()["closing"], vi="", en="", now=NOW, seen=1)
        assert "Kính trình" not in last_words(on=ON - timedelta(days=2))


class TestPage:
    def test_preview_shows_both_languages_and_saves_nothing(self, signed_in, secretariat):
        page = signed_in(secretariat).post(PAGE, {"vi": VI, "en": EN, "number": "0", "preview": "1"})
        assert page.status_code == 200
        html = page.content.decode()
        assert "Về việc thực hiện Nghị quyết số 292/NQ-CP, kính báo cáo:" in html
        assert "On Resolution No. 292/NQ-CP:" in html
        assert not Wording.objects.exists()

    def test_saved_it_is_in_force_and_listed(self, signed_in, secretariat):
        browser = signed_in(secretariat)
        assert browser.post(PAGE, {"vi": VI, "en": EN, "number": "0"}).url == PAGE
        assert VI in browser.get("/manage/wording/").content.decode()

    def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(self, signed_in, secretariat):
        page = signed_in(secretariat).post(PAGE, {"vi": "{nope}", "en": EN, "number": "0"})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["vi"])
        assert page.context["form"]["vi"].value() == "{nope}"

    def test_a_stale_page_shows_both_texts_and_the_next_save_is_the_next_version(self, signed_in, secretariat, reworded):
        reworded(vi="Bản của người khác.")
        browser = signed_in(secretariat)
        page = browser.post(PAGE, {"vi": "Bản của tôi.", "en": EN, "number": "0"})
        html = page.content.decode()
        assert (page.status_code, "Bản của người khác." in html, "Bản của tôi." in html) == (409, True, True)
        assert browser.post(PAGE, {"vi": "Bản của tôi.", "en": EN, "number": page.context["form"]["number"].value()}).status_code == 302
        assert Wording.objects.get(number=2).vi == "Bản của tôi."
