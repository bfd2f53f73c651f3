"""The first sheet of an XLSX workbook (ECMA-376), as text.

A cell that is computed is refused by its name, so that nobody takes for a value what a formula made of it.
The parts are unpacked to a limit that is ours, whatever the archive says of them, and their XML may define
nothing.
"""

import re
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from hub.spreadsheets.row import LONGEST_CELL, Row, UnreadableFileError

MOST_UNPACKED, MOST_ELEMENTS = 16 * 1024 * 1024, 250_000  # of one part
_WIDEST = 100  # columns; further ones are another table
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_BROKEN = (
    BadZipFile,
    DefusedXmlException,
    ParseError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DIGITS = 15  # that a number of a workbook has


def rows(content: bytes) -> Iterator[Row]:
    """In the order of the file. Raises `UnreadableFileError`."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            strings = list(_strings(archive))
            sheet = _unpacked(archive, _path_of_first(archive))
        yield from _rows(sheet, strings)
    except _BROKEN:
        raise UnreadableFileError(_("The file cannot be read as XLSX.")) from None
    except (OSError, EOFError, IndexError, ValueError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(_("The file cannot be read as XLSX.")) from None


def _unpacked(archive: ZipFile, name: str) -> BytesIO:
    with archive.open(name) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise UnreadableFileError(_too_large())
    return BytesIO(content)


def _too_large() -> str:
    return _("The file is too large when it is unpacked: split it.")


def _elements(part: BytesIO, name: str) -> Iterator[Element]:
    """Each such element when it is complete; what was read before is let go."""
    around: list[Element] = []
    inside = 0
    for count, (event, element) in enumerate(iterparse(part, events=("start", "end"), forbid_dtd=True)):
        if count > 2 * MOST_ELEMENTS:
            raise UnreadableFileError(_too_large())
        wanted = _name(element) == name
        if event == "start":
            around.append(element)
            inside += wanted
            continue
        around.pop()
        inside -= wanted
        if wanted:
            yield element
        if not inside and around:
            around[-1].clear()


def _name(element: Element) -> str:
    """Without the namespace, which differs between the strict and the usual form of workbooks."""
    return str(element.tag).rpartition("}")[2]


def _path_of_first(archive: ZipFile) -> str:
    """The sheet that comes first in the workbook, wherever its part lies."""
    sheet = next(_elements(_unpacked(archive, "xl/workbook.xml"), "sheet"), None)
    wanted = "" if sheet is None else next((v for k, v in sheet.items() if k.endswith("}id")), "")
    for link in _elements(_unpacked(archive, "xl/_rels/workbook.xml.rels"), "Relationship"):
        if link.get("Id") == wanted:
            target = link.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return _FIRST_SHEET


def _strings(archive: ZipFile) -> Iterator[str]:
    """Texts that cells name by their number; a workbook may have none."""
    if "xl/sharedStrings.xml" in archive.namelist():
        for element in _elements(_unpacked(archive, "xl/sharedStrings.xml"), "si"):
            yield _text(element)


def _text(element: Element) -> str:
    """Of all runs of formatting, without what says how it is pronounced."""
    found = []
    for child in element:
        if _name(child) == "t":
            found.append(child.text or "")
        elif _name(child) == "r":
            found += [one.text or "" for one in child if _name(one) == "t"]
    return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), "".join(found))


def _rows(sheet: BytesIO, strings: list[str]) -> Iterator[Row]:
    number = 0
    for element in _elements(sheet, "row"):
        given = element.get("r", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else number + 1
        cells: dict[int, str] = {}
        wrong = []
        for cell in element:
            place = _column(cell, len(cells))
            text, fault = _value(cell, strings)
            if fault:
                wrong.append(f"{cell.get('r', '')[:10]}: {fault}".removeprefix(": "))
            elif text and place >= _WIDEST:
                raise UnreadableFileError(_("The file has too many columns."))
            elif place < _WIDEST:
                cells[place] = text
        yield Row(number, [cells.get(place, "") for place in range(max(cells, default=-1) + 1)], wrong)


def _column(cell: Element, following: int) -> int:
    """`C7` is the third, 2; without a name it follows the one before."""
    found = _PLACE.fullmatch(cell.get("r", ""))
    if found is None:
        return following
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(cell: Element, strings: list[str]) -> tuple[str, str]:
    """The text, or what is wrong with it."""
    parts = {_name(child): child for child in cell}
    kind, raw = cell.get("t", "n"), (parts["v"].text or "") if "v" in parts else ""
    if "f" in parts:
        return "", _("a formula stands there: paste its value instead")
    if kind == "e":
        return "", _("the spreadsheet shows an error there")
    if kind == "inlineStr":
        text = _text(parts["is"]) if "is" in parts else ""
    elif kind == "s":
        text = strings[_index(raw)] if raw else ""
    elif kind == "b":
        text = {"1": "True", "0": "False"}.get(raw, raw)
    else:
        text = _number(raw) if kind == "n" else raw
    if len(text) > LONGEST_CELL:
        return "", _("the text is too long")
    return text.strip(), ""


def _index(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise IndexError(raw[:20])
    return int(raw)


def _number(raw: str) -> str:
    """As people see it: workbooks store 20.1 as 20.100000000000001."""
    if not raw:
        return ""
    try:
        number = Decimal(raw[:40])
    except InvalidOperation:
        return raw
    if not number.is_finite() or not -30 < number.adjusted() < 30:
        return raw[:40]
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{Decimal(f'{number:.{_DIGITS}g}').normalize():f}"
