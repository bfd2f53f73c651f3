"""What French invoices between businesses must say since e-invoicing. Pure.

CGI ann. II art. 242 nonies A as amended by décrets 2022-1299 and 2024-266: the buyer's SIREN, the category of
the operation, the option for VAT on debits; the delivery address stands on the document itself. Binding with
the duty to emit: large and mid-size companies from 2026-09-01, all others from 2027-09-01.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from hub.order import Order
from odoo_bridge.vat.companies import company_of
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.sale import Supply

# Where e-invoicing applies: sales taxed, or exempt for a small enterprise, inside France.
_INSIDE = frozenset({Treatment.DOMESTIC, Treatment.DOMESTIC_DOM, Treatment.SMALL_BUSINESS})
_GOODS, _SERVICES = "livraison de biens", "prestation de services"
_SERVICE_KINDS = frozenset({Supply.SERVICE, Supply.DIGITAL_SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoicing:
    """The seller's part: bound from that day on (None: not), VAT on debits. `says_siren`: no field has it."""

    bound_from: date | None = None
    on_debits: bool = False
    says_siren: bool = False


def mentions(
    order: Order, day: date, seller_country: str, told: EInvoicing, sold: Collection[tuple[Supply, Treatment]]
) -> Iterator[str]:
    """The lines for the invoice; nothing for consumers, for buyers abroad, and before the seller is bound."""
    bound = told.bound_from is not None and day >= told.bound_from
    if seller_country != "FR" or not bound or not any(treatment in _INSIDE for _, treatment in sold):
        return
    siren = company_of(order).siren
    if not siren:
        return
    if told.says_siren:
        yield f"SIREN du client : {siren}"
    supplies = {supply for supply, _ in sold}
    parts = [_GOODS] if Supply.GOODS in supplies else []
    parts += [_SERVICES] if supplies & _SERVICE_KINDS else []
    if parts:
        yield f"Catégorie de l'opération : {' et '.join(parts)}"
    if told.on_debits and supplies & _SERVICE_KINDS:
        yield "Option pour le paiement de la taxe d'après les débits"
