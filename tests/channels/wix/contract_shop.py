"""The fake Wix sites on which the contract suite examines the channel: by API key and as an OAuth app."""

import base64
import itertools
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from channels.webhooks import WebhookRequest
from channels.wix import channel
from channels.wix.api import MOST_PER_PAGE
from hub.ports import Account
from sandbox.shops.copying import copied
from sandbox.shops.wix import WixSandbox
from sandbox.shops.wix.store import timestamp

TEMPLATE = Path(channel.__file__).parent / "fixtures" / "partial_refund.raw.json"
_numbers = itertools.count(1)


class WixShop:
    """The sandbox site with the handles that the suite pulls."""

    page_size = MOST_PER_PAGE
    listing = "/orders/search"

    def __init__(self, sandbox: WixSandbox, *, app: bool) -> None:
        self.sandbox = sandbox
        self._app = app
        self._slug = f"wix-contract-{next(_numbers)}"
        self._next = itertools.count(1)
        self._template = json.loads(TEMPLATE.read_text(encoding="utf-8"))

    def account(self) -> Account:
        key = {"api_key": self.sandbox.api_key, "site_id": self.sandbox.site_id}
        credentials = self.sandbox.app if self._app else key
        credentials = {**credentials, "url": self.sandbox.url, "webhook_secret": public_key()}
        return Account(shop=self._slug, credentials=credentials, allow_private_hosts=True)

    def put(self, count: int, changed_at: datetime) -> list[str]:
        return [self._put(next(self._next), timestamp(changed_at)) for _ in range(count)]

    def touch(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.change(external_id, {"buyerNote": "Merci"})

    def cancel(self, external_id: str) -> None:
        """A paid order that is cancelled stays paid: only its status says so."""
        with self.sandbox.lock:
            self.sandbox.store.cancel(external_id)

    def forget(self, external_id: str) -> None:
        with self.sandbox.lock:
            self.sandbox.store.delete(external_id)

    def webhook(self, external_id: str) -> WebhookRequest:
        instance = self.sandbox.app["instance_id"]
        body = signed(event(external_id, instance=instance))
        return WebhookRequest(account=self.account(), headers={}, body=body, received_at=datetime.now(UTC))

    def _put(self, number: int, when: str) -> str:
        raw = copied(self._template)
        # Ids without order: nothing may depend on newer orders having greater ones.
        order_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._slug}/{number}"))
        dates = dict.fromkeys(("createdDate", "updatedDate", "purchasedDate"), when)
        raw["order"] |= {"id": order_id, "number": str(number), **dates}
        raw["transactions"]["orderId"] = order_id
        return self.sandbox.load(raw["order"], raw["transactions"])


def event(external_id: str, slug: str = "updated", *, instance: str = "…", **claims: Any) -> dict[str, Any]:
    """The claims of a webhook about an order, nested as Wix nests them: texts in texts."""
    inner = {
        "id": str(uuid.uuid4()),
        "entityFqdn": "wix.ecom.v1.order",
        "slug": slug,
        "entityId": external_id,
        "eventTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    outer = {"eventType": f"wix.ecom.v1.order_{slug}", "instanceId": instance, "data": json.dumps(inner)}
    now = int(time.time())
    return {"data": json.dumps(outer), "iat": now, "exp": now + 3600, **claims}


def signed(claims: Any, algorithm: str = "RS256") -> bytes:
    """A JSON Web Token."""
    head = _part(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    text = b".".join((head, _part(json.dumps(claims).encode())))
    return b".".join((text, _part(_key().sign(text, PKCS1v15(), SHA256()))))


def public_key() -> str:
    """As the app's dashboard shows it."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@contextmanager
def opened(*, app: bool) -> Iterator[WixShop]:
    with WixSandbox() as sandbox:
        yield WixShop(sandbox, app=app)


SHOPS = {"api-key": partial(opened, app=False), "app": partial(opened, app=True)}
