"""A compiled report keeps its words: a later release shows it as its files say it."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from office import blocks as shapes
from office.charts import Band, Bars, Box, Point, Row, Track
from office.plain_blocks import SHAPES, blocks_of, plain
from reports import composition, services, triggers, verifying, words_kept
from reports.composition import compose
from reports.models import ProgressReport

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LINE = "which did not keep the words of this page"
EACH = [
    shapes.Heading("I. PHƯƠNG HƯỚNG"),
    shapes.Paragraph((shapes.Text("Đã có "), shapes.Text("99", "/missions/", bold=True, value=99)), "note"),
    shapes.Items(((shapes.Text("Một"),), (shapes.Text("", value=date(2026, 6, 30)), shapes.Text("0,5", value=0.5)))),
    shapes.Picture("Hình", "Lời", Bars((Row("A", (Box("open_within", "a", weight=2.5),), "2"),), (("open_within", "Trong hạn"),))),
    shapes.Picture("Hình", "Lời", Track((Point(date(2026, 1, 1), 1.0),), band=(Band(date(2026, 1, 1), 0.5, 2.0),), stairs=True)),
    shapes.Annex("I", "Phụ lục", (shapes.Table("Bảng", (shapes.Column("Cột", 1.0, "end"),), ((shapes.Text("1"),),)),), landscape=False),
]
BEFORE = [  # as it stands in databases: never to be changed, only added to
    {"is": "Heading", "text": "1. Chung", "level": 2},
    {"is": "Paragraph", "parts": [{"is": "Text", "text": "Có "}, {"is": "Text", "text": "9", "address": "/x/", "bold": True, "value": 9}]},
    {"is": "Items", "items": [[{"is": "Text", "text": "a", "value": {"is": "date", "day": "2026-06-30"}}]]},
    {
        "is": "Annex", "number": "I", "title": "T", "landscape": False,
        "blocks": [{"is": "Table", "caption": "C", "columns": [{"is": "Column", "label": "L", "width": 1, "align": "end"}],
                    "rows": [[{"is": "Text", "text": "1"}]], "total": [{"is": "Text", "text": "1"}]}],
    },
    {"is": "Picture", "caption": "C", "alt": "A", "chart": {"is": "Bars", "legend": [["open", "Open"]], "rows": [
        {"is": "Row", "name": "N", "total": "1", "address": "/x/", "boxes": [{"is": "Box", "kind": "open", "label": "l", "address": "/x/", "weight": 2}]}]}},
    {"is": "Picture", "caption": "C", "alt": "A", "chart": {"is": "Track", "stairs": True, "band": [
        {"is": "Band", "on": {"is": "date", "day": "2026-06-30"}, "low": 1, "high": 2}], "expected": [], "goals": [], "actual": [
        {"is": "Point", "on": {"is": "date", "day": "2026-06-30"}, "value": 1, "label": "l", "address": "/x/", "title": "t", "tick": "q"}]}},
]  # fmt: skip


def test_every_shape_comes_back_as_it_was():
    assert blocks_of(plain(EACH)) == EACH
    assert set(SHAPES) == {name for name in SHAPES if f"'is': '{name}'" in str(plain(EACH))}  # none is left out here


def test_what_an_earlier_release_kept_is_still_read():
    assert [type(block).__name__ for block in blocks_of(BEFORE)] == [part["is"] for part in BEFORE]
    assert plain(blocks_of(BEFORE))[1:4] == BEFORE[1:4]


@pytest.fixture
def reworded(monkeypatch):
    """A later release words the report in another way: calling it begins that release."""

    def later():
        body = shapes.Paragraph((shapes.Text("Câu chữ của bản sau."),))
        monkeypatch.setattr(words_kept, "compose", lambda figures, language: [body])
        monkeypatch.setattr(words_kept, "abstract", lambda figures, language: "Trích yếu của bản sau")

    return later


@pytest.mark.usefixtures("undrawn")
class TestThePage:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_it_says_what_was_compiled_whoever_reads_it_and_whatever_came_since(self, compiled, signed_in, secretariat, reworded, language):
        report = compiled(language=language)
        browser = signed_in(secretariat)
        before = {reader: _page(browser, report, reader) for reader in ("vi", "en")}
        reworded()
        after = {reader: _page(browser, report, reader) for reader in ("vi", "en")}
        assert LINE not in after["en"]
        for reader in ("vi", "en"):
            assert "bản sau" not in after[reader]
            assert _article(after[reader]) == _article(before[reader])

    def test_one_compiled_before_words_were_kept_says_so(self, compiled, signed_in, secretariat, reworded):
        report = compiled()
        ProgressReport.objects.filter(pk=report.pk).update(words=None)
        reworded()
        page = _page(signed_in(secretariat), report, "en")
        assert LINE in page
        assert "What was compiled stands in its files." in page
        assert "Câu chữ của bản sau." in page


def test_what_is_kept_is_what_the_files_were_drawn_from(compiled, monkeypatch):
    from reports import drawing

    drawn = []
    monkeypatch.setattr(
        "reports.services.progress.DRAW", {"html": lambda blocks, *rest: drawn.append(blocks) or drawing.DRAW["html"](blocks, *rest)}
    )
    report = compiled()
    assert words_kept.words_of(report).blocks == drawn[0] == compose(report.figures, "vi")
    assert words_kept.title_of(report) == composition.abstract(report.figures, "vi")


@pytest.mark.usefixtures("undrawn")
def test_altered_words_are_told(compiled, leader):
    report = compiled()
    services.approve(report=report, by=leader, now=timezone.now(), seen=report.version, acknowledged=True)
    row = ProgressReport.objects.filter(pk=report.pk)
    for altered in (report.words | {"title": "Khác"}, None):
        with triggers.lifted(connection):
            row.update(words=altered)
        assert [fault.text for fault in verifying.faults(timezone.now())] == [
            f"the words of {report.code} are not those that were compiled"
        ]
    with triggers.lifted(connection):
        row.update(words=report.words)
    assert list(verifying.faults(timezone.now())) == []


def test_lists_read_none_of_it(compiled):
    assert {"figures", "words"} <= ProgressReport.objects.listed().get(pk=compiled().pk).get_deferred_fields()


def _page(browser, report, reader):
    return browser.get(f"/reports/progress/{report.pk}/", headers={"accept-language": reader}).content.decode()


def _article(page):
    """The words of the report, without what the page says around them."""
    return page[page.index("<article") : page.index("</article>")]
