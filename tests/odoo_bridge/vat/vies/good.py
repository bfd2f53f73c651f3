"""VAT ids that pass their check digits, as many as a test wants."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.shapes import IN_VIES

_DIGITS = {"DE": 9, "IT": 11, "PL": 10, "PT": 9, "FI": 8}


def good_numbers(prefixes: Sequence[str], count: int) -> list[VatNumber]:
    """So many of each of these states, the states mixed."""
    assert set(prefixes) <= set(IN_VIES)
    columns = [list(islice(_of(prefix), count)) for prefix in prefixes]
    return list(chain.from_iterable(zip(*columns, strict=True)))


def _of(prefix: str) -> Iterator[VatNumber]:
    """The last digit of an Italian number depends on the seven before the office, of the others on all."""
    width = _DIGITS[prefix]
    office = "001" if prefix == "IT" else ""
    first = 10 ** (width - len(office) - 2) * (5 if prefix == "PT" else 1)
    for stem in range(first, first + 10**4):
        for digit in range(10):
            number = parse(f"{prefix}{stem}{office}{digit}")
            if number.is_good:
                yield number
