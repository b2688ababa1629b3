"""What the units of the illustration show as evidence: documents, links, and small files that say themselves what they are."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
from django.core.files.base import ContentFile

from office import files
from office.inspection import Taken
from overview.simulation.timeline import workday

MARK = "SỐ LIỆU MINH HỌA: tài liệu do hệ thống tạo ra, không có giá trị sử dụng."


def piece(told: dict[str, Any], day: date) -> dict[str, Any]:
    """The arguments of `add_evidence` for an entry of data/plan.yaml; a document is dated two days before it is shown."""
    given = {name: told[name] for name in ("kind", "title", "number", "issued_by", "signatory", "address") if name in told}
    if told["kind"] == "document":
        given["dated_on"] = workday(day - timedelta(days=2))
    if "file" in told:
        given["file"] = _file(told["file"], told["title"], told.get("text", ()))
    return given


def _file(name: str, title: str, lines: list[str]) -> Taken:
    made = _word(title, lines) if name.endswith(".docx") else "\r\n".join([MARK, "", title, "", *lines, ""]).encode()
    return files.check(ContentFile(made, name))


def _word(title: str, lines: list[str]) -> bytes:
    made, target = docx.Document(), io.BytesIO()
    made.add_paragraph(MARK)
    made.add_heading(title, 1)
    for line in lines:
        made.add_paragraph(line)
    made.save(target)
    return target.getvalue()
