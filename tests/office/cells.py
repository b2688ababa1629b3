"""Every kind of cell in every column of a sheet, sent as a file: what could not be read comes back as it was typed."""

import io
from datetime import date, datetime, time

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from office.tables.importing import Outcome

FORMULA, UNRECKONED = object(), object()
CELLS = (2026, 2.5, -1, 1e300, True, False, date(2026, 3, 5), datetime(2026, 3, 5, 14, 30), time(14, 30), None, "2026", "5/3", "=1+1", FORMULA, UNRECKONED)  # fmt: skip


def every_kind(table):
    """As many rows as there are kinds: each column meets each of them once, and no row is empty."""
    columns = [column for column in table.columns if column.reads]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [str(column.heading) for column in columns])
        for row in range(len(CELLS)):
            for place in range(len(columns)):
                cell = CELLS[(row + place) % len(CELLS)]
                if cell in (FORMULA, UNRECKONED):
                    sheet.write_formula(row + 1, place, "=2025+1", None, 2026 if cell is FORMULA else "")
                else:
                    sheet.write(row + 1, place, cell)
    return content.getvalue()


def faulty(result):
    """What stood in each cell that is wrong, with its kind; of a formula without its value nothing is left."""
    found = {}
    for line in result.of(Outcome.FAULTY):
        for fault in line.faults:
            cell = line.row.typed.get(fault.key)
            if fault.key and cell not in (None, ""):
                found[line.number, fault.key] = (type(cell), cell, fault.reason)
    return found


def must_come_back(browser, address, table, **form):
    """Sends the sheet, fetches the file with its faults and sends that: the same cells hold the same and are wrong as before."""
    first, file = _sent(browser, address, every_kind(table), form)
    again, _file = _sent(browser, address, file, form)
    assert len({kind for kind, _cell, _reason in faulty(first).values()}) >= 4  # text, number, truth, day
    assert faulty(again) == faulty(first)


def _sent(browser, address, content, form):
    sent = browser.post(address, {**form, "file": SimpleUploadedFile("a.xlsx", content)})
    assert sent.status_code == 302
    page = browser.get(sent["Location"])
    assert page.status_code == 200
    file = browser.get(f"{sent['Location']}faults.xlsx")
    assert file.status_code == 200
    return page.context["result"], file.content
