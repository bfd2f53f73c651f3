"""Company numbers in an order: every place a VAT plugin may have put one, and which to trust most.

The keys are those of the plugins listed in README.md. Nothing is validated here: that is VIES' business.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.company_numbers import most_trusted, named_and_unmistakable, normalized
from channels.reading import Reading
from channels.woocommerce.meta import entries, words
from hub.order import Registration, VatIdCandidate

# Most trusted first: keys of plugins that check numbers, then plain fields, then shipping and tax codes.
VAT_KEYS = (
    "_billing_vat_number",  # WooCommerce EU VAT Number
    "_billing_eu_vat_number",  # EU VAT for WooCommerce
    "vat_number",  # Aelia EU VAT Assistant
    "_eu_vat_data",  # Aelia, as an object
    "_billing_vat_id",  # Germanized
    "yweu_billing_vat",  # YITH
    "_billing_yith_eu_vat",  # YITH
    "_vat_number",  # WooCommerce EU VAT Number, before 2.3.21
    "VAT Number",  # EU/UK VAT Compliance
    "billing_vat",  # German Market
    "_billing_vat",
    "_billing_piva",
    "_billing_partita_iva",
    "_billing_nif",
    "_billing_nip",
    "_shipping_vat_id",  # Germanized
    "_billing_cf",  # an Italian company's tax code is its VAT number; a person's is not
)
_BLOCK_FIELD = re.compile(r"_wc_(?:billing|other|shipping)/[^/]+/(?P<name>.+)\Z")
_VAT_WORDS = re.compile(
    r"(^|[-_ ])(vat|vatid|tva|iva|piva|ust|ustid|uid|btw|nip|nif|cif|moms)([-_ ]|\Z)", re.I
)
_VALIDATED = {
    "_billing_vat_number": ("_vat_number_is_valid", {"true", "1", "yes", "valid"}),
    "_vat_number": ("_vat_number_is_valid", {"true", "1", "yes", "valid"}),
    "vat_number": ("_vat_number_validated", {"valid"}),
    "_eu_vat_data": ("_vat_number_validated", {"valid"}),
}
_REGISTRATIONS = re.compile(
    r"_?(?:billing_)?(?P<kind>siret|siren|ape|rcs|dni|cf|sdi|pec|regon|krs|kvk|eori)\Z", re.I
)
_KINDS = {"cf": "codice_fiscale"}


@dataclass(frozen=True, slots=True)
class CompanyNumbers:
    """What was found: the most trusted VAT id (or none), every candidate, and other company numbers."""

    vat_id: str | None
    candidates: tuple[VatIdCandidate, ...]
    registrations: tuple[Registration, ...]


def company_numbers(order: Reading, more_keys: Sequence[str] = ()) -> CompanyNumbers:
    """The numbers in an order; `more_keys` are the merchant's own, trusted before all others."""
    meta = dict(entries(order))
    keys = [*_keys(meta, more_keys), *_other_keys(meta, more_keys)]
    found = [(key, number(meta[key])) for key in keys if number(meta[key])]
    ranked = sorted(found, key=lambda entry: (not _validated(entry[0], meta), keys.index(entry[0])))
    candidates = [VatIdCandidate(source=f"meta:{key}", value=value) for key, value in ranked]
    candidates += _billing_field(order)
    return CompanyNumbers(_most_trusted(candidates), tuple(candidates), _registrations(meta))


def number(value: Any) -> str:
    """The number in a meta value: plain, or in an object under `vat_number`."""
    return words(value.get("vat_number") if isinstance(value, dict) else value)


def _keys(meta: Iterable[str], more_keys: Sequence[str]) -> list[str]:
    """The keys that are there, most trusted first; a block checkout's own fields by their last part."""
    fields = {key: _BLOCK_FIELD.match(key) for key in meta}
    blocks = [key for key, field in fields.items() if field and _VAT_WORDS.search(field["name"])]
    return [key for key in dict.fromkeys([*more_keys, *VAT_KEYS, *blocks]) if key in meta]


def _other_keys(meta: Mapping[str, Any], more_keys: Sequence[str]) -> list[str]:
    """Keys of plugins nobody listed: their name says VAT, and what they hold is unmistakably one."""
    known = {*VAT_KEYS, *more_keys}
    return [
        key
        for key, value in meta.items()
        if key not in known and not _BLOCK_FIELD.match(key) and named_and_unmistakable(key, words(value))
    ]


def _validated(key: str, meta: dict[str, Any]) -> bool:
    flag, good = _VALIDATED.get(key, ("", set()))
    return words(meta.get(flag)).lower() in good


def _billing_field(order: Reading) -> list[VatIdCandidate]:
    """Germanized adds the number to the address itself as well."""
    value = words(order.optional("billing").value.get("vat_id"))
    return [VatIdCandidate(source="billing.vat_id", value=value)] if value else []


def _most_trusted(candidates: Sequence[VatIdCandidate]) -> str | None:
    return most_trusted(candidate.value for candidate in candidates if not _personal_code(candidate))


def _personal_code(candidate: VatIdCandidate) -> bool:
    return candidate.source == "meta:_billing_cf" and not normalized(candidate.value).isdigit()


def _registrations(meta: dict[str, Any]) -> tuple[Registration, ...]:
    found = [(_REGISTRATIONS.match(key), words(value)) for key, value in meta.items()]
    named = [(match["kind"].lower(), value) for match, value in found if match and value]
    return tuple(Registration(kind=_KINDS.get(kind, kind), value=value) for kind, value in named)
