"""Tables that people keep in a spreadsheet: the rows of a file, a file of rows. Knows no tables of the hub.

What a file holds is text and nothing else: no formula is computed, no link followed, no macro read. Limits
stand before whatever a file says of itself.
"""

from hub.spreadsheets.reading import read
from hub.spreadsheets.row import MOST_BYTES, MOST_ROWS, Row, UnreadableFileError
from hub.spreadsheets.writing import as_csv, as_workbook

__all__ = ["MOST_BYTES", "MOST_ROWS", "Row", "UnreadableFileError", "as_csv", "as_workbook", "read"]
