"""VAT ids as people type them, read into one form, with a verdict about their syntax. Pure.

Shapes and check digits are python-stdnum's; whether a number is registered only VIES knows. The prefixes
are those of Directive 2006/112 art. 215 (Greece: EL) and of the Northern Ireland Protocol art. 8 (XI).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from anyascii import anyascii
from stdnum import exceptions as broken
from stdnum import get_cc_module
from stdnum.ch import uid
from stdnum.fr import siren, siret
from stdnum.no import orgnr

from hub.sentences import joined, say
from odoo_bridge.vat.shapes import IN_VIES, ISO_COUNTRIES, NUMBERED_BY, PREFIXES, SHAPES

_ONE_STOP_SHOP = re.compile(r"(?:EU|IM)\d{9,10}")
_LABELS = frozenset(
    {
        "VAT", "VATIN", "TVA", "UST", "USTID", "USTIDNR", "UMSATZSTEUER", "STEUER", "MWST", "UID", "IVA",
        "PIVA", "PARTITA", "BTW", "NIF", "NIP", "CIF", "MOMS", "ALV", "DPH", "MVA", "ID", "IDNR", "NR", "NUM",
        "NUMBER", "NUMERO", "NUMMER", "REG", "TAX", "INTRA", "INTRACOM", "INTRACOMMUNAUTAIRE",
        "COMMUNAUTAIRE", "CODE",
    }
)  # fmt: skip
_UNSURE_LABELS = frozenset({"N", "NO", "P", "EU"})  # also letters that numbers begin with
_LONGEST = 200  # characters; more is no number


class Syntax(StrEnum):
    """What is known of a number without asking anyone; the better comes first."""

    GOOD = "good"
    CHECK_DIGITS = "check_digits"
    SHAPE = "shape"
    UNKNOWN_COUNTRY = "unknown_country"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatNumber:
    """A VAT id: `prefix` and `number` as VIES wants them, `country` in ISO 3166.

    Greece has the prefix EL and the country GR; Northern Ireland the prefix XI and the country GB. Great
    Britain, Switzerland (CHE) and Norway are read too, but are not in VIES. `reason` says in words what is
    wrong unless the syntax is good; `typed` is what stood in the shop.
    """

    prefix: str
    country: str
    number: str
    syntax: Syntax
    reason: str = ""
    typed: str = ""

    @property
    def text(self) -> str:
        """The id as it is printed on an invoice."""
        return f"{self.prefix}{self.number}"

    @property
    def is_good(self) -> bool:
        """Whether it may be somebody's number."""
        return self.syntax is Syntax.GOOD

    @property
    def in_vies(self) -> bool:
        """Whether VIES can be asked for it."""
        return self.is_good and self.prefix in IN_VIES

    @property
    def is_northern_irish(self) -> bool:
        """Whether goods sold to its owner stay in the EU's VAT area."""
        return self.prefix == "XI"

    @property
    def siren(self) -> str:
        """The French company's SIREN; empty for all others, and for companies in Monaco, which have none."""
        inside = self.is_good and self.prefix == "FR" and not self.number.startswith("000", 2)
        return self.number[2:] if inside else ""

    def same_as(self, other: "VatNumber") -> bool:
        """Whether both name one company; GB and XI are two prefixes of one register."""
        one, two = ("XI" if number.prefix == "GB" else number.prefix for number in (self, other))
        return (one, self.number) == (two, other.number)

    def __str__(self) -> str:
        return self.text or self.typed


def numbering_country(country: str) -> str:
    """The prefix of the VAT ids of companies in a country (ISO 3166): FR for RE, EL for GR."""
    code = country.strip().upper()
    return NUMBERED_BY.get(code, code)


def parse(text: str, country: str = "") -> VatNumber:
    """Read what a shop holds; `country` (ISO 3166) says whose number it is where no prefix does.

    Never raises: what is no number says so in `syntax` and `reason`.
    """
    compact = _compact(text)
    if not any(sign.isdigit() for sign in compact):
        return _unread(text, Syntax.NONE, say("There is no number."))
    if _ONE_STOP_SHOP.fullmatch(compact):
        return _unread(text, Syntax.SHAPE, say("This is a registration for the one-stop shop, not a VAT id."))
    readings = list(_readings(compact, numbering_country(country), text))
    if not readings:
        return _unread(text, Syntax.UNKNOWN_COUNTRY, _without_country(country))
    order = list(Syntax)
    return min(readings, key=lambda reading: order.index(reading.syntax))


def _readings(compact: str, expected: str, typed: str) -> Iterator[VatNumber]:
    """What the text may mean. A prefix that fits is believed: FR may be the key of a French number too."""
    prefix = next(
        (known for known in ("CHE", compact[:2]) if known in PREFIXES and compact.startswith(known)), ""
    )
    if prefix:
        rest = compact[len(prefix) :]
        first = _checked(PREFIXES[prefix], rest, typed)
        yield first
        if first.syntax is not Syntax.SHAPE:
            return
        if rest.startswith(prefix):
            yield _checked(PREFIXES[prefix], rest[len(prefix) :], typed)
    if expected in SHAPES:
        yield _checked(expected, compact, typed)


def _without_country(country: str) -> str:
    if not country:
        return say("The number has no country in front, and the country is missing.")
    return say(
        "The number has no country in front, and {country} has no VAT ids that can be checked.",
        country=country.upper(),
    )


def _checked(prefix: str, number: str, typed: str) -> VatNumber:
    if prefix == "BE" and len(number) == 9:  # as they were written before 2005
        number = f"0{number}"
    syntax, reason = _verdict(prefix, number)
    return VatNumber(
        prefix=prefix,
        country=ISO_COUNTRIES.get(prefix, prefix),
        number=number,
        syntax=syntax,
        reason=reason,
        typed=typed,
    )


def _verdict(prefix: str, number: str) -> tuple[Syntax, str]:
    try:
        if not SHAPES[prefix].pattern.fullmatch(number):
            raise broken.InvalidFormat
        _check_digits(prefix, number)
    except broken.InvalidChecksum:
        return Syntax.CHECK_DIGITS, say(
            "{number}: the check digits do not fit, something is mistyped.", number=prefix + number
        )
    except broken.ValidationError:
        wrong = say(
            "{number} is no VAT id: after {prefix} come {shape}.",
            number=prefix + number,
            prefix=prefix,
            shape=SHAPES[prefix].words,
        )
        return Syntax.SHAPE, joined(wrong, _company_number(prefix, number))
    digits = re.sub(r"\D", "", number)
    if len(digits) > 5 and len(set(digits)) == 1:
        return Syntax.SHAPE, say("{number} is made up: one digit again and again.", number=prefix + number)
    return Syntax.GOOD, ""


def _check_digits(prefix: str, number: str) -> None:
    """Raises stdnum's `ValidationError`. XI is known by its shape alone: stdnum's sum is Great Britain's."""
    if prefix == "CHE":
        uid.validate(number)
    elif prefix == "NO":
        orgnr.validate(number)
    elif prefix != "XI":
        module = get_cc_module(ISO_COUNTRIES.get(prefix, prefix).lower(), "vat")
        if module is None:
            raise broken.InvalidComponent
        module.validate(prefix + number)


def _company_number(prefix: str, number: str) -> str:
    """French companies often give the number of the register of companies instead."""
    if prefix != "FR":
        return ""
    if siret.is_valid(number):
        return say(
            "{number} is a SIRET; the VAT id of that company is {vat_id}.",
            number=number,
            vat_id=f"FR{siren.to_tva(siret.to_siren(number))}",
        )
    if siren.is_valid(number):
        return say(
            "{number} is a SIREN; the VAT id of that company is {vat_id}.",
            number=number,
            vat_id=f"FR{siren.to_tva(number)}",
        )
    return ""


def _unread(typed: str, syntax: Syntax, reason: str) -> VatNumber:
    return VatNumber(prefix="", country="", number="", syntax=syntax, reason=reason, typed=typed)


def _compact(text: str) -> str:
    """Latin capitals and digits only, without words like "TVA n°" around the number."""
    latin = anyascii(re.sub(r"[°º]", " ", text[:_LONGEST])).upper()
    words = re.findall(r"[0-9A-Z]+(?:[+*]\d{5}[0-9A-Z]*)?", latin)
    while len(words) > 1 and _is_label(words[0], words[1]):
        words.pop(0)
    while len(words) > 1 and words[-1] in _LABELS:
        words.pop()
    return "".join(words)


def _is_label(word: str, after: str) -> bool:
    if word in _UNSURE_LABELS:
        return after in _LABELS or after[:2] in PREFIXES
    return word in _LABELS
