"""When only a person can say who bought."""

from hub.errors import BusinessError
from hub.sentences import joined, say
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.verdict import Choice

_MOST_SHOWN = 5  # candidates


class CustomerAmbiguousError(BusinessError):
    """Several customers may be the buyer; what a person chooses is kept for the orders to come."""

    def __init__(self, buyer: Buyer, choice: Choice) -> None:
        order = buyer.order
        shown = [
            say(
                "#{number} {name}: {why}",
                number=one.candidate.partner_id,
                name=one.candidate.shown,
                why=joined(*one.reasons),
            )
            for one in choice.ambiguous[:_MOST_SHOWN]
        ]
        super().__init__(
            "customer_ambiguous",
            say(
                "Order {order} of shop {shop}: the buyer “{subject}” may be {shown}",
                order=order.number,
                shop=order.shop,
                subject=buyer.identity.subject,
                shown=joined(*shown, between="; "),
            ),
            say("Choose the customer; the choice is kept for the orders to come."),
        )
        self.waits_for = waits_for(buyer)


def waits_for(buyer: Buyer) -> str:
    """What its delivery waits for: all held orders of that buyer go on together."""
    return f"customer:{buyer.keys[0].text}"
