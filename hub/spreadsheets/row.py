"""A row of a file, and what is wrong with files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS, MOST_BYTES = 5000, 2 * 1024 * 1024
LONGEST_CELL = 1000  # characters; no column of a table takes more


_COMPUTED = re.compile(r"'*[=+@\t\r-]")  # what a spreadsheet takes for a formula when it opens a CSV file
_MARKED = re.compile(r"'+[=+@\t\r-]")


def marked(cell: str) -> str:
    """With an apostrophe in front of what would be computed, as spreadsheets mark texts."""
    return f"'{cell}" if _COMPUTED.match(cell) else cell


def unmarked(cell: str) -> str:
    """As it was before."""
    return cell[1:] if _MARKED.match(cell) else cell


class UnreadableFileError(ValueError):
    """The whole file cannot be taken; the text says why, in the page's language."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of the line in the file, `wrong` what is said of cells that are no values."""

    number: int
    cells: Sequence[str]
    wrong: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing stands in it."""
        return not self.wrong and not any(self.cells)
