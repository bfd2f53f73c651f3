"""How the VAT ids of each country look after their prefix: as an expression, and in words for people.

The states of the EU and Northern Ireland (XI) as VIES takes them (its FAQ, question 11), then neighbours
whose companies have a number that VIES does not know.
"""

import re
from typing import NamedTuple

from hub.sentences import say


class Shape(NamedTuple):
    """What must come after the prefix, and how to say it."""

    pattern: re.Pattern[str]
    words: str


def _shape(pattern: str, words: str) -> Shape:
    return Shape(re.compile(pattern), words)


IN_VIES = {
    "AT": _shape(r"U\d{8}", say("U and 8 digits")),
    "BE": _shape(r"[01]\d{9}", say("10 digits that begin with 0 or 1")),
    "BG": _shape(r"\d{9,10}", say("9 or 10 digits")),
    "CY": _shape(r"\d{8}[A-Z]", say("8 digits and a letter")),
    "CZ": _shape(r"\d{8,10}", say("8 to 10 digits")),
    "DE": _shape(r"\d{9}", say("9 digits")),
    "DK": _shape(r"\d{8}", say("8 digits")),
    "EE": _shape(r"\d{9}", say("9 digits")),
    "EL": _shape(r"\d{9}", say("9 digits")),
    "ES": _shape(r"[A-Z0-9]\d{7}[A-Z0-9]", say("9 characters, of which the first or the last is a letter")),
    "FI": _shape(r"\d{8}", say("8 digits")),
    "FR": _shape(r"[A-Z0-9]{2}\d{9}", say("2 characters and the 9 digits of the SIREN")),
    "HR": _shape(r"\d{11}", say("11 digits")),
    "HU": _shape(r"\d{8}", say("8 digits")),
    "IE": _shape(r"\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W]", say("7 digits and 1 or 2 letters")),
    "IT": _shape(r"\d{11}", say("11 digits")),
    "LT": _shape(r"\d{9}|\d{12}", say("9 or 12 digits")),
    "LU": _shape(r"\d{8}", say("8 digits")),
    "LV": _shape(r"\d{11}", say("11 digits")),
    "MT": _shape(r"\d{8}", say("8 digits")),
    "NL": _shape(r"\d{9}B\d{2}", say("9 digits, B and 2 digits")),
    "PL": _shape(r"\d{10}", say("10 digits")),
    "PT": _shape(r"\d{9}", say("9 digits")),
    "RO": _shape(r"\d{2,10}", say("2 to 10 digits")),
    "SE": _shape(r"\d{10}01", say("10 digits and 01")),
    "SI": _shape(r"\d{8}", say("8 digits")),
    "SK": _shape(r"\d{10}", say("10 digits")),
    "XI": _shape(r"\d{9}(?:\d{3})?|(?:GD|HA)\d{3}", say("9 or 12 digits, or GD or HA and 3 digits")),
}
NEIGHBOURS = {
    "GB": _shape(r"\d{9}(?:\d{3})?|(?:GD|HA)\d{3}", say("9 or 12 digits, or GD or HA and 3 digits")),
    "CHE": _shape(r"\d{9}", say("9 digits")),
    "NO": _shape(r"\d{9}", say("9 digits")),
}
SHAPES = IN_VIES | NEIGHBOURS
# Greece may be typed with its ISO code too.
PREFIXES = {**{prefix: prefix for prefix in SHAPES}, "GR": "EL"}
ISO_COUNTRIES = {"EL": "GR", "XI": "GB", "CHE": "CH"}
# Companies in these parts of the world have another country's number (Directive 2006/112 art. 6 and 7).
NUMBERED_BY = {
    **dict.fromkeys(("MC", "GP", "MQ", "GF", "RE", "YT", "MF", "BL"), "FR"),
    **{"AX": "FI", "IM": "GB", "GR": "EL", "CH": "CHE", "SJ": "NO"},
}
