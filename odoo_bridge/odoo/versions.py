"""What differs between Odoo 14 and 19, as data: the only place that knows versions by number.

A name that changed is asked of the server (`fields_get`) at set-up and kept with the connection, because
modules bring later names to earlier versions. A number decides only where there is nothing to ask for.
Needs no entry: `res.partner.mobile`, gone in 19, is never written (`phone` is everywhere), and
`disable_cancel_warning`, which spares the wizard of a cancellation until 18, does no harm in 19.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

OLDEST = 14
FIRST_JSON2 = 19
FIRST_WITH_BRANCHES = 17  # of companies: a branch uses what is its parent's too
FIRST_WITH_ENDING_KEYS = 18
FIRST_WITH_PATHS = 18  # of the web client: before, a record is named behind a hash


@dataclass(frozen=True, slots=True)
class Renamed:
    """A field of a model by its names, newest first; the last one stands where no other exists."""

    model: str
    names: tuple[str, ...]

    def found(self, fields: Container[str]) -> str:
        """The name that is among the model's fields."""
        return next((name for name in self.names if name in fields), self.names[-1])


# By the names under which a connection's features keep the answers. An empty name: there is no such field.
RENAMED = {
    "line_tax_field": Renamed("sale.order.line", ("tax_ids", "tax_id")),  # 19 | until 18
    "payment_memo_field": Renamed("account.payment", ("memo", "ref")),  # 18 | until 17
    # Until 16 the orders of a customer are always merged into one invoice.
    "apart_field": Renamed("sale.advance.payment.inv", ("consolidated_billing", "")),  # 17 | until 16
    # French companies: `siret` is l10n_fr's until 18; 19's e-invoicing takes SIREN or SIRET as registry.
    "siret_field": Renamed("res.partner", ("siret", "")),
    "registry_field": Renamed("res.partner", ("company_registry", "")),  # 16 | until 15
}

# Asked whenever a product is made, which is rare. From 15 to 17 `type` is computed from the other one.
PRODUCT_KIND = Renamed("product.product", ("detailed_type", "type"))


def field(features: Mapping[str, Any], feature: str) -> str:
    """The name of a field on the server with these features; of one that was not asked, the oldest name."""
    return str(features.get(feature, RENAMED[feature].names[-1]))


def major(version: str) -> int:
    """19 of "19.0" and of "saas~19.1+e"; 0 of what is no version."""
    digits = version.removeprefix("saas~").split(".")[0]
    return int(digits) if digits.isdigit() else 0
