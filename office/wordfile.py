"""What a Word file needs and python-docx has no words for: one font in all four slots, rules drawn as borders,
a page number, links that print black, and a package whose bytes depend on nothing but its content."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
ALIGN = {
    "start": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "end": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_BUILT_IN = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
# Parts of python-docx's template that carry another font, another program's name or a picture of an empty page.
_UNWANTED = ("stylesWithEffects", "customXml", "thumbnail", "extended-properties", "fontTable", "theme", "webSettings")
_EARLIEST = date(1980, 1, 1)  # the zip format knows no earlier day


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes in points, first line in millimetres."""

    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: str = "start"
    first: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0  # lines
    exactly: float = 0  # points, instead of lines
    keep: bool = False
    level: int | None = None  # of the outline, from 1


def new(styles: dict[str, Style], language: str) -> WordDocument:
    """An empty file that knows these paragraph styles and no others."""
    return Document(BytesIO(_empty(tuple(styles.items()), language)))


@cache
def _empty(styles: tuple[tuple[str, Style], ...], language: str) -> bytes:
    """Made once in a process: to give a file its styles takes longer than to write a short report into it."""
    document, saved = Document(), BytesIO()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in _UNWANTED]:
            rels.pop(key)
    _styles(document, dict(styles), language)
    dash_list(document)
    settle(document, language)
    document.save(saved)
    return saved.getvalue()


def _styles(document: WordDocument, styles: dict[str, Style], language: str) -> None:
    for style in list(document.styles):
        if style.name not in _BUILT_IN and style.name not in styles:
            style.delete()
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    run.clear()
    run.append(_fonts())
    run.append(_element("w:sz", val="28"))
    run.append(_element("w:szCs", val="28"))
    run.append(_element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
    defaults.find(qn("w:pPrDefault")).clear()
    for name in ("Normal", "Table Grid"):
        style = document.styles[name]
        style.element.get_or_add_rPr().clear()
        style.element.get_or_add_rPr().append(_fonts())
    grid = document.styles["Table Grid"].element
    for spacing in grid.findall(qn("w:pPr")):
        grid.remove(spacing)
    for name, form in styles.items():
        add_style(document, name, form)


def add_style(document: WordDocument, name: str, form: Style) -> None:
    known = {style.name for style in document.styles}
    style: Any = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for part in ("w:rPr", "w:pPr", "w:link", "w:next"):
        for found in style.element.findall(qn(part)):
            style.element.remove(found)
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    style.hidden, style.quick_style = False, True
    style.element.get_or_add_rPr().append(_fonts())
    style.font.size, style.font.bold, style.font.italic = Pt(form.size), form.bold, form.italic
    style.font.all_caps, style.font.color.rgb = form.caps or None, RGBColor(0, 0, 0)
    style.element.rPr.find(qn("w:sz")).addnext(_element("w:szCs", val=str(round(form.size * 2))))
    shape = style.paragraph_format
    shape.alignment = ALIGN[form.align]
    shape.first_line_indent = Mm(form.first)
    shape.space_before, shape.space_after = Pt(form.before), Pt(form.after)
    if form.exactly:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(form.exactly)
    else:
        shape.line_spacing = form.line
    shape.keep_with_next, shape.widow_control = form.keep, True
    if form.level:
        style.element.pPr.append(_element("w:outlineLvl", val=str(form.level - 1)))


def dash_list(document: WordDocument) -> None:
    """One list: a dash and a space at the first line, as administrative texts have it."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/><w:lvlText w:val="-"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr>'
            f"<w:rPr><w:rFonts {' '.join(f'w:{slot}={chr(34)}{FONT}{chr(34)}' for slot in _SLOTS)}/></w:rPr></w:lvl></w:abstractNum>"
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))


def settle(document: WordDocument, language: str) -> None:
    """Today's Word, not its compatibility mode; the marks of the language; nothing random."""
    settings = document.settings.element
    for name in ("w:rsids", "w14:docId", "w:savePreviewPicture", "w:shapeDefaults", "w14:defaultImageDpi", "w:proofState"):
        prefix, local = name.split(":")
        for found in settings.xpath(f"./*[local-name()='{local}' and starts-with(name(), '{prefix}:')]"):
            settings.remove(found)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for name, value in (("w:decimalSymbol", ","), ("w:listSeparator", ";")) if language == "vi-VN" else ():
        settings.find(qn(name)).set(qn("w:val"), value)
    fonts = settings.find(qn("w:themeFontLang"))
    fonts.attrib.clear()
    fonts.set(qn("w:val"), language)


def _element(name: str, **values: str) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _fonts() -> Any:
    return _element("w:rFonts", **dict.fromkeys(_SLOTS, FONT))


def rule(paragraph: Paragraph, length: float, within: float) -> None:
    """Makes an empty paragraph a thin line of that length, centred in a column that wide (millimetres)."""
    indent = Mm(max(0.0, (within - length) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    borders = _element("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")


def bullet(paragraph: Paragraph) -> None:
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = 1


def page_number(paragraph: Paragraph) -> None:
    field = _element("w:fldSimple", instr="PAGE")
    paragraph._p.append(field)
    run = paragraph.add_run("2")
    field.append(run._r)


def relation(part: Any, address: str) -> str:
    found: str = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return found


def link(paragraph: Paragraph, text: str, address: str, bold: bool) -> None:
    """A link that looks like the text around it: the paper copy has no use for blue lines."""
    holder = OxmlElement("w:hyperlink")
    holder.set(qn("r:id"), relation(paragraph.part, address))
    paragraph._p.append(holder)
    run = paragraph.add_run(text)
    run.bold = bold or None
    holder.append(run._r)


def picture(paragraph: Paragraph, content: bytes, wide: float, told: str) -> None:
    """A picture in its line, so many millimetres wide, with what it shows in words."""
    shape = paragraph.add_run().add_picture(BytesIO(content), width=Mm(wide))
    properties = shape._inline.docPr
    properties.set("name", f"Picture {properties.id}")
    properties.set("descr", told)


def no_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def lay_out(table: Any, widths: list[float], padding: float, name: str = "") -> None:
    """Fixed widths in millimetres on the grid and on every cell, as both Word and LibreOffice want them."""
    table.autofit = False
    properties = table._tbl.tblPr
    for child in ("w:tblW", "w:tblLook"):
        for found in properties.findall(qn(child)):
            properties.remove(found)
    total = _element("w:tblW", w=str(sum(Mm(width).twips for width in widths)), type="dxa")
    properties.insert_element_before(total, "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout")
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(Mm(padding).twips), type="dxa"))
    properties.append(margins)
    if name:
        properties.append(_element("w:tblLook", val="0020", firstRow="1"))
        properties.append(_element("w:tblCaption", val=name))
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Mm(size)
    for row in table.rows:
        no_split(row)
        for cell, size in zip(row._tr.tc_lst, widths, strict=True):
            cell.width = Mm(size)


def pack(document: WordDocument, on: date) -> bytes:
    """The file: parts in a fixed order, every clock at the day of the figures."""
    raw, packed = BytesIO(), BytesIO()
    document.save(raw)
    moment = datetime(*max(on, _EARLIEST).timetuple()[:3])
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w") as target:
        first = ["[Content_Types].xml", "_rels/.rels"]
        for name in first + sorted(set(source.namelist()) - set(first)):
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            target.writestr(entry, source.read(name), compresslevel=6)
    return packed.getvalue()


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def hide_mark(line: Paragraph) -> None:
    """An empty paragraph that takes no room: its mark is hidden, and where a program minds it all the same, it is a point high."""
    line.paragraph_format.line_spacing = Pt(1)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    mark = line._p.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    for name, value in (("w:vanish", None), ("w:sz", "2")):
        element = OxmlElement(name)
        if value:
            element.set(qn("w:val"), value)
        properties.append(element)
    mark.append(properties)


def keep_last(document: WordDocument) -> None:
    """What was written last stays on the page of what comes next; of a table its last row, and the room behind it."""
    room = document.paragraphs[-1]
    room.paragraph_format.keep_with_next = True
    before = room._p.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        for cell in document.tables[-1].rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
