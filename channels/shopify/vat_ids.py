"""VAT ids and other company numbers, from every place where Shopify shops keep them, most trusted first.

B2B location, customer (checked at checkout), cart attributes, localized fields, the note. Two different
numbers are a conflict that a person must see: one of them would decide about the tax.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels.company_numbers import most_trusted, named_and_unmistakable
from channels.reading import Reading
from hub.order import Notice, Registration, VatIdCandidate
from hub.sentences import say

ATTRIBUTE_KEYS = (
    "vat_id",
    "vat_number",
    "vat number",
    "vat id",
    "vat",
    "eu_vat",
    "eu vat number",
    "tax_id",
    "tva",
    "numéro de tva",
    "numero de tva",
    "n° tva",
    "tva intracommunautaire",
    "ust-idnr",
    "ust-idnr.",
    "ustid",
    "umsatzsteuer-id",
    "partita iva",
    "p.iva",
    "piva",
    "nif",
    "nif-iva",
    "btw-nummer",
    "btw",
)
_REGISTRATION_KEYS = frozenset(
    {"siret", "siren", "ape", "rcs", "dni", "codice fiscale", "sdi", "pec", "kvk", "eori"}
)
_PREFIXES = "AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI|CHE"
_PLAUSIBLE = re.compile(
    rf"(?:{_PREFIXES})(?=[0-9A-Z]*\d{{2}})[0-9A-Z+*]{{2,13}}\Z|\d{{8,11}}\Z|[A-Z]\d{{7}}[0-9A-Z]\Z"
)
_IN_NOTE = re.compile(
    rf"(?i:vat|tva|ust|mwst|iva|btw|nif|moms)[^\n]{{0,25}}?\b((?:{_PREFIXES})[ .-]?"
    r"(?=[0-9A-Z]{0,3}[ .-]?\d)[0-9A-Z](?:[ .-]?[0-9A-Z]){6,12})(?![0-9A-Za-z])"
)
_LOCALIZED = re.compile(r"TAX_CREDENTIAL_(?P<country>ES|IT|PT)\Z")
_LONGEST_NOTE = 5000


@dataclass(frozen=True, slots=True)
class CompanyNumbers:
    """The most trusted VAT id (or none), every candidate, other company numbers, and a notice of conflict."""

    vat_id: str | None
    candidates: tuple[VatIdCandidate, ...]
    registrations: tuple[Registration, ...]
    notices: tuple[Notice, ...]


def company_numbers(order: Reading, more_keys: Sequence[str] = ()) -> CompanyNumbers:
    """The numbers in an order; `more_keys` are the merchant's own attributes, before the usual ones."""
    candidates = tuple(_candidates(order, more_keys))
    plausible = [entry for entry in candidates if _PLAUSIBLE.match(normalized(entry.value))]
    return CompanyNumbers(
        vat_id=most_trusted(normalized(entry.value) for entry in plausible or candidates),
        candidates=candidates,
        registrations=tuple(_registrations(order)),
        notices=_conflict(plausible),
    )


def normalized(value: str) -> str:
    """A number as it is compared: upper case, letters and digits only."""
    return "".join(sign for sign in value.upper() if sign.isalnum())


def _candidates(order: Reading, more_keys: Sequence[str]) -> Iterator[VatIdCandidate]:
    location = order.optional("purchasingEntity").optional("location").optional("taxSettings")
    yield from _candidate(
        "purchasingEntity.location.taxSettings.taxRegistrationId", location.text("taxRegistrationId", "")
    )
    customer = order.optional("customer").optional("taxSettings")
    yield from _candidate("customer.taxSettings.taxId", customer.text("taxId", ""))
    attributes = list(_attributes(order))
    for wanted in dict.fromkeys(key.casefold() for key in (*more_keys, *ATTRIBUTE_KEYS)):
        for key, value in attributes:
            if _key(key) == wanted:
                yield from _candidate(f"customAttributes.{key}", value)
    known = {key.casefold() for key in (*more_keys, *ATTRIBUTE_KEYS)}
    for key, value in attributes:
        if _key(key) not in known and named_and_unmistakable(key, value):
            yield from _candidate(f"customAttributes.{key}", value)
    for entry in _localized(order):
        if _LOCALIZED.match(entry.text("key", "")):
            yield from _candidate(f"localizedFields.{entry.text('key')}", entry.text("value", ""))
    for found in _IN_NOTE.findall(order.text("note", "")[:_LONGEST_NOTE]):
        yield from _candidate("note", found)


def _candidate(source: str, value: str) -> Iterator[VatIdCandidate]:
    if normalized(value):
        yield VatIdCandidate(source=source, value=value.strip())


def _attributes(order: Reading) -> Iterator[tuple[str, str]]:
    for entry in order.list("customAttributes"):
        yield entry.text("key", ""), entry.text("value", "")


def _key(name: str) -> str:
    return " ".join(name.casefold().strip(" :_").split())


def _localized(order: Reading) -> list[Reading]:
    return order.list("localizedFields.nodes") if order.has("localizedFields") else []


def _registrations(order: Reading) -> Iterator[Registration]:
    for name, value in _attributes(order):
        if _key(name) in _REGISTRATION_KEYS and value.strip():
            yield Registration(kind=_key(name).replace(" ", "_"), value=value.strip())
    for entry in _localized(order):
        key, value = entry.text("key", ""), entry.text("value", "").strip()
        if key and value and not _LOCALIZED.match(key):
            yield Registration(kind=key.lower(), value=value)


def _conflict(plausible: Sequence[VatIdCandidate]) -> tuple[Notice, ...]:
    different: dict[str, VatIdCandidate] = {}
    for entry in plausible:
        different.setdefault(normalized(entry.value), entry)
    if len(different) < 2:
        return ()
    named = ", ".join(f"{number} ({entry.source})" for number, entry in different.items())
    detail = say("the order names several VAT ids: {numbers}", numbers=named)
    return (Notice(code="vat_id_conflict", detail=detail),)
