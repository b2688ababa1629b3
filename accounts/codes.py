"""Codes that stand in addresses, where capitals make no other code (docs/decisions/0052)."""

from __future__ import annotations

from typing import Any


def tell_apart(model: Any) -> list[tuple[str, str]]:
    """Give each row whose `code` another one has in other capitals a code of its own, before the database asks for it; answers
    the old and the new codes. What is written in small letters keeps its code, for so the data files have it; else the oldest."""
    rows = sorted(model.objects.only("pk", "code"), key=lambda row: (row.code != row.code.lower(), row.pk))
    taken, seen, renamed = {row.code.lower() for row in rows}, set[str](), list[tuple[str, str]]()
    most: int = model._meta.get_field("code").max_length
    for row in rows:
        if (old := row.code).lower() in seen:
            number = 2
            while (code := f"{old.lower()[: most - len(str(number)) - 1]}-{number}") in taken:
                number += 1
            row.code = code
            row.save(update_fields=["code"])
            taken.add(code)
            renamed.append((old, code))
        seen.add(row.code.lower())
    return renamed
