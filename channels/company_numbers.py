"""VAT ids as customers type them: compared without noise, and told from words that are no number."""

import re
from collections.abc import Iterable

_NOISE = re.compile(r"[\s.\-/\u200b\u00a0]")
# With the country's letters, or bare as companies in Spain, Italy or Portugal write it; never without digits.
_PLAUSIBLE = re.compile(r"(?=.*\d.*\d)(?:[A-Z]{2}[0-9A-Z+*]{2,13}|\d{8,11}|[A-Z]?\d{7,8}[0-9A-Z])")
_VAT_WORDS = re.compile(
    r"(?:^|[^a-z])(?:vat|vatid|vatin|tva|iva|piva|ust|ustid|ustidnr|uid|btw|nip|nif|cif|moms|mwst|alv|dph)"
    r"(?:[^a-z]|$)"
)
# What stands in a field that nobody listed must look like nothing else.
_UNMISTAKABLE = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
    r"(?=.{0,3}\d{5})[0-9A-Z+*]{8,12}"
)


def named_and_unmistakable(name: str, value: str) -> bool:
    """Whether a field of any shop's own says by its name that it holds a VAT id, and certainly does."""
    return bool(_VAT_WORDS.search(name.casefold()) and _UNMISTAKABLE.fullmatch(normalized(value)))


def normalized(value: str) -> str:
    """A number as it is compared: upper case, without spaces, dots, hyphens and slashes."""
    return _NOISE.sub("", value).upper()


def most_trusted(values: Iterable[str]) -> str | None:
    """The first that looks like a VAT id, else the first with a digit: "none" and "-" are no numbers."""
    numbers = [number for number in map(normalized, values) if any(sign.isdigit() for sign in number)]
    plausible = (number for number in numbers if _PLAUSIBLE.fullmatch(number))
    return next(plausible, next(iter(numbers), None))
