"""A report as a Word file in the form of Decree 30/2020/NĐ-CP: a draft without number, date, seal or signature.

What the form says and measures is `office.decree`; here it is drawn with python-docx.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from accounts.folding import clean
from office import base_document, decree, pictures, widths, wordfile, wordrows
from office.blocks import Annex, Block, Heading, Items, Paragraph, Picture, Table, Text
from office.decree import AGENCY_COLUMN, BOTTOM, INDENT, LANDSCAPE, LEFT, LONG, PORTRAIT, RIGHT, SHORT, TOP
from office.shell import Shell
from office.wordfile import Style
from office.wordrows import Cell

STYLES = {
    "Normal": Style(14),
    "Body Text": Style(14, align="justify", first=INDENT, after=6, line=1.15),
    "List Bullet": Style(14, align="justify", first=INDENT, after=6, line=1.15),
    "Note": Style(12, italic=True, align="start", first=INDENT, after=6, line=1.15),
    "Heading 1": Style(14, bold=True, caps=True, align="justify", first=INDENT, before=6, after=6, line=1.15, keep=True, level=1),
    "Heading 2": Style(14, bold=True, align="justify", first=INDENT, before=3, after=6, line=1.15, keep=True, level=2),
    "Heading 3": Style(14, bold=True, align="justify", first=INDENT, after=6, line=1.15, keep=True, level=3),
    "Title": Style(14, bold=True, align="center", before=18),
    "Subtitle": Style(14, bold=True, align="center", keep=True),
    "Addressee": Style(14, align="center", before=6, after=12),
    "Form": Style(13, align="center"),
    "Annex Title": Style(14, bold=True, align="center", level=1, keep=True),
    "Annex Note": Style(13, italic=True, align="center", keep=True),
    "Caption": Style(13, bold=True, align="center", before=6, after=4, keep=True),
    "Table Head": Style(widths.HEAD, bold=True, align="center", before=2, after=2, keep=True),
    "Table Text": Style(widths.HEAD, before=2, after=2),
    "Table Head Small": Style(widths.SMALL, bold=True, align="center", before=2, after=2, keep=True),
    "Table Text Small": Style(widths.SMALL, before=2, after=2),
    "Recipients": Style(11),
    "Signer": Style(14, bold=True, align="center"),
    "Header": Style(13, align="start"),
    "Picture": Style(12, align="center", after=8),
    "Rule": Style(2, before=2, exactly=4),
    "Gap": Style(2, exactly=6),
}


TOGETHER = 3  # rows at the end of a table


def draw_docx(blocks: Sequence[Block], shell: Shell, base: bytes = b"") -> bytes:
    """The file: header block, title, the text, closing block, then each annex on pages of its own. `base`: a .docx that has
    been checked (`office.base_document`), whose styles and letterhead are used."""
    return _Sheet(shell, base).draw(blocks)


def plain_base() -> bytes:
    """The built-in styles as a file that somebody can change in Word and give back."""
    document = wordfile.new(STYLES, decree.WORDS["vi"].locale)
    for name in STYLES:
        document.add_paragraph(name, style=name)
    return wordfile.pack(document, date(2025, 9, 23))


class _Sheet:
    """One file being drawn; `wide` is the width of the text on the page at hand."""

    def __init__(self, shell: Shell, base: bytes) -> None:
        self.shell = shell
        self.words = decree.words_of(shell)
        begin = partial(base_document.begin, base) if base else wordfile.new
        self.word: WordDocument = begin(STYLES, self.words.locale)
        part: Any = self.word.part
        part.get_style_id = cache(part.get_style_id)  # which would look through every style, once for each line
        part.relate_to = cache(part.relate_to)  # which would look through every link, once for each link
        self.wide = PORTRAIT

    def draw(self, blocks: Sequence[Block]) -> bytes:
        self._properties()
        self._page(self.word.sections[0], landscape=False)
        self._running_head(self.word.sections[0], first=True)
        self._header_block()
        self._title()
        self._blocks([block for block in blocks if not isinstance(block, Annex)])
        self._closing()
        for block in blocks:
            if isinstance(block, Annex):
                self._annex(block)
        return wordfile.pack(self.word, self.shell.as_of)

    # the page

    def _properties(self) -> None:
        shell, core = self.shell, self.word.core_properties
        core.title = f"{clean(shell.title)} {clean(shell.abstract)}".replace("\n", " ")[:255]
        core.subject = clean(shell.abstract)[:255]
        core.author = core.last_modified_by = clean(shell.agency)[:255]
        core.category, core.content_status, core.language = self.words.category, self.words.draft, self.words.locale
        core.comments = self.words.demo if shell.demo else ""
        core.created = core.modified = wordfile.midnight(shell.as_of)
        core.revision = 1

    def _page(self, section: Any, *, landscape: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if landscape else (Mm(SHORT), Mm(LONG))
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.header_distance = section.footer_distance = Mm(10)
        self.wide = LANDSCAPE if landscape else PORTRAIT

    def _running_head(self, section: Any, *, first: bool) -> None:
        """Draft and illustration on every page; the number in the middle of the top margin, not on the first page."""
        section.different_first_page_header_footer = first
        if first:
            self._head_line(section.first_page_header, numbered=False)
        self._head_line(section.header, numbered=True)

    def _head_line(self, header: Any, *, numbered: bool) -> None:
        line = self._first_line(header)
        line.style = "Header"
        stops = line.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(self.wide / 2), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(self.wide), WD_TAB_ALIGNMENT.RIGHT)
        draft = line.add_run(self.words.draft)
        draft.bold, draft.font.size = True, Pt(12)
        line.add_run("\t")
        if numbered:
            wordfile.page_number(line)
        if self.shell.demo:
            demo = line.add_run(f"\t{self.words.demo}")
            demo.italic, demo.font.size = True, Pt(12)

    def _first_line(self, header: Any) -> Line:
        """Above the letterhead, where the file below has one."""
        if header.is_linked_to_previous:
            header.is_linked_to_previous = False
            return header.paragraphs[0]
        header._element.insert(0, OxmlElement("w:p"))
        return header.paragraphs[0]

    # the form

    def _header_block(self) -> None:
        shell, words, right = self.shell, self.words, PORTRAIT - AGENCY_COLUMN
        table = self.word.add_table(rows=2, cols=2)
        table.style = None
        wordfile.lay_out(table, [AGENCY_COLUMN, right], padding=0)
        agency, nation = table.rows[0].cells
        lines = [(shell.agency_above.upper(), False)] if shell.agency_above else []
        self._stack(agency, [*lines, (shell.agency.upper(), True)])
        wordfile.rule(agency.add_paragraph(style="Rule"), decree.short(shell.agency.upper(), 13, AGENCY_COLUMN), AGENCY_COLUMN)
        self._stack(nation, [(words.nation, True), (words.motto, True)])
        nation.paragraphs[-1].runs[0].font.size = Pt(14)
        wordfile.rule(nation.add_paragraph(style="Rule"), widths.width(words.motto, 14), right)
        number, day = table.rows[1].cells
        self._stack(number, [(decree.number_line(shell), False)])
        self._stack(day, [(decree.day_line(shell), False)])
        day.paragraphs[0].runs[0].italic, day.paragraphs[0].runs[0].font.size = True, Pt(14)
        for cell in (number, day):
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)

    def _stack(self, cell: Any, lines: list[tuple[str, bool]], style: str = "Form") -> None:
        """Lines below each other in a cell, each bold or not."""
        for place, (text, bold) in enumerate(lines):
            line = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            line.style = style
            line.add_run(clean(text)).bold = bold

    def _title(self) -> None:
        shell = self.shell
        self.word.add_paragraph(clean(shell.title), style="Title")
        self.word.add_paragraph(clean(shell.abstract), style="Subtitle")
        rule = self.word.add_paragraph(style="Rule")
        wordfile.rule(rule, decree.short(shell.abstract, 14, PORTRAIT), PORTRAIT)
        rule.paragraph_format.space_before, rule.paragraph_format.space_after = Pt(3), Pt(12)
        if shell.addressee:
            self.word.add_paragraph(decree.addressee(shell), style="Addressee")

    def _closing(self) -> None:
        """Who receives it on the left, who will sign on the right, with room for the name; kept with the last lines."""
        wordfile.keep_last(self.word)
        two = bool(self.shell.other_signer)
        table = self.word.add_table(rows=1 + two, cols=2)
        table.style = None
        wordfile.lay_out(table, [PORTRAIT / 2, PORTRAIT / 2], padding=0)
        if two:
            self._signed(table.rows[0].cells[0], self.shell.signer)
        left, right = table.rows[-1].cells
        self._stack(left, [(self.words.recipients, True)], style="Recipients")
        left.paragraphs[0].runs[0].italic, left.paragraphs[0].runs[0].font.size = True, Pt(12)
        for line in decree.recipients(self.shell):
            left.add_paragraph(line, style="Recipients")
        self._signed(*((table.rows[0].cells[1], self.shell.other_signer) if two else (right, self.shell.signer)))
        self._gap()
        wordfile.hide_mark(self.word.paragraphs[-1])  # a signature at the foot of a page would else bring an empty one

    def _signed(self, cell: Any, signer: str) -> None:
        self._stack(cell, [(line, True) for line in signer.split("\n")], style="Signer")
        cell.paragraphs[-1].paragraph_format.space_after = Pt(84)

    def _annex(self, annex: Annex) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        self.word.paragraphs[-1].style = "Gap"  # it carries the break
        self._page(section, landscape=annex.landscape)
        self._running_head(section, first=False)
        title = self.word.add_paragraph(f"{self.words.annex} {clean(annex.number)}".strip(), style="Annex Title")
        title.add_run().add_break()
        title.add_run(clean(annex.title)).font.all_caps = True
        self.word.add_paragraph(decree.attached(self.shell), style="Annex Note")
        rule = self.word.add_paragraph(style="Rule")
        wordfile.rule(rule, 40, self.wide)
        rule.paragraph_format.space_before, rule.paragraph_format.space_after = Pt(3), Pt(8)
        self._blocks(annex.blocks)

    # the text

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self.word.add_paragraph(clean(block.text), style=f"Heading {block.level}")
            elif isinstance(block, Paragraph):
                self._parts(self.word.add_paragraph(style="Note" if block.kind == "note" else "Body Text"), block.parts)
            elif isinstance(block, Items):
                self._items(block)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Picture):
                self._picture(block)
            else:
                raise TypeError(f"An annex cannot hold {type(block).__name__}.")

    def _parts(self, line: Line, parts: Sequence[Text], *, bold: bool = False) -> None:
        for part in parts:
            if self.shell.address and part.path:
                wordfile.link(line, clean(part.text), self.shell.address.rstrip("/") + part.path, part.bold or bold)
            else:
                line.add_run(clean(part.text)).bold = part.bold or bold or None

    def _items(self, block: Items) -> None:
        for parts in block.items:
            line = self.word.add_paragraph(style="List Bullet")
            wordfile.bullet(line)
            self._parts(line, parts)

    def _picture(self, block: Picture) -> None:
        """As wide as the text; who cannot see it is told in words what it shows."""
        self.word.add_paragraph(clean(block.caption), style="Caption")
        line = self.word.add_paragraph(style="Picture")
        wordfile.picture(line, pictures.png(block), min(self.wide, PORTRAIT), clean(block.alt))

    def _table(self, block: Table) -> None:
        if block.caption:
            self.word.add_paragraph(clean(block.caption), style="Caption")
        rows = [*block.rows, block.total] if block.total else list(block.rows)
        for texts in rows:
            widths.must_fit(block, texts)
        table = self.word.add_table(rows=0, cols=len(block.columns))
        table.style = "Table Grid"
        wide = widths.columns_of(block, self.wide)
        wordfile.lay_out(table, wide, padding=widths.PADDING, name=clean(block.caption))
        wordrows.Rows(wide, self._relation).add_to(table, [self._head(block), *self._rows(block, rows)])
        self._gap()

    def _head(self, block: Table) -> wordrows.Row:
        style = self._style("Table Head", block)
        return wordrows.Row([Cell(Text(clean(column.label)), style) for column in block.columns], head=True)

    def _rows(self, block: Table, rows: Sequence[Sequence[Text]]) -> Iterator[wordrows.Row]:
        style, whole = self._style("Table Text", block), widths.stays_whole(block, self.wide)
        for place, texts in enumerate(rows, start=1):
            total = bool(block.total) and place == len(rows)
            # A group line stays with its first row; the last rows go together, so that none of them begins a page alone.
            keep = whole or len(texts) < len(block.columns) or place > len(rows) - TOGETHER
            stays = keep and place < len(rows)
            aligned = [column.align if len(texts) > 1 else "start" for column in block.columns]
            clear = [replace(text, text=clean(text.text)) for text in texts]
            yield wordrows.Row([Cell(text, style, align, total, stays) for text, align in zip(clear, aligned, strict=False)])

    def _style(self, name: str, block: Table) -> str | None:
        """Its id in this file."""
        size = " Small" if widths.crowded(block, self.wide) else ""
        found: str | None = self.word.part.get_style_id(f"{name}{size}", WD_STYLE_TYPE.PARAGRAPH)
        return found

    def _relation(self, path: str) -> str:
        """The id of the link to it; nothing where the address of the house is not known."""
        return wordfile.relation(self.word.part, self.shell.address.rstrip("/") + path) if self.shell.address else ""

    def _gap(self) -> None:
        """Parts a table from what follows; Word wants a paragraph there anyway."""
        self.word.add_paragraph(style="Gap")
