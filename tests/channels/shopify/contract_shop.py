"""The fake Shopify shops on which the contract suite examines the channel: fixed tokens and fetched ones."""

import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from channels.shopify import channel
from channels.shopify.api import ORDERS_PER_PAGE
from channels.webhooks import WebhookRequest
from hub.ports import Account
from sandbox.shops.copying import copied
from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.shopify.deliveries import Event
from sandbox.shops.shopify.store import stamp

TEMPLATE = Path(channel.__file__).parent / "fixtures" / "01_b2c_fr_taxes_included.raw.json"
_numbers = itertools.count(1)


class ShopifyShop:
    """The sandbox shop with the handles that the suite pulls."""

    page_size = ORDERS_PER_PAGE
    listing = "/graphql.json"

    def __init__(self, sandbox: ShopifySandbox, *, fixed_token: bool = True) -> None:
        self.sandbox = sandbox
        self._fixed_token = fixed_token
        self._slug = f"contract-shopify-{next(_numbers)}"
        self._ids = itertools.count(4711)
        self._template = json.loads(TEMPLATE.read_text(encoding="utf-8"))

    def account(self) -> Account:
        credentials = {
            "url": self.sandbox.url,
            "access_token": self.sandbox.access_token if self._fixed_token else "",
            "client_id": self.sandbox.client_id,
            "client_secret": self.sandbox.client_secret,
        }
        return Account(shop=self._slug, credentials=credentials, allow_private_hosts=True)

    def put(self, count: int, changed_at: datetime) -> list[str]:
        numbers = [next(self._ids) for _ in range(count)]
        return [self.sandbox.load(order(self._template, number, changed_at)) for number in numbers]

    def touch(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.touch(external_id)

    def cancel(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.cancel(external_id)

    def forget(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.delete(external_id)

    def webhook(self, external_id: str) -> WebhookRequest:
        event = Event(
            "orders/updated", {"id": 1, "admin_graphql_api_id": external_id}, self.sandbox.clock.now()
        )
        headers, body = self.sandbox.deliveries.signed(event, str(uuid.uuid4()))
        received = {name.lower(): text for name, text in headers.items()}
        return WebhookRequest(
            account=self.account(), headers=received, body=body, received_at=self.sandbox.clock.now()
        )

    def webhooks(self) -> list[str]:
        with self.sandbox.lock:
            return sorted(one["uri"] for one in self.sandbox.subscriptions.held.values())

    def lose_webhooks(self) -> None:
        with self.sandbox.lock:
            self.sandbox.subscriptions.held.clear()

    def foreign_webhook(self, address: str) -> None:
        with self.sandbox.lock:
            self.sandbox.subscriptions.add("ORDERS_UPDATED", address)


def order(template: dict[str, Any], number: int, changed_at: datetime) -> dict[str, Any]:
    """A copy of an order under another number, changed last at that time."""
    made = copied(template)
    made |= {"id": f"gid://shopify/Order/{number}", "legacyResourceId": str(number), "name": f"#{number}"}
    return made | dict.fromkeys(("createdAt", "processedAt", "updatedAt"), stamp(changed_at))


@contextmanager
def opened(*, fixed_token: bool) -> Iterator[ShopifyShop]:
    with ShopifySandbox() as sandbox:
        yield ShopifyShop(sandbox, fixed_token=fixed_token)


SHOPS = {
    "fixed-token": partial(opened, fixed_token=True),
    "client-credentials": partial(opened, fixed_token=False),
}
