"""A report as a PDF file in the form of Decree 30/2020/NĐ-CP: tagged (PDF/UA-1), its letters embedded, drawn by typst.

The blocks go to typst as data: what a mission wrote is never part of a program (`office/typeset/decree.typ` is the whole of it).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from accounts.folding import clean
from office import decree, pictures, widths
from office.blocks import Annex, Block, Heading, Items, Paragraph, Picture, Table, Text
from office.shell import Shell

FORM = Path(__file__).parent / "typeset" / "decree.typ"
FONTS = Path(__file__).parent / "fonts"
ACCESSIBLE = "ua-1"
NO_BREAK = "\u00a0"
Data = dict[str, Any]


def draw_pdf(blocks: Sequence[Block], shell: Shell) -> bytes:
    """The file. Where a text has a letter that our fonts lack, the standard refuses it: then it is tagged all the same."""
    given = {"data": json.dumps(_Pages(shell).data(blocks), ensure_ascii=False)}
    try:
        return _compiled(given, shell, [ACCESSIBLE])
    except typst.TypstError:
        return _compiled(given, shell, [])


def _compiled(given: dict[str, str], shell: Shell, standards: list[Any]) -> bytes:
    on = shell.as_of
    clock = datetime(on.year, on.month, on.day, tzinfo=UTC)
    compiler = typst.Compiler(root=FORM.parent, font_paths=_fonts())
    drawn = compiler.compile(FORM.read_bytes(), format="pdf", sys_inputs=given, pdf_standards=standards, timestamp=clock)
    assert isinstance(drawn, bytes)
    return drawn


@cache
def _fonts() -> typst.Fonts:
    """Ours alone: those of the machine have no say in it."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _said(text: str) -> str:
    return clean(text).replace(NO_BREAK, " ")


class _Pages:
    """One file as data for the form."""

    def __init__(self, shell: Shell) -> None:
        self.shell, self.words = shell, decree.words_of(shell)

    def data(self, blocks: Sequence[Block]) -> Data:
        body = [block for block in blocks if not isinstance(block, Annex)]
        return {
            **self._form(),
            "blocks": self._blocks(body, decree.PORTRAIT),
            "annexes": [self._annex(block) for block in blocks if isinstance(block, Annex)],
        }

    def _form(self) -> Data:
        shell, words = self.shell, self.words
        agency, abstract = _said(shell.agency.upper()), _said(shell.abstract)
        language, _dash, region = words.locale.partition("-")
        return {
            "form": {
                "top": decree.TOP,
                "bottom": decree.BOTTOM,
                "left": decree.LEFT,
                "right": decree.RIGHT,
                "indent": decree.INDENT,
                "portrait": decree.PORTRAIT,
                "agency_column": decree.AGENCY_COLUMN,
                "padding": widths.PADDING,
            },
            "rules": {
                "agency": decree.short(agency, 13, decree.AGENCY_COLUMN),
                "motto": widths.width(words.motto, 14),
                "abstract": decree.short(abstract, 14, decree.PORTRAIT),
            },
            "language": language,
            "region": region,
            "title": f"{_said(shell.title)} {abstract}".replace("\n", " "),
            "author": _said(shell.agency),
            "subject": words.demo if shell.demo else abstract,
            "as_of": [shell.as_of.year, shell.as_of.month, shell.as_of.day],
            "draft": words.draft,
            "demo": words.demo if shell.demo else "",
            "agency_above": [_said(shell.agency_above.upper())] if shell.agency_above else [],
            "agency": agency,
            "nation": words.nation,
            "motto": words.motto,
            "number_line": decree.number_line(shell),
            "day_line": decree.day_line(shell),
            "heading": _said(shell.title),
            "abstract": abstract,
            "addressee": decree.addressee(shell),
            "recipients_head": words.recipients,
            "recipients": decree.recipients(shell),
            "signer": _said(shell.signer),
            "other_signer": _said(shell.other_signer),
            "attached": decree.attached(shell),
        }

    def _annex(self, annex: Annex) -> Data:
        wide = decree.LANDSCAPE if annex.landscape else decree.PORTRAIT
        return {
            "number": f"{self.words.annex} {_said(annex.number)}".strip(),
            "title": _said(annex.title),
            "landscape": annex.landscape,
            "blocks": self._blocks(annex.blocks, wide, depth=1),
        }

    def _blocks(self, blocks: Iterable[Block], wide: float, depth: int = 0) -> list[Data]:
        """`depth`: of the heading before; none goes deeper than one step at a time, as the standard wants it."""
        drawn = []
        for block in blocks:
            if isinstance(block, Heading):
                depth = min(block.level, depth + 1)
                drawn.append({"shape": "heading", "text": _said(block.text), "level": block.level, "depth": depth})
            else:
                drawn.append(self._block(block, wide))
        return drawn

    def _block(self, block: Block, wide: float) -> Data:
        if isinstance(block, Paragraph):
            return {"shape": "paragraph", "parts": self._parts(block.parts), "note": block.kind == "note"}
        if isinstance(block, Items):
            return {"shape": "items", "items": [self._parts(item) for item in block.items]}
        if isinstance(block, Picture):
            drawing = str(pictures.svg(block, literal=True))
            return {"shape": "picture", "caption": _said(block.caption), "alt": _said(block.alt), "svg": drawing}
        if isinstance(block, Table):
            return self._table(block, wide)
        raise TypeError(f"An annex cannot hold {type(block).__name__}.")

    def _table(self, block: Table, wide: float) -> Data:
        for row in block.rows:
            widths.must_fit(block, row)
        shares = widths.columns_of(block, wide)
        return {
            "shape": "table",
            "caption": _said(block.caption),
            "whole": widths.stays_whole(block, wide),
            "size": widths.SMALL if widths.crowded(block, wide) else widths.HEAD,
            "columns": [
                {"label": _said(column.label), "width": share, "align": column.align}
                for column, share in zip(block.columns, shares, strict=True)
            ],
            "rows": self._rows(block.rows),
            "total": self._parts(block.total),
        }

    def _rows(self, rows: Sequence[Sequence[Text]]) -> list[list[Data]]:
        """An address is a link where a table names it first: thousands of the same would be a third of the memory."""
        drawn, seen = [self._parts(row) for row in rows], set[str]()
        for part in (part for row in drawn for part in row if part["link"]):
            if part["link"] in seen:
                part["link"] = ""
            seen.add(part["link"])
        return drawn

    def _parts(self, parts: Sequence[Text]) -> list[Data]:
        return [{"text": _said(part.text), "bold": part.bold, "link": self._link(part)} for part in parts]

    def _link(self, part: Text) -> str:
        return self.shell.address.rstrip("/") + part.path if self.shell.address and part.path else ""
