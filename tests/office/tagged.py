"""What a tagged PDF says, read by its structure as a screen reader would: a cell of a table as one text, whatever its lines."""

import re
from collections.abc import Iterator
from io import BytesIO

import pypdf
from pypdf.generic import ContentStream, DictionaryObject

BLOCKS = {"/P", "/H1", "/H2", "/H3", "/H4", "/TD", "/TH", "/LI", "/Caption", "/Title"}
CODE = rb"<([0-9A-Fa-f]+)>\s*"
ONE = re.compile(CODE * 2)
RANGE = re.compile(CODE * 2 + rb"(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")


def texts(content: bytes) -> list[str]:
    """The innermost blocks (paragraphs, headings, entries, cells) in the order of reading."""
    reader = pypdf.PdfReader(BytesIO(content))
    marked = {page.indirect_reference.idnum: dict(_marked(page, reader)) for page in reader.pages}
    return list(_blocks(reader.trailer["/Root"]["/StructTreeRoot"], marked))


def _blocks(node: DictionaryObject, marked: dict[int, dict[int, str]]) -> Iterator[str]:
    node = node.get_object()
    children = [child.get_object() for child in _children(node)]
    elements = [child for child in children if isinstance(child, dict) and "/S" in child]
    if node.get("/S") in BLOCKS and not any(_holds_block(child) for child in elements):
        yield _said(node, None, marked)
        return
    for child in elements:
        yield from _blocks(child, marked)


def _holds_block(node: DictionaryObject) -> bool:
    inside = [child.get_object() for child in _children(node)]
    return node.get("/S") in BLOCKS or any(isinstance(child, dict) and "/S" in child and _holds_block(child) for child in inside)


def _children(node: DictionaryObject) -> list:
    held = node.get("/K", [])
    held = held.get_object() if hasattr(held, "get_object") else held
    return held if isinstance(held, list) else [held]


def _said(node: DictionaryObject, page: int | None, marked: dict[int, dict[int, str]]) -> str:
    own = node.raw_get("/Pg").idnum if "/Pg" in node else page
    told = []
    for child in (child.get_object() for child in _children(node)):
        if isinstance(child, dict):
            if child.get("/Type") == "/MCR":
                told.append(marked[child.raw_get("/Pg").idnum if "/Pg" in child else own].get(child["/MCID"], ""))
            elif child.get("/Type") != "/OBJR":
                told.append(_said(child, own, marked))
        else:
            told.append(marked[own].get(int(child), ""))
    return "".join(told)


def _marked(page: pypdf.PageObject, reader: pypdf.PdfReader) -> Iterator[tuple[int, str]]:
    """Each marked piece of a page with its text; what is no part of the structure (heads of pages) has no number."""
    letters = {name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).get_object().items()}
    font: dict[int, str] = {}
    open_ones: list[tuple[int | None, str | None, list[str]]] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            font = letters[operands[0]]
        elif operator in (b"BDC", b"BMC"):
            given = operands[1] if len(operands) > 1 else {}
            instead = given.get("/ActualText")
            open_ones.append((given.get("/MCID"), None if instead is None else str(instead), []))
        elif operator == b"EMC":
            number, instead, told = open_ones.pop()
            text = "".join(told) if instead is None else instead
            if number is not None:
                yield int(number), text
            elif open_ones:
                open_ones[-1][2].append(text)
        elif operator in (b"Tj", b"TJ") and open_ones:
            shown = operands[0] if operator == b"TJ" else operands
            open_ones[-1][2].extend(_decoded(one, font) for one in shown if isinstance(one, (bytes, str)))


def _decoded(shown: bytes | str, font: dict[int, str]) -> str:
    raw = shown if isinstance(shown, bytes) else shown.original_bytes
    return "".join(font.get(int.from_bytes(raw[place : place + 2], "big"), "") for place in range(0, len(raw), 2))


def _letters(font: DictionaryObject) -> dict[int, str]:
    """Glyph → letters, by the table that the font brings for those who copy."""
    table, found = font["/ToUnicode"].get_object().get_data(), {}
    for body in re.findall(rb"beginbfchar(.*?)endbfchar", table, flags=re.DOTALL):
        found |= {int(code, 16): _utf16(letter) for code, letter in ONE.findall(body)}
    for body in re.findall(rb"beginbfrange(.*?)endbfrange", table, flags=re.DOTALL):
        for first, last, letter, many in RANGE.findall(body):
            start, base = int(first, 16), _utf16(letter) if letter else ""
            listed = [_utf16(one) for one in re.findall(rb"<([0-9A-Fa-f]+)>", many)]
            found |= {start + n: listed[n] if listed else base[:-1] + chr(ord(base[-1]) + n) for n in range(int(last, 16) - start + 1)}
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
