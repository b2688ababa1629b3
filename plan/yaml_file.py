"""A YAML text as records that know their lines. Scalars are read as text and checked like the cells of a table."""

from __future__ import annotations

from collections.abc import Collection

import yaml
from django.utils.translation import gettext as _

from accounts.reading import Fault, Record

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
DEEPEST = 20


class Entry(Record):
    """A mapping: its texts are cells, its mappings are `entries`, its lists of texts are `marks`."""

    def __init__(self, file: str, line: int, faults: list[Fault]) -> None:
        super().__init__(file, line, {}, faults)
        self.cells: dict[str, tuple[int, str]] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.marks: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}
        self.missing: set[str] = set()

    def fault(self, field: str, reason: str) -> None:
        if field in self.missing:
            return  # said once
        self.faults.append(Fault(self.file, self.lines.get(field, self.line), field, reason))

    def expect(self, texts: Collection[str], lists: Collection[str] = (), optional: Collection[str] = ()) -> None:
        """A fault for each key that is missing, unknown or of another shape."""
        for name in [*texts, *lists]:
            if name not in self.lines and name not in optional:
                self.fault(name, _("the key is missing"))
                self.missing.add(name)
        for name in self.lines:
            if name not in texts and name not in lists:
                self.fault(name, _("there is no such key"))
            elif name not in lists and name not in self.cells:
                self.fault(name, _("is a list or a group where a text is asked for"))
            elif name not in texts and self.cells.get(name, (0, ""))[1]:
                self.fault(name, _("is a text where a list is asked for"))

    def each(self, name: str) -> list[Entry]:
        """The mappings of a list (or of a single group)."""
        if self.marks.get(name):
            self.fault(name, _("is a list of texts where groups are asked for"))
        return self.entries.get(name, [])

    def words(self, name: str) -> list[str]:
        if self.entries.get(name):
            self.fault(name, _("is a list of groups where texts are asked for"))
        return self.marks.get(name, [])


def read_yaml(file: str, text: str) -> tuple[Entry, list[Fault]]:
    faults: list[Fault] = []
    top = Entry(file, 1, faults)
    try:
        if _is_plain(file, text, faults):
            _read(top, yaml.compose(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(file, mark.line + 1 if mark else 1, "–", _("is not YAML: %s") % error.problem))
    except yaml.YAMLError as error:
        place = getattr(error, "position", 0)
        faults.append(Fault(file, text.count("\n", 0, place) + 1, "–", _("is not YAML: %s") % getattr(error, "reason", error)))
    return top, faults


def _is_plain(file: str, text: str, faults: list[Fault]) -> bool:
    """Whether it can be read at all: looked at step by step, because building the tree of a hostile file may not return."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            faults.append(Fault(file, line, "–", _("references to other parts of the file are not read")))
            return False
        if depth > DEEPEST:
            faults.append(Fault(file, line, "–", _("is nested too deeply")))
            return False
    return True


def _read(top: Entry, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        _fill(top, node)
    else:
        top.fault("–", _("is not a group of keys"))


def _fill(entry: Entry, node: yaml.MappingNode) -> None:
    for key, value in node.value:
        name, line = (key.value if isinstance(key, yaml.ScalarNode) else "–"), key.start_mark.line + 1
        if name in entry.lines:
            entry.faults.append(Fault(entry.file, line, name, _("the key stands there twice")))
        entry.lines[name] = line
        if isinstance(value, yaml.ScalarNode):
            entry.cells[name] = (line, _text(value))
        elif isinstance(value, yaml.MappingNode):
            entry.entries[name] = [_entry(entry, value)]
        else:
            _fill_list(entry, name, value)


def _fill_list(entry: Entry, name: str, node: yaml.SequenceNode) -> None:
    groups = [_entry(entry, item) for item in node.value if isinstance(item, yaml.MappingNode)]
    texts = [_text(item) for item in node.value if isinstance(item, yaml.ScalarNode)]
    if len(groups) + len(texts) < len(node.value):
        entry.fault(name, _("a list inside a list is not read"))
    if groups and texts:
        entry.fault(name, _("mixes texts and groups"))
    entry.entries[name], entry.marks[name] = groups, texts


def _entry(above: Entry, node: yaml.MappingNode) -> Entry:
    entry = Entry(above.file, node.start_mark.line + 1, above.faults)
    _fill(entry, node)
    return entry


def _text(node: yaml.ScalarNode) -> str:
    return "" if node.tag == _NULL else node.value
