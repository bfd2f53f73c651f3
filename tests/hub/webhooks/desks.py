"""Shops whose orders and troubles a test lays out, for whoever follows their webhooks."""

from typing import Any

from hub.models import Shop, Webhook
from hub.ports import OrderPage
from tests.factories import PAPER, PaperSource
from tests.hub.ingest.pages import at


class Desk(PaperSource):
    """A shop that gives each order, or the trouble, that the test laid out for its id."""

    def __init__(self, **orders: Any) -> None:
        super().__init__()
        self.orders = orders
        self.asked: list[str] = []

    def order(self, external_id: str) -> OrderPage:
        self.asked.append(external_id)
        found = self.orders.get(external_id)
        if isinstance(found, Exception):
            raise found
        return OrderPage(orders=[] if found is None else [found], observed_at=at(60))


def desk(shop: Shop, **orders: Any) -> Desk:
    PAPER.sources[shop.slug] = laid_out = Desk(**orders)
    return laid_out


def states() -> list[str]:
    return list(Webhook.objects.order_by("id").values_list("state", flat=True))
