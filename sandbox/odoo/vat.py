"""Which VAT numbers Odoo's `base_vat` accepts.

Check digits for some countries, the form for the others of the EU.

`expected` is the example that Odoo shows in its refusal. Source of the check digits: the member states'
published algorithms, as collected by the European Commission's VIES FAQ.
"""

import re
from collections.abc import Callable
from itertools import cycle

Check = Callable[[str], bool]


def _luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _france(number: str) -> bool:
    if not number.isdigit():
        return True
    return _luhn(number[2:]) and int(number[:2]) == (12 + 3 * (int(number[2:]) % 97)) % 97


def _germany(number: str) -> bool:
    rest = 10
    for char in number[:8]:
        total = (int(char) + rest) % 10 or 10
        rest = 2 * total % 11
    return (11 - rest) % 10 == int(number[8])


def _belgium(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _netherlands(number: str) -> bool:
    total = sum((9 - place) * int(char) for place, char in enumerate(number[:8]))
    if total % 11 == int(number[8]):
        return True
    letters = "".join(str(ord(char) - 55) if char.isalpha() else char for char in f"NL{number}")
    return int(letters) % 97 == 1


def _austria(number: str) -> bool:
    total = 0
    for char, weight in zip(number[1:8], cycle((1, 2)), strict=False):
        value = int(char) * weight
        total += value // 10 + value % 10
    return (10 - (total + 4) % 10) % 10 == int(number[8])


def _always(number: str) -> bool:
    return True


RULES: dict[str, tuple[str, str, Check]] = {
    "FR": (r"[0-9A-Z]{2}\d{9}", "FR23334175221", _france),
    "DE": (r"\d{9}", "DE123456788 or 12/345/67890", _germany),
    "BE": (r"[01]\d{9}", "BE0477472701", _belgium),
    "NL": (r"\d{9}B\d{2}", "NL123456782B90", _netherlands),
    "AT": (r"U\d{8}", "ATU12345675", _austria),
    "IT": (r"\d{11}", "IT12345670017", _luhn),
    "ES": (r"[0-9A-Z]\d{7}[0-9A-Z]", "ESA12345674", _always),
    "LU": (r"\d{8}", "LU12345613", lambda number: int(number[:6]) % 89 == int(number[6:])),
    "PT": (r"\d{9}", "PT123456789", _always),
    "IE": (r"\d[0-9A-Z+*]\d{5}[A-Z]{1,2}", "IE1234567FA", _always),
    "PL": (r"\d{10}", "PL1234567883", _always),
}
LOCAL_PREFIX = {"EL": "GR"}


def is_valid(vat: str, country: str) -> bool:
    """Whether a number passes, for a partner of that country (ISO code or empty). "/" means.

    Not subject to VAT.
    """
    number = re.sub(r"[\s.\-]", "", vat).upper()
    if number == "/":
        return True
    prefix = number[:2] if number[:2].isalpha() else ""
    code = LOCAL_PREFIX.get(prefix, prefix) if prefix in RULES or prefix in LOCAL_PREFIX else country
    rule = RULES.get(code)
    if rule is None:
        return True
    bare = number.removeprefix(code)
    form, _, check = rule
    return re.fullmatch(form, bare) is not None and check(bare)


def expected(vat: str, country: str) -> str:
    """The example of a good number that Odoo shows for this one."""
    prefix = vat[:2].upper()
    rule = RULES.get(prefix) or RULES.get(country)
    return rule[1] if rule else "##=VAT Number"
