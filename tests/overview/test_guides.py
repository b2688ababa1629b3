"""The guides, in both languages: every screen that they quote, every link and every picture is there; both say the same in the
same order; what stands in a file is escaped."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from config import catalogues
from office.guides import FOLDERS, Guide, guides, read_guide

GUIDES = {language: guides(language) for language in FOLDERS}
ALL = [guide for found in GUIDES.values() for guide in found]
PAIRS = list(zip(*GUIDES.values(), strict=True))


def screens():
    """The words of the house: English → what stands in its place in Vietnamese."""
    words = {}
    for message in catalogues.merged(settings.BASE_DIR / "locale", "vi"):
        if message.id:
            ids, texts = ([each] if isinstance(each, str) else each for each in (message.id, message.string))
            for one in ids:
                words.setdefault(one, set()).update(texts)
    return words


def shown(language):
    """The words of screens in the language; where the English catalogue is silent they are the msgids."""
    words = screens()
    return set(words) if language == "en" else set().union(*words.values())


def unknown(guide, words):
    return [label for label in guide.labels if label not in words]


def shape(block):
    """What a block is, and how many lines or cells it has."""
    lines = block.splitlines()
    marks = ("## ", "- ", "|", "![")
    kind = next((mark for mark in marks if block.startswith(mark)), "p")
    return kind, len(lines) if kind in {"- ", "|"} else 1, block.count("|") if kind == "|" else 0


def parted(vietnamese, english, words):
    """Where two blocks of one guide do not quote the same screens."""
    ours, theirs = Guide("", "", vietnamese).labels, Guide("", "", english).labels
    left = [one for one in ours if not any(one in words.get(other, ()) for other in theirs)]
    return left + [other for other in theirs if not words.get(other, set()) & set(ours)]


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: f"{guide.language}/{guide.name}")
class TestEach:
    def test_the_words_of_screens_that_it_quotes_are_those_of_the_screens(self, guide):
        assert unknown(guide, shown(guide.language)) == []
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
        mission_officer.language = guide.language
        mission_officer.save()
        browser = signed_in(mission_officer)
        browser.cookies["language"] = guide.language
        page = browser.get(f"/help/{guide.name}/").content.decode()
        assert f"<h1>{guide.title}</h1>" in page
        assert "**" not in page
        assert '<article class="guide">' in page  # in the language of the page
        assert f'/help/{guide.name}/">{guide.title}</a>' in browser.get("/help/").content.decode()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name)
class TestBothLanguages:
    def test_they_have_the_same_blocks(self, pair):
        assert pair[0].name == pair[1].name
        assert [shape(block) for block in pair[0].blocks] == [shape(block) for block in pair[1].blocks]

    def test_they_quote_the_same_screens_block_by_block(self, pair):
        words = screens()
        assert [fault for blocks in zip(*(guide.blocks for guide in pair), strict=True) for fault in parted(*blocks, words)] == []

    def test_they_lead_to_the_same_places_and_show_the_same_pictures(self, pair):
        assert pair[0].links == pair[1].links
        assert [Path(path).name for path in pair[0].pictures] == [Path(path).name for path in pair[1].pictures]
        assert all(Path(path).parent.name == "en" for path in pair[1].pictures)


def test_every_guide_has_both_languages():
    found = [{file.stem for file in (settings.BASE_DIR / folder).glob("*.md")} for folder in FOLDERS.values()]
    assert found[0] == found[1] >= {"bao-cao-quy", "cap-nhat-giai-phap", "xem-xet-bao-cao", "quan-ly-can-bo"}
    assert all(guide.language == language for language, rows in GUIDES.items() for guide in rows)


def test_a_guide_that_has_no_english_text_is_read_in_vietnamese(tmp_path, settings):
    (tmp_path / FOLDERS["vi"]).mkdir(parents=True)
    (tmp_path / FOLDERS["vi"] / "moi.md").write_text("# Mới\n\nLời.", encoding="utf-8")
    settings.BASE_DIR = tmp_path
    assert [(guide.title, guide.language) for guide in guides("en")] == [("Mới", "vi")]


def test_a_button_that_was_renamed_is_found():
    assert unknown(Guide("x", "x", "Bấm **Nút không có**."), shown("vi")) == ["Nút không có"]
    assert unknown(Guide("x", "x", "Press **No such button**.", "en"), shown("en")) == ["No such button"]


def test_a_screen_that_only_one_language_quotes_is_found():
    words = {"Save": {"Lưu"}, "Close": {"Kết thúc"}}
    assert parted("Bấm **Lưu**.", "Press **Save**.", words) == []
    assert parted("Bấm **Lưu**.", "Press **Close**.", words) == ["Lưu", "Close"]


def test_a_link_that_leads_nowhere_is_found():
    with pytest.raises(Resolver404):
        resolve(Guide("x", "x", "[trang](/khong-co/gi/ca/o-day/)").links[0])


def test_what_stands_in_a_file_is_escaped():
    html = Guide("x", "x", '## <script>\n\n- **<b>** [a"](/x"y)\n\n| <i> |\n|---|\n| & |\n\n![<u>](/static/img/favicon.svg)').html
    for mark in ("<script>", "<b>", "<i>", "<u>", '/x"y'):
        assert mark not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["khong-co", "..", "bao-cao-quy.md", "a" * 3000], ids=lambda name: name[:20])
def test_what_is_no_guide_is_not_found(name, signed_in, officer):
    assert read_guide(name, "vi") is read_guide(name, "en") is None
    assert signed_in(officer).get(f"/help/{name}/").status_code in {404}
