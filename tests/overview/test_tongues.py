"""What people typed is read out by the rules of its own language, on every page (WCAG 3.1.2)."""

from itertools import groupby, product

import pytest
from django.test import Client

from accounts.models import User
from office.models import StoredFile
from personnel.models import Officer
from tests import sweeps
from tests.browser.furnished import furnish
from tests.browser.pages import PAGES
from tests.overview.tongues import unmarked

LANGUAGES = ("en", "vi") if sweeps.WHOLE else ("en",)
NAMES = ["Hà Nội", "Phạm Minh Chính", "đồng", "Tiếng Việt", "MH-22/QĐ-BNG", "Cán bộ 999", "Không Có Ai", "Nguyễn Thu Hà", "Trần Quốc Bảo"]
QUOTED = ["phấn đấu", "Mức bình quân ASEAN", "Vụ Luật pháp và Điều ước quốc tế"]  # words of Vietnamese within a sentence of ours


@pytest.fixture
def furnished(db, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return furnish(monkeypatch)


def proper_names():
    """Of people, of places and files, and the currency; the longest first."""
    people = [*User.objects.values_list("name", flat=True), *Officer.objects.values_list("name", flat=True)]
    return sorted({*people, *StoredFile.objects.values_list("name", flat=True), *NAMES, *QUOTED}, key=len, reverse=True)


def test_what_was_typed_in_another_language_than_the_pages_says_so(furnished):
    found, names = {}, proper_names()
    for person, pages in groupby(sorted(PAGES, key=lambda page: page.person or ""), key=lambda page: page.person):
        client = Client()
        if person:
            client.force_login(furnished.people[person], backend="accounts.backend.Backend")
        for language, page in product(LANGUAGES, pages):
            client.cookies["language"] = language
            texts = unmarked(client.get(page.address(furnished), follow=True).content.decode(), names)
            found |= {f"{page.name} {language}": texts} if texts else {}
    assert found == {}


def test_the_look_at_a_page_notices_what_is_not_marked():
    page = '<html lang="en"><p>Reason</p><p{}>Chờ ý kiến của hai đơn vị</p><title>Đã xong</title><p>Asked by Trần Văn Hải</p></html>'
    assert unmarked(page.format("")) == ["Chờ ý kiến của hai đơn vị"]
    assert unmarked(page.format(' lang="vi"')) == []
    assert unmarked('<html lang="vi"><br><p>Ý kiến</p><p>The talks with the host have been held</p></html>') == [
        "The talks with the host have been held"
    ]
    assert unmarked("<html lang='en'><p>Hải Vân: đã gửi</p></html>", ["Hải Vân"]) == ["Hải Vân: đã gửi"]
    assert unmarked("<html lang='en'><p>Hải Vân</p></html>", ["Hải Vân"]) == []
