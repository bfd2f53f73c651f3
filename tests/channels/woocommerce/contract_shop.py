"""The fake WooCommerce shops on which the contract suite examines the channel: both storages."""

import itertools
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.webhooks import WebhookRequest
from channels.woocommerce import channel
from channels.woocommerce.api import MOST_PER_PAGE
from hub.ports import Account
from sandbox.shops.copying import copied
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from sandbox.shops.woocommerce.deliveries import signature
from sandbox.shops.woocommerce.webhooks import MOST_FAILURES

_TEMPLATE = Path(channel.__file__).parent / "fixtures" / "b2c_fr_mixed_rates.raw.json"
_PARIS = ZoneInfo("Europe/Paris")
_numbers = itertools.count(1)


class WooCommerceShop:
    """The sandbox shop with the handles that the suite pulls."""

    page_size = MOST_PER_PAGE
    listing = "/wc/v3/orders"

    def __init__(self, sandbox: WooCommerceSandbox) -> None:
        self.sandbox = sandbox
        self._slug = f"contract-{next(_numbers)}"
        self._ids = itertools.count(4711)
        self._template = json.loads(_TEMPLATE.read_text(encoding="utf-8"))["order"]

    def account(self) -> Account:
        credentials = {
            "url": self.sandbox.url,
            "consumer_key": self.sandbox.consumer_key,
            "consumer_secret": self.sandbox.consumer_secret,
            "webhook_secret": "a-webhook-secret",
        }
        return Account(shop=self._slug, credentials=credentials, allow_private_hosts=True)

    def put(self, count: int, changed_at: datetime) -> list[str]:
        ids = [next(self._ids) for _ in range(count)]
        for order_id in ids:
            self.sandbox.load(_order(self._template, order_id, changed_at))
        return [str(order_id) for order_id in ids]

    def touch(self, external_id: str) -> None:
        """A change of status: with the old storage nothing less is seen."""
        with self.sandbox.lock:
            store = self.sandbox.store
            now = store.order(int(external_id))["status"]
            store.set_status(int(external_id), "completed" if now == "processing" else "processing")

    def cancel(self, external_id: str) -> None:
        """Into the trash, which no listing of all statuses shows."""
        with self.sandbox.lock:
            self.sandbox.store.trash(int(external_id))

    def forget(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.delete(int(external_id))

    def webhook(self, external_id: str) -> WebhookRequest:
        account = self.account()
        body = json.dumps({"id": int(external_id), "date_modified_gmt": "2026-11-21T22:20:36"}).encode()
        secret = account.credentials["webhook_secret"]
        headers = {
            "x-wc-webhook-topic": "order.updated",
            "x-wc-webhook-delivery-id": secrets.token_hex(16),
            "x-wc-webhook-signature": signature(secret, body),
        }
        return WebhookRequest(account=account, headers=headers, body=body, received_at=datetime.now(UTC))

    def webhooks(self) -> list[str]:
        with self.sandbox.lock:
            shown = [webhook.document for webhook in self.sandbox.store.webhooks.known.values()]
        return sorted(row["delivery_url"] for row in shown if row["status"] == "active")

    def lose_webhooks(self) -> None:
        """Disabled after failures in a row."""
        with self.sandbox.lock:
            for webhook_id in self.sandbox.store.webhooks.known:
                for _ in range(MOST_FAILURES):
                    self.sandbox.store.webhooks.delivered(webhook_id, success=False)

    def foreign_webhook(self, address: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.webhooks.create({"topic": "order.updated", "delivery_url": address})


def _order(template: dict[str, Any], order_id: int, changed_at: datetime) -> dict[str, Any]:
    order = copied(template)
    order |= {"id": order_id, "number": str(order_id), "order_key": f"wc_order_{order_id}"}
    for name in ("created", "modified", "paid"):
        order[f"date_{name}_gmt"] = changed_at.replace(tzinfo=None, microsecond=0).isoformat()
        order[f"date_{name}"] = changed_at.astimezone(_PARIS).replace(tzinfo=None, microsecond=0).isoformat()
    return order


@contextmanager
def opened(storage: Storage, *, https_seen: bool) -> Iterator[WooCommerceShop]:
    with WooCommerceSandbox(storage=storage, https_seen=https_seen) as sandbox:
        yield WooCommerceShop(sandbox)


SHOPS = {
    "hpos": partial(opened, Storage.HPOS, https_seen=False),
    "legacy": partial(opened, Storage.LEGACY, https_seen=False),
}
