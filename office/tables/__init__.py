"""One definition of columns for a table, whatever becomes of it: page, CSV, XLSX, Word; the same definition reads it back.

    TABLE = Table(
        _("Measures"),
        (
            Column("code", _("Code"), Kind.CODE, required=True),
            Column("title", _("Measure"), width=60),
            Column("percent", _("Progress (%)"), Kind.PERCENT),
            Column("due_on", _("Deadline"), Kind.DATE),
            Column("state", _("Status"), Kind.CHOICE, choices=choices_of(State)),
            Column("cell", _("Standing"), reads=False),  # written for the reader, never read back
        ),
        key=("code",),
    )

Writing: `rows` are sequences in the order of the columns (`TABLE.rows_of(objects)` makes them through `Column.value`), their
values typed: str, int, Decimal, date, the key of a choice, a list of codes, None.

    csv_response(table, rows, "giai-phap")   # streamed; csv_lines(table, rows) for the text alone
    xlsx_response(table, rows, "giai-phap", about=["Đến ngày 31/12/2026"])   # xlsx(table, rows) for the bytes
    block(table, rows)                    # an office.blocks.Table, for the page and for office.documents.draw_docx

Reading: a workbook, a CSV file or text pasted from a sheet, with the headings of either language.

    reading = read(table, grid_of_file(upload))   # or grid_of_text(pasted)
    reading.faults                                # of the file as a whole: a heading that is missing or unknown
    for row in reading.rows:
        row.number, row.values, row.faults        # as in the sheet; typed values by key; Fault(row, key, heading, reason)

A file that cannot be opened is a ValidationError with a sentence for the person. Importing with a dry run is
`office.tables.importing`; what was sent waits between the two steps in `office.drafts`.

Texts that a spreadsheet would take for a formula stay texts in every form, and come back as they were.
"""

from office.tables.columns import Column, Kind, Table, choices_of
from office.tables.reading import Fault, Reading, ReadRow, read
from office.tables.sources import Grid, grid_of_file, grid_of_text
from office.tables.words import in_words
from office.tables.workbooks import xlsx
from office.tables.writing import block, csv_lines, csv_response, xlsx_response

__all__ = [
    "Column",
    "Fault",
    "Grid",
    "Kind",
    "ReadRow",
    "Reading",
    "Table",
    "block",
    "choices_of",
    "csv_lines",
    "csv_response",
    "grid_of_file",
    "grid_of_text",
    "in_words",
    "read",
    "xlsx",
    "xlsx_response",
]
