"""The fake PrestaShops on which the contract suite examines the channel: JSON, and a server without it."""

import base64
import hashlib
import hmac
import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from channels.prestashop import channel
from channels.prestashop.api import MOST_PER_PAGE
from channels.webhooks import WebhookRequest
from hub.ports import Account
from sandbox.shops.copying import copied
from sandbox.shops.prestashop import PrestaShopSandbox

_TEMPLATE = Path(channel.__file__).parent / "fixtures" / "b2c_fr_mixed_rates.raw.json"
_LINKED = ("order_details", "order_carriers", "order_histories", "order_payments")
_numbers = itertools.count(1)


class PrestaShopShop:
    """The sandbox shop with the handles that the suite pulls."""

    page_size = MOST_PER_PAGE
    listing = "/api/orders"

    def __init__(self, sandbox: PrestaShopSandbox) -> None:
        self.sandbox = sandbox
        self._slug = f"contract-{next(_numbers)}"
        self._ids = itertools.count(4711)
        self._template = json.loads(_TEMPLATE.read_text(encoding="utf-8"))

    def account(self) -> Account:
        credentials = {
            "url": self.sandbox.url,
            "key": self.sandbox.key,
            "webhook_secret": "a-webhook-secret",
        }
        return Account(shop=self._slug, credentials=credentials, allow_private_hosts=True)

    def put(self, count: int, changed_at: datetime) -> list[str]:
        ids = [next(self._ids) for _ in range(count)]
        local = self.sandbox.store.local(changed_at)
        for order_id in ids:
            self.sandbox.load(_bundle(self._template, order_id, local))
        return [str(order_id) for order_id in ids]

    def touch(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.set_state(int(external_id), "3")

    def cancel(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.set_state(int(external_id), "6")

    def forget(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.delete(int(external_id))

    def webhook(self, external_id: str) -> WebhookRequest:
        secret, body = "a-webhook-secret", json.dumps({"id_order": int(external_id)}).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        headers = {
            "x-affluent-topic": "order.updated",
            "x-affluent-event-id": str(uuid.uuid4()),
            "x-affluent-signature": base64.b64encode(digest).decode(),
        }
        return WebhookRequest(
            account=self.account(), headers=headers, body=body, received_at=datetime.now(UTC)
        )


def _bundle(template: dict[str, Any], order_id: int, local: str) -> dict[str, Any]:
    """The template as another order, with rows of its own."""
    bundle = copied(template)
    reference = f"REF{order_id}"
    bundle["order"] |= {"id": order_id, "reference": reference, "date_add": local, "date_upd": local}
    for name in _LINKED:
        for position, row in enumerate(bundle[name]):
            row |= {"id": order_id * 10 + position, "id_order": str(order_id), "date_add": local}
    for row in bundle["order_payments"]:
        row["order_reference"] = reference
    return bundle


@contextmanager
def opened(*, knows_json: bool) -> Iterator[PrestaShopShop]:
    with PrestaShopSandbox(knows_json=knows_json) as sandbox:
        yield PrestaShopShop(sandbox)


SHOPS = {"v8": partial(opened, knows_json=True), "xml": partial(opened, knows_json=False)}
