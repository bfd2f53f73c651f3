"""The order where it comes from."""

from hub import ports
from hub.errors import AffluentError
from hub.models import Order


def shop_url(order: Order) -> str:
    """The order in the shop's own back office; empty when the shop's set-up does not let us say."""
    try:
        return ports.channel(order.shop.channel).order_url(order.external_id, order.shop.account)
    except AffluentError:
        return ""
