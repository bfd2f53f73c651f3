"""A table as a file."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from hub.spreadsheets.row import marked


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """In UTF-8, with a comma; what a spreadsheet would compute is marked as text."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([marked(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def as_workbook(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet in which everything is text, whatever it begins with: `=1+1` stays that, 007 too."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    sheet.set_column(0, len(columns) - 1, 24, text)  # what is typed there later is text as well
    for number, cells in enumerate([columns, *rows]):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
