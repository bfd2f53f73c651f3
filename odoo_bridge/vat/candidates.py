"""Which of the numbers in an order is the buyer's VAT id, and what speaks against it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.order import VatIdCandidate
from hub.sentences import say
from odoo_bridge.vat.numbers import VatNumber, numbering_country, parse
from odoo_bridge.vat.shapes import ISO_COUNTRIES

CONFLICT = "vat_id_conflict"
OTHER_COUNTRY = "vat_id_other_country"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatIdChoice:
    """The VAT id to go by, and where the shop holds it; None where the order names none.

    `hold` is empty, or the code for which the order must wait for a person; `reasons` says it in words.
    A number whose syntax is wrong is chosen only where there is no other: it exempts from nothing. `others`
    are the good ones of other companies.
    """

    number: VatNumber | None = None
    source: str = ""
    hold: str = ""
    reasons: tuple[str, ...] = ()
    others: tuple[VatNumber, ...] = ()


def choose(candidates: Sequence[VatIdCandidate], countries: Iterable[str] = ()) -> VatIdChoice:
    """The first good number, for candidates come in the order of trust.

    `countries` (ISO 3166, XI for Northern Ireland) are where the buyer is: of the billing address first, then
    of the delivery. They give the prefix to a number without one. Two good numbers of different companies, or
    a number of a country where the buyer is not, hold the order.
    """
    homes = [country for country in countries if country]
    read = [(_read(candidate.value, homes), candidate.source) for candidate in candidates]
    read = [entry for entry in read if entry[0].typed.strip()]
    good = [entry for entry in read if entry[0].is_good]
    if not read:
        return VatIdChoice()
    number, source = (good or read)[0]
    reasons = [
        say("{reason} ({source})", reason=one.reason, source=place) for one, place in read if not one.is_good
    ]
    others = [entry for entry in good if not entry[0].same_as(number)]
    if others:
        named = ", ".join(f"{one} ({place})" for one, place in [(number, source), *others])
        reasons.append(say("The order names several VAT ids: {vat_ids}.", vat_ids=named))
        hold = CONFLICT
    elif number.is_good and homes and not _is_at_home(number, homes):
        reasons.append(
            say(
                "{number} is a number of {country}, but the buyer is in {countries}.",
                number=number,
                country=number.country,
                countries=", ".join(homes),
            )
        )
        hold = OTHER_COUNTRY
    else:
        number, hold = _most_telling(number, good), ""
    different = tuple(one for one, _ in others)
    return VatIdChoice(number=number, source=source, hold=hold, reasons=tuple(reasons), others=different)


def _read(text: str, homes: Sequence[str]) -> VatNumber:
    """As the number of the first country where it makes a good one."""
    readings = [parse(text, home) for home in dict.fromkeys(homes)] or [parse(text)]
    return next((reading for reading in readings if reading.is_good), readings[0])


def _is_at_home(number: VatNumber, homes: Sequence[str]) -> bool:
    """XI and GB are one country here: which of them it is, the rules ask the address."""
    prefixes = [numbering_country(home) for home in homes]
    return number.country in [ISO_COUNTRIES.get(prefix, prefix) for prefix in prefixes]


def _most_telling(number: VatNumber, good: Sequence[tuple[VatNumber, str]]) -> VatNumber:
    """Of one number written with GB and with XI, the one that VIES knows."""
    return next((one for one, _ in good if one.in_vies), number)
