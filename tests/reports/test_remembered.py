"""What tests remember of files (tests/remembered.py): the same blocks are drawn once, others and those of `drawn_anew` again."""

from dataclasses import replace

import pytest

from office import documents
from office.blocks import Paragraph, Text
from tests.office.test_documents import SHELL

BLOCKS = [Paragraph((Text("Đã mở 99 cơ quan đại diện."),))]


@pytest.fixture
def times(monkeypatch):
    """How often a file was really drawn, beginning now."""
    drawn, draw = [], documents._Sheet.draw

    def noted(sheet, blocks):
        drawn.append(blocks)
        return draw(sheet, blocks)

    monkeypatch.setattr(documents._Sheet, "draw", noted)
    return drawn


def test_the_same_file_is_drawn_once_and_another_again(times):
    shell = replace(SHELL, abstract="về việc chỉ vẽ một lần")
    first = documents.draw_docx(BLOCKS, shell)
    assert documents.draw_docx(list(BLOCKS), shell) == first
    assert len(times) == 1
    assert documents.draw_docx([*BLOCKS, Paragraph((Text("Thêm một câu."),))], shell) != first
    documents.draw_docx(BLOCKS, replace(shell, language="en"))
    assert len(times) == 3


def test_who_tests_the_drawing_has_it_drawn(times, drawn_anew):
    shell = replace(SHELL, abstract="về việc vẽ hai lần")
    assert documents.draw_docx(BLOCKS, shell) == documents.draw_docx(BLOCKS, shell)
    assert len(times) == 2
