"""Workbooks for tests: written by a library as spreadsheets do, or part by part as no spreadsheet would."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'


def written(*rows: list[Any], sheets: int = 1, more: Callable[[Any], object] | None = None) -> bytes:
    """As a spreadsheet saves it; further sheets hold something else."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    if more is not None:
        more(sheet)
    for _ in range(1, sheets):
        book.add_worksheet().write_row(0, 0, ["another", "sheet"])
    book.close()
    return out.getvalue()


def made(sheet: str, strings: str | None = None, **parts: str | bytes) -> bytes:
    """Of the content of `sheetData`, part by part; `parts` by the last word of their name."""
    names = {"workbook": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels"}
    content: Mapping[str, str | bytes] = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>",
        **({"xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>"} if strings is not None else {}),
        **{names[name]: part for name, part in parts.items()},
    }
    return zipped(content)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
