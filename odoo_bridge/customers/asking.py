"""Who a held order's buyer may be, for the person who decides: asked of our own tables and of Odoo, now."""

from hub.models import Delivery
from hub.order import from_document
from odoo_bridge import connections
from odoo_bridge.customers import search
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.known import known
from odoo_bridge.customers.verdict import Candidate, Verdict, judge
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection, ShopPolicy


def buyer_of(delivery: Delivery) -> Buyer | None:
    """The buyer of the delivery's order; None when it cannot be read or goes nowhere."""
    policy = ShopPolicy.objects.filter(shop=delivery.order.shop).first()
    newest = delivery.order.newest
    if policy is None or newest is None:
        return None
    return Buyer.of(from_document(newest.document), policy.rules)


def candidates(connection: OdooConnection, buyer: Buyer, text: str = "") -> list[Verdict]:
    """With `text` those whose name, e-mail or VAT id holds it, else those that share a fact with the buyer.

    The likest first. Raises what stops Odoo from answering.
    """
    odoo = connections.open_odoo(connection)
    places = Knowledge().places(odoo, connection)
    found = search.by_text(odoo, text, places) if text else search.search(odoo, [buyer], places)
    near = [] if text else known(connection, [buyer]).near(buyer)
    joined: dict[int, Candidate] = {}
    for one in [*(one.candidate for one in found), *near]:
        joined[one.partner_id] = joined[one.partner_id].joined(one) if one.partner_id in joined else one
    verdicts = [judge(buyer.identity, one, buyer.rules) for one in joined.values()]
    return sorted(verdicts, key=lambda one: (one.strength, -one.candidate.partner_id), reverse=True)
