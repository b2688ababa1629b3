"""A progress report in all its forms."""

from office.blocks import Block
from reports.composition import compose
from reports.drawing import DRAW
from reports.models import ProgressReport
from tests.office.agreeing import texts_of_files, texts_of_html


def forms(report: ProgressReport, page: str) -> tuple[list[Block], dict[str, list[str]]]:
    """Its blocks, and the texts of each file and of its page."""
    blocks = compose(report.figures, report.language)
    said = texts_of_files(lambda kind: DRAW[kind](blocks, report.figures, report.language, ""))
    return blocks, {**said, "page": texts_of_html(page)}
