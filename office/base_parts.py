"""What a report would take over with a letterhead, part by part: whether any of it runs, leads outside or fills itself.

Looked at as Word reads it and not as it happens to be written: the relations as the library has understood them, from the parts
that are kept to whatever they reach; the text by its elements, whatever their prefixes, quotes and references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.document import Document as WordDocument

from office.plain_xml import local, parse, parser

KEPT = {"styles", "theme", "fontTable", "header", "footer"}  # kinds of parts that a report takes over
PICTURES = (".png", ".jpg", ".jpeg")
_FOREIGN = re.compile(r"embeddings/|activex|afchunk|vbaproject|oleobject|\.bin$")
_HARMLESS = re.compile(r"\s*(|=.*|(PAGE|NUMPAGES|SECTIONPAGES)\b.*)", re.IGNORECASE | re.DOTALL)  # a number, or reckoned from some
_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_OBJECTS = {"altChunk", "object", "control", "OLEObject", "webVideoPr"}
_INSTRUCTIONS = {"instrText", "delInstrText"}
_STORY = re.compile(r"word/(header|footer)[^/]*\.xml$")
_RELATIONS = re.compile(r"/(header|footer|styles|theme|fontTable|settings)[^/]*\.rels$")
_LEADS = {"src", "href", "althref"}  # of a drawing of the older kind, which needs no relation for it


def must_be_plain(parts: Mapping[str, bytes]) -> None:
    """ValidationError where one is no XML or has a document type."""
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            parse(parser(), content)


def fault_of(parts: Mapping[str, bytes], document: WordDocument) -> str:
    """The first thing that speaks against it, as a key of `base_document.FAULTS`."""
    if any(_FOREIGN.search(name.lower()) for name in parts):
        return "objects"
    taken = list(_taken(document))
    if any(rel.is_external for rel in taken) or any(_leads_outside(parts[name]) for name in parts if _RELATIONS.search(name)):
        return "outside"
    shown = {str(rel.target_part.partname)[1:] for rel in taken if _kind(rel) in {"header", "footer"}}
    found = set().union(*(_Story(parts[name]).faults for name in shown | set(filter(_STORY.search, parts))))
    for fault in ("outside", "fields", "changes", "objects"):
        if fault in found:
            return fault
    return next(filter(None, map(_fault_of_target, taken)), "")


def _kind(rel: Any) -> str:
    kind: str = rel.reltype.rsplit("/", 1)[-1]
    return kind


def _taken(document: WordDocument) -> Iterator[Any]:
    """The relations to the parts that are kept, and to its settings, and all that lead on from there."""
    waiting = [rel for rel in document.part.rels.values() if _kind(rel) in {*KEPT, "settings"}]
    waiting += [rel for rel in document.part.package.rels.values() if _kind(rel) == "core-properties"]
    seen = set()
    while waiting:
        rel = waiting.pop()
        yield rel
        if not rel.is_external and rel.target_part not in seen:
            seen.add(rel.target_part)
            waiting += rel.target_part.rels.values()


def _leads_outside(relations: bytes) -> bool:
    """Also those of a part that nothing refers to: by its name somebody meant it to be taken."""
    modes: list[str] = []
    walk = parser()
    walk.StartElementHandler = lambda _name, given: modes.extend(given[key] for key in given if local(key) == "TargetMode")
    parse(walk, relations)
    return any(mode.strip().lower() == "external" for mode in modes)


def _fault_of_target(rel: Any) -> str:
    name, kind = str(rel.target_part.partname).lower(), _kind(rel)
    if kind == "image" or "/media/" in name:
        return "" if name.endswith(PICTURES) else "pictures"
    return "" if name.endswith(".xml") or kind == "font" else "objects"


class _Story:
    """The text of a header or a footer. What a field does stands between its beginning and its separator, in as many pieces as
    Word likes, and with other fields among them."""

    def __init__(self, content: bytes) -> None:
        self.faults: set[str] = set()
        self.fields: list[str] = [""]  # those that are open, from the outermost; first what stands in none
        self.gathers = False
        walk = parser()
        walk.StartElementHandler, walk.EndElementHandler, walk.CharacterDataHandler = self._start, self._end, self._data
        parse(walk, content)
        for instruction in self.fields:  # also of a field without an end
            self._judge(instruction)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self.gathers = self.gathers or name in _INSTRUCTIONS
        if name in _CHANGES:
            self.faults.add("changes")
        if name in _OBJECTS:
            self.faults.add("objects")
        for key, value in attributes.items():
            if local(key) == "instr":
                self._judge(value)
            if local(key) == "fldCharType":
                self._mark(value.strip().lower())
            if local(key) in _LEADS and not key.startswith("xmlns") and value.strip() and not value.startswith("#"):
                self.faults.add("outside")

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "separate":
            self._settle()
        elif kind == "end" and len(self.fields) > 1:
            self._judge(self.fields.pop())

    def _data(self, text: str) -> None:
        if self.gathers:
            self.fields[-1] += text

    def _end(self, name: str) -> None:
        if local(name) in _INSTRUCTIONS:
            self.gathers = False
            if len(self.fields) == 1:
                self._settle()

    def _settle(self) -> None:
        """What follows is none of it."""
        self._judge(self.fields[-1])
        self.fields[-1] = ""

    def _judge(self, instruction: str) -> None:
        if not _HARMLESS.fullmatch(instruction):
            self.faults.add("fields")
