"""A decision about VAT for people: its reasons, and what it stands on, in the language of the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub.admin.labels import Label
from hub.sentences import spoken
from odoo_bridge.admin.vat.labels import OUTCOME
from odoo_bridge.models import VatRecord
from odoo_bridge.models.vat_class import ProductSupply
from odoo_bridge.vat.case import Standing
from odoo_bridge.vat.sale import Supply, Vies
from odoo_bridge.vat.stored.recording import decisions_of

_NAMES: Mapping[str, Label] = {
    "source": _("law"),
    "day": _("day of the sale"),
    "supply": _("what is sold"),
    "product_class": _("VAT class"),
    "from": _("place of departure"),
    "to": _("place of arrival"),
    "customer": _("place of the customer"),
    "vat_number": _("VAT id"),
    "number_proves": _("what the VAT id proves"),
    "vies": _("answer of VIES"),
    "vies_day": _("day of the proof"),
    "vies_reference": _("consultation number"),
    "consignment": _("value of the goods"),
    "rate_source": _("source of the rate"),
    "rate_region": _("region of the rate"),
}
_SUPPLIES: Mapping[str, Label] = {
    **dict(ProductSupply.choices),
    Supply.VOUCHER.value: _("Voucher"),
}
_VALUES: Mapping[str, Mapping[str, Label]] = {
    "supply": _SUPPLIES,
    "number_proves": {
        Standing.NONE: _("Nothing"),
        Standing.FOREIGN: _("Nothing: it is no number of the EU"),
        Standing.INVALID: _("Nothing: it is not valid"),
        Standing.VALID: _("A taxable person buys"),
        Standing.PENDING: _("Not known yet"),
        Standing.CONFLICT: _("Not known: there are several"),
    },
    "vies": {**{name: label for name, (label, _tone) in OUTCOME.items()}, Vies.NOT_ASKED: _("Not asked")},
}


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision, ready to be printed; `facts` are names with texts."""

    treatment: str
    country: str
    supply: Label
    product_class: str
    rule: str
    reasons: list[str]
    facts: list[tuple[Label, Label]]


def decision_views(record: VatRecord) -> list[DecisionView]:
    """One for each kind of what was sold."""
    return [
        DecisionView(
            treatment=kept["treatment"],
            country=kept["country"],
            supply=_SUPPLIES.get(kept["supply"], kept["supply"]),
            product_class=kept["product_class"],
            rule=kept["rule"],
            reasons=[spoken(reason) for reason in kept["reasons"]],
            facts=list(_facts(kept["evidence"])),
        )
        for kept in decisions_of(record)
    ]


def _facts(evidence: Mapping[str, Any]) -> Iterator[tuple[Label, Label]]:
    for name, text in evidence.items():
        yield _NAMES.get(name, name), _VALUES.get(name, {}).get(text) or spoken(text)
