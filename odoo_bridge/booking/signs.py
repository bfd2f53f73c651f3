"""What a tax or a fiscal position is made for: by its code, its words, and what it stands in place of. Pure.

Words are those of Odoo's own charts of accounts in English, French, German, Dutch, Italian and Spanish.
"""

import re
from enum import StrEnum

from odoo_bridge.odoo.gateways.fiscal import BookPosition, Books, BookTax
from odoo_bridge.vat.territories import members

_MOST_OF_THE_UNION = 20  # states in a group that stands for it, in whatever year it was made
_NORTHERN_IRELAND = "XI"
_KINGDOM = ("GB", _NORTHERN_IRELAND)


class Purpose(StrEnum):
    """Why a tax of 0 % is 0 %."""

    INTRA = "intra"
    EXPORT = "export"
    OVERSEAS = "overseas"
    REVERSE = "reverse"
    EXEMPT = "exempt"
    OUTSIDE = "outside"
    SMALL = "small"
    ZERO_RATED = "zero_rated"


# UNCL 5305, as Odoo keeps it for electronic invoices.
_CODES = {
    "K": Purpose.INTRA,
    "G": Purpose.EXPORT,
    "AE": Purpose.REVERSE,
    "E": Purpose.EXEMPT,
    "O": Purpose.OUTSIDE,
    "Z": Purpose.ZERO_RATED,
}
_WORDS = {
    Purpose.INTRA: r"\bintra|\be[uc]\b|\bue\b|\bic\b|innergemeinschaft|262[ -]?ter|\b138\b",
    Purpose.EXPORT: r"\bexport|\bex\b|ausfuhr|drittl|extra[ -]?(eu|ue|com)|262[ -]?i\b|"
    r"(hors|outside|non)[ -](eu|ue|ce)",
    Purpose.OVERSEAS: r"\bdom([ -]?tom)?\b|\b294\b",
    Purpose.REVERSE: r"reverse|autoliq|cocontr?|§ ?13b|verlegd|inversi|inversione|\b19[46]\b",
    Purpose.EXEMPT: r"exempt|\bexo\b|exon|steuerfrei|befreit|vrijgesteld|esent|exent|isent",
    Purpose.OUTSIDE: r"out(side)?[ -](of[ -])?scope|hors[ -]champ|not subject|non soumis|non applicable|"
    r"no sujet|nicht steuerbar|fuori campo",
    Purpose.SMALL: r"franchise|293[ -]?b\b|kleinunternehm|small (business|enterprise)|forfett",
    Purpose.ZERO_RATED: r"zero[ -]rat|nullsatz|taux z[ée]ro",
}
_PATTERNS = {purpose: re.compile(words, re.IGNORECASE) for purpose, words in _WORDS.items()}
_STATE = re.compile(r"\b[A-Z]{2}\b")
_OSS, _IOSS = re.compile(r"\boss\b", re.IGNORECASE), re.compile(r"\bioss\b", re.IGNORECASE)


def purposes(tax: BookTax, books: Books) -> frozenset[Purpose]:
    """All that it says of itself; what is for outside the Union only names the Union."""
    told = {purpose for purpose, pattern in _PATTERNS.items() if pattern.search(tax.words)}
    told |= {_CODES[tax.category]} if tax.category in _CODES else set()
    for position in books.positions:
        if tax.record_id in position.taxes:
            told |= purposes_of(position)
    if Purpose.EXPORT in told and tax.category != "K":
        told.discard(Purpose.INTRA)
    return frozenset(told)


def purposes_of(position: BookPosition) -> set[Purpose]:
    """Of what it puts in place of domestic taxes."""
    if is_for_union(position) and position.vat_required and not position.foreign:
        return {Purpose.INTRA}
    named = _PATTERNS[Purpose.EXPORT].search(position.name)
    return {Purpose.EXPORT} if is_for_everywhere(position) and (position.automatic or named) else set()


def places(tax: BookTax, books: Books) -> frozenset[str]:
    """Whose VAT it is. Taxes of the one-stop shop are in the company's own report and put in by a position of
    the country where the goods go; their name says it too, as in "19.0% DE VAT".
    """
    if tax.country and tax.country != books.home:
        return frozenset({tax.country})
    put = {p.country for p in books.positions if tax.record_id in p.taxes and p.country and not p.foreign}
    named = set(_STATE.findall(tax.words)) & {*members(), *_KINGDOM}
    if _NORTHERN_IRELAND in named or _says_north(tax.words):  # a part of what is one country in addresses
        return frozenset({_NORTHERN_IRELAND})
    return frozenset((put - {books.home}) or (named - {books.home}) or {books.home})


def is_of(position: BookPosition, country: str) -> bool:
    """Whether it is for this country alone; Northern Ireland may be told by its name only."""
    if country == _NORTHERN_IRELAND:
        return position.country == country or (position.country in ("", "GB") and _says_north(position.name))
    return position.country == country and not _says_north(position.name)


def is_for_union(position: BookPosition) -> bool:
    """For all states of the EU."""
    return len(position.countries & members()) >= _MOST_OF_THE_UNION


def is_for_everywhere(position: BookPosition) -> bool:
    """For what no other position is for."""
    return not position.country and not position.countries


def says(purpose: Purpose, position: BookPosition) -> bool:
    """Whether its name tells this purpose."""
    return _PATTERNS[purpose].search(position.name) is not None


def _says_north(words: str) -> bool:
    return re.search(r"northern ireland|irlande du nord|\bXI\b", words, re.IGNORECASE) is not None


def says_oss(words: str) -> bool:
    """The one-stop shop, not that for imports."""
    return _OSS.search(words) is not None


def says_ioss(words: str) -> bool:
    """The one-stop shop for imports."""
    return _IOSS.search(words) is not None
