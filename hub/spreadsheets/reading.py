"""The rows of a file, by what it is and not by what it is called."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from hub.spreadsheets import workbook
from hub.spreadsheets.row import LONGEST_CELL, MOST_BYTES, MOST_ROWS, Row, UnreadableFileError, unmarked

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how workbooks begin; old and encrypted ones


def read(content: bytes) -> list[Row]:
    """All rows in which something stands, the first of which names the columns."""
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("The file is larger than 2 MB: split it."))
    if content.startswith(_OLD):
        raise UnreadableFileError(
            _("The file is an old or protected workbook. Save it as XLSX without a password.")
        )
    rows = workbook.rows(content) if content.startswith(_ZIP) else _of_csv(content)
    found = list(islice((row for row in rows if not row.is_empty), MOST_ROWS + 2))
    if len(found) > MOST_ROWS + 1:
        raise UnreadableFileError(_("The file has more than %(most)d rows: split it.") % {"most": MOST_ROWS})
    return found


def _of_csv(content: bytes) -> Iterator[Row]:
    """Spreadsheets write UTF-8 with a mark in front, and a semicolon where the comma is for decimals."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(_("The file is not in UTF-8. Save it as “CSV UTF-8”.")) from None
    head = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        for cells in reader:
            stripped = [unmarked(cell.strip()) for cell in cells]
            long = any(len(cell) > LONGEST_CELL for cell in stripped)
            wrong = [_("a cell is too long")] if long else []
            yield Row(reader.line_num, [] if long else stripped, wrong)
    except csv.Error as error:
        raise UnreadableFileError(_("The file cannot be read as CSV: %(error)s") % {"error": error}) from None
