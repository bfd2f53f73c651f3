"""Reports as files: CSV, and a workbook for spreadsheets."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import xlsxwriter

from hub.reports.sales import ORDER_COLUMNS, TAX_COLUMNS, Orders, Sales, Taxes

_NUMBERS = frozenset({"orders", "gross", "rate", "net", "tax"})


def as_csv(found: Sales) -> str:
    """One line for each day, channel, country, currency and rate, with a header."""
    out = StringIO()
    writer = csv.DictWriter(out, TAX_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.cells() for row in found.taxes)
    return out.getvalue()


def as_workbook(found: Sales) -> bytes:
    """Two sheets: orders, and VAT by rate. Texts stay texts, whatever they begin with."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheets: Sequence[tuple[str, Sequence[str], Sequence[Orders | Taxes]]] = (
        ("Orders", ORDER_COLUMNS, found.orders),
        ("VAT", TAX_COLUMNS, found.taxes),
    )
    for title, columns, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, columns)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            cells = row.cells()
            for place, name in enumerate(columns):
                if name in _NUMBERS and cells[name]:
                    sheet.write_number(number, place, float(cells[name]))  # all that a workbook has
                else:
                    sheet.write_string(number, place, cells[name])
    book.close()
    return out.getvalue()
