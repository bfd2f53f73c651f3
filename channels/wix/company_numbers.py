"""Company numbers in an order: every place where a VAT id may stand, and which to trust most.

`contactDetails.vatId` is for Brazil (CPF, CNPJ). A European number stands in a checkout field that the
merchant named, or in an extended field of an app. Nothing is validated here: that is VIES' business.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from channels.company_numbers import most_trusted
from channels.reading import Reading
from channels.text import clean
from hub.order import Registration, VatIdCandidate

_VAT_WORDS = re.compile(
    r"\b(vat|tva|iva|piva|p\.\s?iva|ust|mwst|uid|btw|moms|alv|nip|nif|cif|dph)\b"
    r"|ust-?id|vat_?(id|num|reg)|tax_?id|umsatzsteuer-?id|intracom|partita iva",
    re.I,
)
_REGISTRATIONS = (
    ("siret", re.compile(r"\bsiret\b", re.I)),
    ("siren", re.compile(r"\bsiren\b", re.I)),
    ("ape", re.compile(r"\b(ape|naf)\b", re.I)),
    ("rcs", re.compile(r"\brcs\b", re.I)),
    ("eori", re.compile(r"\beori\b", re.I)),
    ("codice_fiscale", re.compile(r"codice fiscale", re.I)),
    ("sdi", re.compile(r"\bsdi\b|codice destinatario", re.I)),
    ("pec", re.compile(r"\bpec\b", re.I)),
    ("kvk", re.compile(r"\bkvk\b", re.I)),
    ("dni", re.compile(r"\bdni\b", re.I)),
    ("regon", re.compile(r"\bregon\b", re.I)),
)
_PO_NUMBER = re.compile(
    r"\bpo[-_ ]?(number|no|nr)\b|purchase order|bon de commande|bestellnummer|numéro de commande", re.I
)
_BRAZILIAN = frozenset({"CPF", "CNPJ"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class CompanyNumbers:
    """What was found: the most trusted VAT id (or none), every candidate, and other company numbers."""

    vat_id: str | None
    candidates: tuple[VatIdCandidate, ...]
    registrations: tuple[Registration, ...]


def company_numbers(order: Reading, more_fields: Sequence[str] = ()) -> CompanyNumbers:
    """The numbers in an order; `more_fields` are titles (lower case) of the merchant's own, trusted first."""
    fields = [*_extended(order), *_checkout(order)]
    chosen = [field for title in more_fields for field in fields if field[0].lower() == title]
    named = [field for field in fields if field not in chosen and _is_vat(field[0])]
    candidates = [VatIdCandidate(source=source, value=value) for _, source, value in [*chosen, *named]]
    contact, registrations = _contact(order)
    candidates += contact
    registrations += [
        Registration(kind=kind, value=value)
        for title, _, value in fields
        for kind, sign in _REGISTRATIONS
        if sign.search(title)
    ]
    return CompanyNumbers(
        most_trusted(entry.value for entry in candidates), tuple(candidates), tuple(registrations)
    )


def po_number(order: Reading) -> str:
    """The buyer's own order number, where a checkout field asks for it."""
    return next((value for title, _, value in _checkout(order) if _PO_NUMBER.search(title)), "")


def _extended(order: Reading) -> Iterator[tuple[str, str, str]]:
    """Title, place and value of what apps keep with an order: `namespaces` of `{field: value}`."""
    for namespace, fields in order.optional("extendedFields.namespaces").value.items():
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if text := _words(value):
                place = f"extendedFields[{clean(namespace)}.{clean(name)}]"
                yield _CAMEL.sub(" ", clean(name)).replace("_", " "), place, text


def _checkout(order: Reading) -> Iterator[tuple[str, str, str]]:
    """Title, place and value of the fields that the merchant added to the checkout."""
    for entry in order.list("customFields"):
        title, value = _words(entry.value.get("title")), _words(entry.value.get("value"))
        if title and value:
            yield title, f"customFields[{title}]", value


def _contact(order: Reading) -> tuple[list[VatIdCandidate], list[Registration]]:
    """`vatId` of the billing contact: a Brazilian number by its type, a candidate without one."""
    holder = order.optional("billingInfo.contactDetails.vatId")
    value, kind = _words(holder.value.get("id")), _words(holder.value.get("type"))
    if not value:
        return [], []
    if kind in _BRAZILIAN:
        return [], [Registration(kind=kind.lower(), value=value)]
    return [VatIdCandidate(source="billingInfo.contactDetails.vatId", value=value)], []


def _is_vat(title: str) -> bool:
    return bool(_VAT_WORDS.search(title))


def _words(value: Any) -> str:
    """A field's value as text: text or a number, stripped; empty for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean(str(value)).strip()
