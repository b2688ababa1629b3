"""Changes to the content of a draft questionnaire. Pure: a content goes in, another comes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from accounts.folding import fold

Content = dict[str, Any]
Row = dict[str, Any]


def section_of(content: Content, key: str) -> Row | None:
    return next((row for row in content.get("sections", []) if row["key"] == key), None)


def question_of(content: Content, key: str) -> tuple[Row, Row] | None:
    """The section and the question."""
    for section in content.get("sections", []):
        for row in section.get("questions", []):
            if row["key"] == key:
                return section, row
    return None


def put_section(content: Content, key: str, values: Mapping[str, Any]) -> Content:
    """`key` empty: a new one, at the end."""
    made = deepcopy(content)
    row = section_of(made, key)
    if row is None:
        row = {"key": free_key(values["title_en"], [one["key"] for one in made["sections"]]), "questions": []}
        made["sections"].append(row)
    _set(row, values)
    return made


def put_question(content: Content, section: str, key: str, values: Mapping[str, Any]) -> Content:
    """`key` empty: a new one, at the end of the section. One that is moved to another section stands at its end."""
    made = deepcopy(content)
    found = question_of(made, key) if key else None
    if found:
        home, row = found
        if home["key"] != section:
            home["questions"].remove(row)
            section_of(made, section)["questions"].append(row)  # type: ignore[index]
    else:
        taken = [one["key"] for part in made["sections"] for one in part.get("questions", [])]
        row = {"key": free_key(values["label_en"], taken)}
        section_of(made, section).setdefault("questions", []).append(row)  # type: ignore[union-attr]
    _set(row, values)
    return made


def digest_of(row: Mapping[str, Any]) -> str:
    """By which one knows again whether a question still says what it said."""
    said = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def moved(content: Content, kind: str, key: str, step: int) -> Content:
    """One place up (-1) or down (1) among its neighbours; at the end it stays."""
    made = deepcopy(content)
    rows, row = _among(made, kind, key)
    if row is not None:
        place = rows.index(row)
        to = min(max(place + step, 0), len(rows) - 1)
        rows.insert(to, rows.pop(place))
    return made


def removed(content: Content, kind: str, key: str) -> Content:
    made = deepcopy(content)
    rows, row = _among(made, kind, key)
    if row is not None:
        rows.remove(row)
    return made


def _among(content: Content, kind: str, key: str) -> tuple[list[Row], Row | None]:
    if kind == "section":
        return content["sections"], section_of(content, key)
    found = question_of(content, key)
    return (found[0]["questions"], found[1]) if found else ([], None)


def _set(row: Row, values: Mapping[str, Any]) -> None:
    """What is left open is left out, so that the file stays readable; nought is kept."""
    for name, value in values.items():
        if value or (value == 0 and value is not False and value is not None):
            row[name] = value
        else:
            row.pop(name, None)


def free_key(text: str, taken: list[str]) -> str:
    """A key from the words of a label: short, Latin, and nobody else's."""
    base = "-".join(fold(text).split()[:4])[:40].strip("-") or "item"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
