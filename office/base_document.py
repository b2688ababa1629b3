"""The .docx that an administrator puts below the reports: its styles and its letterhead are used, nothing else of it.

    told = check(content)              # a ValidationError says what is wrong and what to do; else what is taken from it
    document = begin(content, styles, "vi-VN")

What it says in its body, its settings, its links and whatever else it carries is left behind: so nothing of it can run, lead
outside or be filled in. The page, its margins and its number stay those of the Decree.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from office import wordfile
from office.base_parts import KEPT, fault_of, must_be_plain
from office.wordfile import Style

OURS = {"Header", "Picture", "Rule", "Gap"}  # they hold lines and pictures in their place: nothing to be changed

BROKEN = gettext_lazy("Word's own library cannot open this file. Save it again as .docx in Word, then choose it again.")
FAULTS: Mapping[str, Promise] = {
    "objects": gettext_lazy("The file holds objects of other programs or parts that run. Take them out and choose it again."),
    "outside": gettext_lazy(
        "Its header, footer or styles lead to a place outside of the file (a link, a picture or a template). "
        "Embed the picture, remove the link."
    ),
    "fields": gettext_lazy("Its header or footer holds a field other than the number of the page. Write its text instead."),
    "pictures": gettext_lazy("Pictures in its header or footer must be PNG or JPEG."),
    "changes": gettext_lazy("Its header or footer holds changes that are not accepted yet. Accept or reject them in Word."),
    "styles": gettext_lazy("One of its styles has the name of a paragraph style of the report but is none: %(names)s."),
    "nothing": gettext_lazy("The file has neither a letterhead nor one of the styles of the report, so that nothing of it could be used."),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a report takes from the file."""

    styles: tuple[str, ...]
    has_head: bool
    has_foot: bool


def check(content: bytes, styles: Mapping[str, Style]) -> Told:
    """After `office.files.check`, which knows that it is a sound .docx without macros."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        must_be_plain(parts)
        document = Document(BytesIO(content))
        names = {style.name: style.type for style in document.styles}
        head, foot = _letterhead(document)
        fault = fault_of(parts, document)
    except Exception as error:  # whatever the library stumbles over
        raise ValidationError(str(BROKEN)) from error
    if fault:
        raise ValidationError(str(FAULTS[fault]))
    if wrong := [name for name in styles if names.get(name, WD_STYLE_TYPE.PARAGRAPH) != WD_STYLE_TYPE.PARAGRAPH]:
        raise ValidationError(FAULTS["styles"] % {"names": ", ".join(wrong)})
    own = tuple(name for name in styles if name in names and name not in {"Normal", *OURS})
    if not (own or head or foot):
        raise ValidationError(str(FAULTS["nothing"]))
    return Told(own, head, foot)


def _letterhead(document: WordDocument) -> tuple[bool, bool]:
    """Whether its last section has something in its header, and in its footer."""
    section = document.sections[-1]
    first = section.different_first_page_header_footer
    heads = [section.first_page_header if first else section.header]
    feet = [section.first_page_footer if first else section.footer, section.footer]
    return any(map(_says, heads)), any(map(_says, feet))


def _says(part: Any) -> bool:
    if part.is_linked_to_previous:
        return False
    element = part._element
    return bool("".join(element.itertext()).strip()) or any(True for _ in element.iter(qn("w:drawing"), qn("w:pict")))


def begin(base: bytes, styles: dict[str, Style], language: str) -> WordDocument:
    """An empty file with the styles and the letterhead of `base`; what it lacks of our styles is ours."""
    document, plain = Document(BytesIO(base)), Document()
    _empty(document)
    _take_letterhead(document)
    _drop_the_rest(document, plain)
    known = {style.name for style in document.styles}
    for name in ("Normal", "Table Grid"):
        if name not in known:
            document.styles.element.append(deepcopy(plain.styles[name].element))
    for numbered in list(document.styles.element.iter(qn("w:numPr"))):  # our headings bring their numbers with them
        numbered.getparent().remove(numbered)
    for name, form in styles.items():
        if name not in known or name in OURS:
            wordfile.add_style(document, name, form)
    wordfile.dash_list(document)
    wordfile.settle(document, language)
    return document


def _empty(document: WordDocument) -> None:
    body = document.element.body
    last = body.sectPr
    for child in list(body):
        if child is not last:
            body.remove(child)


def _take_letterhead(document: WordDocument) -> None:
    """Its header stands on the first page, its footer on every page; the other pages have the running head of the report."""
    section = document.sections[-1]._sectPr
    references = [child for child in section if child.tag in {qn("w:headerReference"), qn("w:footerReference")}]
    has_first = section.find(qn("w:titlePg")) is not None
    for child in list(section):
        section.remove(child)
    kept = {(child.tag, child.get(qn("w:type"))): child for child in references}
    head = kept.get((qn("w:headerReference"), "first" if has_first else "default"))
    foot = kept.get((qn("w:footerReference"), "default"))
    first_foot = kept.get((qn("w:footerReference"), "first")) if has_first else foot
    for found, kind in ((head, "first"), (foot, "default"), (first_foot, "first")):
        if found is not None:
            placed = deepcopy(found)
            placed.set(qn("w:type"), kind)
            section.append(placed)


def _drop_the_rest(document: WordDocument, plain: WordDocument) -> None:
    """The parts that only its text needed, and its settings: those of a plain file take their place."""
    used = {child.get(qn("r:id")) for child in document.sections[-1]._sectPr}
    for key, rel in list(document.part.rels.items()):
        kind = rel.reltype.rsplit("/", 1)[-1]
        if kind not in KEPT or (kind in {"header", "footer"} and key not in used):
            document.part.rels.pop(key)
    for key, rel in list(document.part.package.rels.items()):
        if rel.reltype.rsplit("/", 1)[-1] not in {"officeDocument", "core-properties"}:
            document.part.package.rels.pop(key)
    document.part.relate_to(plain.part.numbering_part, RELATIONSHIP_TYPE.NUMBERING)
    document.part.relate_to(plain.part._settings_part, RELATIONSHIP_TYPE.SETTINGS)
