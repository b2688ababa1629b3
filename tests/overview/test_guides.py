"""The guides: every screen that they quote, every link and every picture is there; what stands in a file is escaped."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from config import catalogues
from office.guides import Guide, guides, read_guide

GUIDES = guides()


def screens():
    """The Vietnamese words of the house."""
    catalogue = catalogues.merged(settings.BASE_DIR / "locale", "vi")
    words = (message.string for message in catalogue if message.id)
    return {text for string in words for text in ([string] if isinstance(string, str) else string)}


def unknown(guide, words):
    return [label for label in guide.labels if label not in words]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
class TestEach:
    def test_the_words_of_screens_that_it_quotes_are_those_of_the_screens(self, guide):
        assert unknown(guide, screens()) == []
        assert len(guide.labels) > 5

    def test_every_link_leads_somewhere(self, guide):
        for address in guide.links:
            resolve(address.partition("#")[0])

    def test_every_picture_is_there(self, guide):
        assert guide.pictures
        for path in guide.pictures:
            assert (settings.BASE_DIR / "static" / path).is_file(), path

    @pytest.mark.django_db
    def test_it_is_read_by_whoever_has_signed_in(self, guide, signed_in, mission_officer, client):
        assert client.get(f"/help/{guide.name}/").status_code == 302
        page = signed_in(mission_officer).get(f"/help/{guide.name}/").content.decode()
        assert guide.title in page
        assert "**" not in page
        assert f"/help/{guide.name}/" in signed_in(mission_officer).get("/help/").content.decode()


def test_a_button_that_was_renamed_is_found():
    assert unknown(Guide("x", "x", "Bấm **Nút không có**."), screens()) == ["Nút không có"]


def test_a_link_that_leads_nowhere_is_found():
    with pytest.raises(Resolver404):
        resolve(Guide("x", "x", "[trang](/khong-co/gi/ca/o-day/)").links[0])


def test_what_stands_in_a_file_is_escaped():
    html = Guide("x", "x", '## <script>\n\n- **<b>** [a"](/x"y)\n\n| <i> |\n|---|\n| & |\n\n![<u>](/static/img/favicon.svg)').html
    for mark in ("<script>", "<b>", "<i>", "<u>", '/x"y'):
        assert mark not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["khong-co", "..", "bao-cao-quy.md"])
def test_what_is_no_guide_is_not_found(name, signed_in, officer):
    assert read_guide(name) is None
    assert signed_in(officer).get(f"/help/{name}/").status_code in {404}


def test_there_is_one_for_each_who_keeps_something():
    assert {guide.name for guide in GUIDES} >= {"bao-cao-quy", "xem-xet-bao-cao", "quan-ly-can-bo"}
    assert all(Path(settings.BASE_DIR / "docs" / "guides" / f"{guide.name}.md").is_file() for guide in GUIDES)
