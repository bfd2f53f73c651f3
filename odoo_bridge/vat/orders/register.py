"""What the EU's register said of the buyer's number, as far as the order's decision needs it. Pure."""

from dataclasses import dataclass

from hub.order import Order, VatIdCandidate
from odoo_bridge.vat.candidates import VatIdChoice, choose
from odoo_bridge.vat.sale import Proof, Vies


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAnswer:
    """`reason` says in words what was relied on; `proof` is the answer that it stands on."""

    vies: Vies = Vies.NOT_ASKED
    proof: Proof | None = None
    reason: str = ""


NOT_ASKED = RegisterAnswer()


def chosen_number(order: Order) -> VatIdChoice:
    """The number to go by, of all that the order names."""
    customer = order.customer
    alone = [VatIdCandidate(source="vat_id", value=customer.vat_id)] if customer.vat_id else []
    places = (order.billing_address, order.shipping_address)
    return choose(customer.vat_id_candidates or alone, [place.country for place in places if place])
