"""Who holds a row to change it leaves its key free (`no_key`): PostgreSQL asks for the key of a row when another one comes to refer
to it, a line of history or a mention, and does so at the end of the transaction. Two who hold each other's keys would then wait for
each other. SQLite holds no rows and does not mind."""

import ast
from pathlib import Path

from django.conf import settings

APPS = ("accounts", "office", "plan", "missions", "personnel", "reports", "overview")
KEY_HELD: dict[str, str] = {}  # place: why the key of the row is held too, since it is changed or goes


def held_with_key(source: str) -> list[int]:
    """The lines of a Python text on which rows are held with their keys."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    asked = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"]
    return sorted(call.lineno for call in asked if "no_key=True" not in {ast.unparse(word).strip() for word in call.keywords})


def test_rows_are_held_without_their_keys():
    files = [file for app in APPS for file in sorted(Path(settings.BASE_DIR, app).rglob("*.py"))]
    texts = {file: file.read_text() for file in files}
    assert sum("select_for_update(" in text for text in texts.values()) > 20
    found = [f"{file.relative_to(settings.BASE_DIR)}:{line}" for file, text in texts.items() for line in held_with_key(text)]
    assert [place for place in found if place.partition(":")[0] not in KEY_HELD] == []


def test_a_held_key_is_seen():
    """The control."""
    plain = 'User.objects.select_for_update().get()\nUnit.objects.select_for_update(of=("self",))\n'
    assert held_with_key(plain + 'User.objects.select_for_update(of=("self",), no_key=True)\n') == [1, 2]
