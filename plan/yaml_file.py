"""A YAML text as records that know their lines. Scalars are read as text and checked like the cells of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator

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
        node = yaml.compose(text, Loader=_Loader)
        if isinstance(node, yaml.MappingNode):
            _fill(top, node, 0, set())
        else:
            top.fault("–", _("is not a group of keys"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(file, mark.line + 1 if mark else 1, "–", _("is not YAML: %s") % error.problem))
    except yaml.YAMLError as error:
        place = getattr(error, "position", 0)
        faults.append(Fault(file, text.count("\n", 0, place) + 1, "–", _("is not YAML: %s") % getattr(error, "reason", error)))
    except RecursionError:
        faults.append(Fault(file, 1, "–", _("is nested too deeply")))
    return top, faults


def _fill(entry: Entry, node: yaml.MappingNode, depth: int, seen: set[int]) -> None:
    for key, value in node.value:
        name, line = (key.value if isinstance(key, yaml.ScalarNode) else "–"), key.start_mark.line + 1
        if name in entry.lines:
            entry.faults.append(Fault(entry.file, line, name, _("the key stands there twice")))
        entry.lines[name] = line
        if id(value) in seen or depth > DEEPEST:
            entry.fault(name, _("references to other parts of the file are not read"))
        elif isinstance(value, yaml.ScalarNode):
            entry.cells[name] = (line, _text(value))
        elif isinstance(value, yaml.MappingNode):
            seen.add(id(value))
            entry.entries[name] = [_entry(entry, value, depth, seen)]
        else:
            seen.add(id(value))
            _fill_list(entry, name, value, depth, seen)


def _fill_list(entry: Entry, name: str, node: yaml.SequenceNode, depth: int, seen: set[int]) -> None:
    groups: list[Entry] = []
    texts: list[str] = []
    for item in _items(entry, name, node, seen):
        if isinstance(item, yaml.MappingNode):
            groups.append(_entry(entry, item, depth, seen))
        elif isinstance(item, yaml.ScalarNode):
            texts.append(_text(item))
        else:
            entry.fault(name, _("a list inside a list is not read"))
    if groups and texts:
        entry.fault(name, _("mixes texts and groups"))
    entry.entries[name], entry.marks[name] = groups, texts


def _items(entry: Entry, name: str, node: yaml.SequenceNode, seen: set[int]) -> Iterator[yaml.Node]:
    for item in node.value:
        if isinstance(item, yaml.CollectionNode):
            if id(item) in seen:
                entry.fault(name, _("references to other parts of the file are not read"))
                continue
            seen.add(id(item))
        yield item


def _entry(above: Entry, node: yaml.MappingNode, depth: int, seen: set[int]) -> Entry:
    entry = Entry(above.file, node.start_mark.line + 1, above.faults)
    _fill(entry, node, depth + 1, seen)
    return entry


def _text(node: yaml.ScalarNode) -> str:
    return "" if node.tag == _NULL else node.value
