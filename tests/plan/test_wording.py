"""Whose words a page shows, in which language, and from where: what is ours is not shown as the Resolution's."""

import re

import pytest
from django.core.management import call_command
from django.utils.translation import override

from plan import services
from plan.models import Directive, Fact, Measure, Source, Target
from plan.templatetags.plan import our_words, places, remark, said, written_in
from tests.once import made_once
from tests.plan.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """The plan as it is shipped, loaded once: what a test writes is rolled back."""
    with made_once(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_plan", verbosity=0)
        yield


def page(browser, address, language="vi"):
    browser.cookies["language"] = language
    return browser.get(address).content.decode()


def test_a_title_that_is_our_translation_is_marked(shipped, officer, signed_in):
    browser = signed_in(officer)
    assert "Bản dịch của hệ thống, chưa có văn bản chính thức" in page(browser, "/plan/292/measures/1.1/")
    found = page(browser, "/plan/292/measures/1.3/")
    assert "Bản dịch của hệ thống" not in found
    assert 'href="https://pbgdpl.cantho.gov.vn/' in found


def test_those_who_keep_the_plan_read_its_remarks_in_their_language(shipped, secretariat, signed_in):
    browser = signed_in(secretariat)
    told = page(browser, "/plan/292/measures/2.2/")
    assert "<p>tạm dịch, chưa tìm thấy văn bản chính thức</p>" in told or "<p>nguồn: https://" in told
    assert "<p>văn bản không nêu</p>" in page(browser, "/plan/292/measures/1.3/")
    assert "<p>none stated in the text</p>" in page(browser, "/plan/292/measures/1.3/", "en")


def test_a_remark_that_the_file_does_not_have_stays_as_it_was_written():
    with override("vi"):
        assert remark("our translation, official wording not found") == "tạm dịch, chưa tìm thấy văn bản chính thức"
        assert remark("found: https://a.vn/x and found: https://b.vn/y") == "nguồn: https://a.vn/x; https://b.vn/y"
        assert remark("Only the first <half> was found") == '<span lang="en">Only the first &lt;half&gt; was found</span>'
        assert remark("Theo công văn của Văn phòng") == "Theo công văn của Văn phòng"
    with override("en"):
        assert remark("found: https://a.vn/x") == "found: https://a.vn/x"


def test_the_lists_mark_our_translations_for_who_reads_vietnamese(shipped, officer, signed_in):
    browser = signed_in(officer)
    ours = [measure for measure in Measure.objects.adopted() if measure.is_translated]
    assert 10 < len(ours) < 25
    assert page(browser, "/plan/292/measures/").count("(tạm dịch)") == len(ours)
    assert "tạm dịch" not in page(browser, "/plan/292/measures/", "en")
    assert page(browser, "/plan/292/directives/").count("(tạm dịch)") == sum(row.is_translated for row in Directive.objects.all()) > 30


def test_a_title_that_people_have_written_is_no_longer_ours(shipped, secretariat):
    measure = Measure.objects.get(code="1.1")
    values = {"title_vi": "Lời văn của Nghị quyết"}
    services.edit_measure(measure=measure, by=secretariat, values=values, now=NOW, seen=None)
    call_command("load_plan", verbosity=0)
    measure.refresh_from_db()
    assert (measure.title_vi, measure.is_translated) == ("Lời văn của Nghị quyết", False)


@pytest.mark.parametrize(
    "address",
    ["/plan/292/", "/plan/292/tasks/1/", "/plan/292/measures/3.1/", "/plan/292/measures/2.3/", "/plan/292/indicators/missions-open/"],
)
def test_what_is_written_for_those_who_keep_the_data_is_shown_to_them_alone(address, shipped, officer, secretariat, signed_in):
    remarks = ["found: http", "named in the sentence", "none stated in the text", "Placement under task 3", "the app may offer"]
    told = page(signed_in(officer), address)
    assert not [remark for remark in remarks if remark in told]
    kept = page(signed_in(secretariat), "/plan/292/measures/3.1/")
    assert "<details" in kept[: kept.index("Placement under task 3")]


@pytest.mark.parametrize("address", ["/plan/292/", "/plan/292/directives/", "/plan/292/measures/2.3/", "/plan/292/tasks/2/"])
def test_english_on_a_vietnamese_page_is_marked_as_such(address, shipped, officer, signed_in):
    told = page(signed_in(officer), address)
    words = "striving target|vision \\(tầm|Government Resolution|reading of the word|was not found|journalist summary|A number received"
    assert not re.search(words, told)
    assert told.count('<span lang="en">') <= told.count("(tiếng Anh)")


def test_the_days_of_sources_are_written_as_days(shipped):
    assert {str(source).rpartition(", ")[2] for source in Source.objects.all()} >= {"13/05/2025", "09/2025"}


def test_names_of_the_state_stand_in_english_on_an_english_page(shipped, officer, signed_in):
    told = page(signed_in(officer), "/plan/292/", "en")
    assert "Phạm Minh Chính (Prime Minister)" in told
    assert "Thủ tướng Chính phủ" not in told
    assert "striving target" in page(signed_in(officer), "/plan/292/measures/2.3/", "en")


def test_everything_that_readers_see_of_the_plan_stands_in_vietnamese(shipped):
    """A negative control beside it: the text that has no English is found."""
    with override("vi"):
        facts = [(fact, field) for fact in Fact.objects.all() for field in ("text", "note")]
        rows = [*facts, *((target, "nature") for target in Target.objects.all()), *((row, "text") for row in Directive.objects.all())]
        rows += [(row, "occasion_text") for row in Directive.objects.filter(occasion=None)]
        assert [f"{row} {field}" for row, field in rows if row.lang(field)] == []
        fact = Fact(text_en="Only English", note="")
        assert fact.lang("text") == "en"
        assert said(fact, "text") == '<span lang="en">Only English</span> <span class="meta meta--s">(tiếng Anh)</span>'


def test_the_marks(db):
    with override("vi"):
        assert written_in("vi") == ""
        assert our_words(Measure(title_basis="found: https://vneconomy.vn/x.htm")) == ""
        assert "tạm dịch" in our_words(Measure(title_basis="partly found: https://vneconomy.vn/x.htm (“…”), rest translation"))
    assert places("found: https://www.a.vn/x.htm and found: https://b.vn/y (z); https://www.a.vn/x.htm") == [
        ("a.vn", "https://www.a.vn/x.htm"),
        ("b.vn", "https://b.vn/y"),
    ]
    assert places("see http://[x for it, http:// and https://a.vn/x") == [("a.vn", "https://a.vn/x")]
