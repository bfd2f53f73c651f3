"""A fake Krambude on a real socket, for the contract suite. Written from the platform's side."""

import base64
import copy
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from channels.webhooks import WebhookRequest
from hub.ports import Account
from sandbox.network.http import Request, Response
from sandbox.shops.control import Controls
from sandbox.shops.server import PlatformSandbox

TEMPLATE = json.loads((Path(__file__).parent / "fixtures" / "guest.raw.json").read_text(encoding="utf-8"))
KEY, WEBHOOK_SECRET = "kb_a-long-secret-key", "kb_a-webhook-secret"
NUMBERS = count(1)


class KrambudeServer(PlatformSandbox):
    """`GET /api/v1/shop`, `/orders?changed_from=&after_id=&limit=` and `/orders/ID`, as documented."""

    platform = "krambude"

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 0, None, None)
        self.orders: dict[int, dict[str, Any]] = {}

    def controls(self) -> Controls:
        """None besides those that every fake shop has."""
        return {}

    def state(self) -> dict[str, Any]:
        """What it holds."""
        return {"orders": sorted(self.orders)}

    def answer(self, request: Request) -> Response:
        """One call of the API."""
        if request.headers.get("x-krambude-key") != KEY:
            return Response.of_json({"error": "unknown key"}, 401)
        _, _, path = request.path.partition("/api/v1/")
        if path == "shop":
            return Response.of_json({"name": "Zur Krambude"})
        if path == "orders":
            return Response.of_json(self._listing(dict(request.query)))
        found = self.orders.get(int(path.removeprefix("orders/")))
        return Response.of_json(found or {"error": "gone"}, 200 if found else 410)

    def _listing(self, query: dict[str, str]) -> dict[str, Any]:
        behind = (query.get("changed_from", ""), int(query.get("after_id", "-1")))
        rows = sorted(self.orders.values(), key=lambda row: (row["changed"], row["id"]))
        rows = [row for row in rows if (row["changed"], row["id"]) > behind]
        limit = int(query["limit"])
        return {"orders": rows[:limit], "more": len(rows) > limit}


class KrambudeShop:
    """The handles that the suite pulls (`tests.channels.contract.subject.CalledShop`)."""

    page_size = 50
    listing = "/api/v1/orders"

    def __init__(self, sandbox: KrambudeServer) -> None:
        self.sandbox = sandbox
        self._ids, self._events = count(4711), count(1)
        self._slug = f"krambude-{next(NUMBERS)}"

    def account(self) -> Account:
        credentials = {"url": self.sandbox.url, "key": KEY, "webhook_secret": WEBHOOK_SECRET}
        return Account(shop=self._slug, credentials=credentials, allow_private_hosts=True)

    def put(self, count: int, changed_at: datetime) -> list[str]:
        made = [next(self._ids) for _ in range(count)]
        for order_id in made:
            self.sandbox.orders[order_id] = copy.deepcopy(TEMPLATE) | {"id": order_id}
            self._change(order_id, changed_at)
        return [str(order_id) for order_id in made]

    def touch(self, external_id: str) -> None:
        self._change(int(external_id), self.sandbox.clock.now())

    def cancel(self, external_id: str) -> None:
        self.sandbox.orders[int(external_id)]["state"] = "stopped"
        self.touch(external_id)

    def forget(self, external_id: str) -> None:
        del self.sandbox.orders[int(external_id)]

    def webhook(self, external_id: str) -> WebhookRequest:
        now, account = datetime.now(UTC), self.account()
        said = {"id": next(self._events), "event": "order.changed", "order": int(external_id)}
        body = json.dumps(said | {"at": now.isoformat()}).encode()
        digest = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).digest()
        headers = {"x-krambude-signature": base64.b64encode(digest).decode()}
        return WebhookRequest(account=account, headers=headers, body=body, received_at=now)

    def _change(self, order_id: int, moment: datetime) -> None:
        self.sandbox.orders[order_id]["changed"] = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def opened() -> Iterator[KrambudeShop]:
    """A running fake shop."""
    with KrambudeServer() as sandbox:
        yield KrambudeShop(sandbox)


SHOPS = {"v1": opened}

if __name__ == "__main__":  # python -m krambude.contract: a shop with three orders, until Ctrl-C
    with opened() as shop:
        shop.put(3, datetime.now(UTC))
        sys.stdout.write(f"{shop.sandbox.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
