"""Every word a person can see has its Vietnamese, those of the libraries too."""

import os
from datetime import date
from pathlib import Path

import allauth
import django
import pytest
import rest_framework
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override

from config import catalogues
from config.management.commands.messages import KEYWORDS, extracted, faults_of, hidden, hidden_in, updated

PROJECT = Path(__file__).resolve().parents[2]
DJANGO, ALLAUTH, REST = (Path(library.__file__).parent for library in (django, allauth, rest_framework))
SHOWN = [
    *(DJANGO / name for name in ("core/validators.py", "core/paginator.py", "utils/timesince.py", "utils/text.py", "utils/ipv6.py")),
    *(DJANGO / "forms").glob("*.py"),
    DJANGO / "db/models/base.py", DJANGO / "db/models/constraints.py",
    DJANGO / "contrib/auth/password_validation.py",
    ALLAUTH / "account/forms.py", ALLAUTH / "account/adapter.py", ALLAUTH / "account/fields.py",
    *(REST / name for name in ("exceptions.py", "fields.py", "serializers.py", "relations.py", "validators.py", "pagination.py")),
]  # fmt: skip
# Features that are switched off: other ways to sign in, telephone numbers, cursors.
NEVER_SHOWN = ("phone", "Phone", "username", "Username", "(optional)", "cursor", "initial index", "LDAP", "WKT")


def _library_words():
    for file in SHOWN:
        with file.open("rb") as source:
            for _, message, _, _ in extract("python", source, KEYWORDS):
                single = message if isinstance(message, str) else message[-1] if None in message else message[0]
                if single and not any(word in single for word in NEVER_SHOWN):
                    yield single


def _django_speaks():
    for file in (DJANGO / "conf/locale/vi/LC_MESSAGES/django.po", DJANGO / "contrib/auth/locale/vi/LC_MESSAGES/django.po"):
        with file.open("rb") as source:
            for message in read_po(source, locale="vi"):
                if message.id and catalogues.is_translated(message) and not message.fuzzy:
                    yield message.id if isinstance(message.id, str) else message.id[0]


def test_the_words_of_the_libraries_are_borrowed():
    ours = catalogues.merged(PROJECT / "locale", "vi")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in ours if catalogues.is_translated(message)}
    missing = sorted(set(_library_words()) - known - set(_django_speaks()))
    assert not missing, "add these to config/borrowed_words.py, and their Vietnamese"


def test_a_message_of_each_library_speaks_vietnamese():
    with translation.override("vi"):
        assert gettext("Enter a valid JSON.") == "Hãy nhập nội dung JSON hợp lệ."
        assert gettext("Too many failed login attempts. Try again later.").startswith("Đăng nhập sai quá nhiều lần")
        assert gettext("This field is required.") == "Trường này là bắt buộc."
        assert ngettext("%(num)d day", "%(num)d days", 3) % {"num": 3} == "3 ngày"


def test_a_word_that_can_be_written_two_ways_is_written_one_way():
    """Ours and what is seen of Django: `ký tự`, `tỷ lệ`, `thời kỳ`."""
    two_ways = {"kí tự": "ký tự", "tỉ lệ": "tỷ lệ", "định kì": "định kỳ", "lí do": "lý do", "quản lí": "quản lý"}
    with translation.override("vi"):
        trans_real = translation.trans_real.translation("vi")
    found = [f"{words}: {text}" for text in _spoken(trans_real) for words in two_ways if words in text.casefold()]
    assert found == []


def _spoken(catalogue):
    for message in catalogues.merged(PROJECT / "locale", "vi"):
        yield from [message.string] if isinstance(message.string, str) else message.string
    for single in {*_library_words()} & {*_django_speaks()}:
        yield catalogue.gettext(single)
        yield catalogue.ngettext(single, single, 3)


def test_days_of_the_week_are_spelled():
    with translation.override("vi"):
        assert [date_format(date(2026, 11, 30 - back), "l") for back in range(7)] == [
            "Thứ Hai", "Chủ nhật", "Thứ Bảy", "Thứ Sáu", "Thứ Năm", "Thứ Tư", "Thứ Ba",
        ]  # fmt: skip


def test_english_is_what_the_libraries_wrote():
    with translation.override("en"):
        assert gettext("This field is required.") == "This field is required."


@pytest.fixture
def house(tmp_path):
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "words.py").write_text(
        'from x import gettext as _, ngettext, pgettext\n_("Hello %(name)s")\n'
        'ngettext("%d row", "%d rows", n)\npgettext("of a plan", "Task")\n'
    )
    (tmp_path / "app" / "templates" / "page.html").write_text(
        '{% load i18n %}\n  {% translate "Save" %}\n    {% blocktranslate count n=rows trimmed %}\n'
        "  One {{ n }} file\n{% plural %}\n  {{ n }} files\n"
        "{% endblocktranslate %}<p title=\"{{ _('Title') }}\">isn't</p>{# it's a comment #}\n"
    )
    return tmp_path


def _ids(catalogue):
    return [message.id for message in catalogue if message.id]


def test_words_are_found_in_code_and_templates(house):
    assert set(_ids(extracted(house))) == {
        "Hello %(name)s",
        ("%d row", "%d rows"),
        "Task",
        "Save",
        ("One %(n)s file", "%(n)s files"),
        "Title",
    }


def test_a_catalogue_keeps_its_words_and_forgets_nothing(house):
    known = catalogues.new("vi")
    known.add("Save", "Lưu")
    known.add("No longer used", "Không còn dùng")
    result = updated(extracted(house), known, "vi")
    assert result.get("Save").string == "Lưu"
    assert "No longer used" in result.obsolete
    assert catalogues.as_text(result) == catalogues.as_text(updated(extracted(house), result, "vi"))


@pytest.mark.parametrize(
    ("word", "vietnamese", "fault"),
    [
        ("Hello %(name)s", "", "not translated"),
        ("Hello %(name)s", "Xin chào %(ten)s", "ten"),
        ("Between {low} and {high}", "Từ {low}", "braces"),
        ("A line\n", "Một dòng", "line break"),
    ],
)
def test_a_faulty_translation_is_named(word, vietnamese, fault):
    catalogue = catalogues.new("vi")
    catalogue.add(word, vietnamese)
    assert any(fault in said for said in faults_of(catalogue, complete=True))


def test_a_catalogue_holds_no_time_and_no_place(house):
    text = catalogues.as_text(updated(extracted(house), catalogues.new("vi"), "vi")).decode()
    assert "POT-Creation-Date" not in text
    assert "#:" not in text


def test_parts_count_and_compile_without_gettext(tmp_path):
    folder = catalogues.folder_of(tmp_path, "vi")
    folder.mkdir(parents=True)
    (folder / "a.part.po").write_text('msgid "Plan"\nmsgstr "Kế hoạch"\n')
    assert catalogues.compile_all(tmp_path)
    assert (folder / "django.mo").exists()
    assert not catalogues.compile_all(tmp_path), "nothing has changed"


def test_what_is_compiled_is_read_by_every_user_whatever_the_umask(tmp_path):
    """The settings of an embedded house close what it writes to others; words are code, and its owner is not who runs it."""
    folder = catalogues.folder_of(tmp_path, "vi")
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Plan"\nmsgstr "Kế hoạch"\n', encoding="utf-8")
    before = os.umask(0o077)
    try:
        assert catalogues.compile_all(tmp_path)
    finally:
        os.umask(before)
    compiled = folder / "django.mo"
    assert compiled.stat().st_mode & 0o777 == 0o644
    compiled.chmod(0o600)  # as one of before lies there
    assert not catalogues.compile_all(tmp_path)
    assert compiled.stat().st_mode & 0o777 == 0o644


def test_no_message_hides_from_the_extractor():
    assert list(hidden(PROJECT)) == []


@pytest.mark.parametrize(
    "source",
    ["x = f\"{_('Give a day.')}\"", "x = f'{a} {ngettext(one, many, n)}'", "x = _(f'Day {day}')", "x = f\"{'%s' % (gettext('a'),)}\""],
)
def test_a_message_that_hides_is_seen(source):
    assert hidden_in(source) == {1}
    assert hidden_in("a = _('Give a day.')\nx = f'{a}'") == set()
    assert hidden_in("from x import gettext_lazy as _\n_t = gettext_lazy") == {2}
    assert hidden_in("from x import gettext as told") == {1}


def test_what_was_hidden_speaks_vietnamese():
    with translation.override("vi"):
        assert gettext("Give that day or a later one.") != "Give that day or a later one."


def test_words_read_before_they_were_compiled_are_read_anew(tmp_path, settings):
    """A first start compiles and goes on in the same process, which writes whole reports."""
    settings.LOCALE_PATHS = [tmp_path]
    folder = catalogues.folder_of(tmp_path, "vi")
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "A word of this test"\nmsgstr "Một từ của phép thử này"\n', encoding="utf-8")
    try:
        with override("vi"):
            assert gettext("A word of this test") == "A word of this test"
            assert catalogues.compile_all(tmp_path)
        with override("vi"):
            assert gettext("A word of this test") == "Một từ của phép thử này"
    finally:
        catalogues.translation_file_changed(None, folder / "django.mo")  # for the tests after this one
