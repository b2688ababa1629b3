"""Whether Word, PDF, the file for keeping and the page say the same: each text of the blocks, whole and in its place."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.table import Table as WordTable

from accounts.folding import clean
from office.blocks import Annex, Block, Heading, Items, Paragraph, Picture, Table
from tests.office import tagged

WHOLE, LAST = "whole", "last"  # a text stands alone, or is the end of one: the number of an annex stands before its title
INNERMOST = {"p", "h1", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "div"}
UNSAID = {"svg", "style", "script", "title"}


def squeezed(text: str) -> str:
    """How a text is broken into lines, and whether its look is in capitals, is no part of what it says."""
    return re.sub(r"\s+", "", text).casefold()


def pieces(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Heading):
            yield WHOLE, block.text
        elif isinstance(block, Paragraph):
            yield WHOLE, "".join(part.text for part in block.parts)
        elif isinstance(block, Items):
            yield from ((WHOLE, "".join(part.text for part in item)) for item in block.items)
        elif isinstance(block, Picture):
            yield WHOLE, block.caption
        elif isinstance(block, Table):
            yield from ((WHOLE, text) for text in (block.caption, *(column.label for column in block.columns)))
            yield from ((WHOLE, cell.text) for row in (*block.rows, block.total) for cell in row)
        elif isinstance(block, Annex):
            yield LAST, block.title
            yield from pieces(block.blocks)


def unsaid(blocks: Sequence[Block], told: Iterable[str]) -> str | None:
    """The first text of the blocks that does not follow in what is told; None where all of them do."""
    heard = iter([squeezed(clean(text)) for text in told])
    for kind, piece in pieces(blocks):
        if wanted := squeezed(clean(piece)):
            said = (text == wanted if kind == WHOLE else text.endswith(wanted) for text in heard)
            if not any(said):
                return piece
    return None


def texts_of_docx(content: bytes) -> list[str]:
    told = []
    for part in Document(BytesIO(content)).iter_inner_content():
        if isinstance(part, WordTable):
            told += [text for row in part.rows for text in _cells(row)]
        else:
            told.append(part.text)
    return told


def _cells(row) -> list[str]:
    """Each cell once, also where it spans several columns."""
    return [cell.text for place, cell in enumerate(row.cells) if not any(cell._tc is one._tc for one in row.cells[:place])]


def texts_of_html(markup: str) -> list[str]:
    reader = _Reader()
    reader.feed(markup)
    return [text for text in (*reader.told, reader.text) if text.strip()]


texts_of_pdf = tagged.texts


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told, self.text, self.silent = [], "", 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in UNSAID
        self._turn(tag)

    def handle_endtag(self, tag):
        self.silent -= tag in UNSAID
        self._turn(tag)

    def _turn(self, tag):
        if tag in INNERMOST:
            self.told.append(self.text)
            self.text = ""

    def handle_data(self, data):
        if not self.silent:
            self.text += data


def texts_of_files(draw: Callable[[str], bytes]) -> dict[str, list[str]]:
    """What each file says, by its kind; `draw` makes the file of a kind."""
    return {"docx": texts_of_docx(draw("docx")), "pdf": texts_of_pdf(draw("pdf")), "html": texts_of_html(draw("html").decode())}
