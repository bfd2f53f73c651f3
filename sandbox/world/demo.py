"""The demonstration: orders of every kind through the whole chain, and what became of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.world.accounts import Accounts, account
from sandbox.world.api import HubApi
from sandbox.world.hub import Hub, HubError
from sandbox.world.scene import Access, Scene

LIVE_ORDERS = 6  # placed while the hub runs: they are half-made at first
_LIMIT_SECONDS = 300
_LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class Outcome:
    """The accounts at the end, Odoo's state, and how long it took."""

    accounts: Accounts
    odoo: Mapping[str, Any]
    seconds: float

    @property
    def table(self) -> str:
        """What is shown at the end."""
        delivered = max(1, self.accounts.delivered)
        calls = sum(self.odoo["calls"].values())
        rows = [
            ("received", self.accounts.received),
            (
                "delivered",
                f"{self.accounts.delivered}  (posted invoices in Odoo: {self.odoo['invoices_posted']})",
            ),
            *_reasons("held", self.accounts.held),
            *_reasons("not to be delivered", self.accounts.not_due),
            ("still on the way", self.accounts.on_the_way),
            ("not accounted for", len(self.accounts.wrong)),
            ("partners in Odoo", self.odoo["partners"]),
            ("RPC calls per order", f"{calls / delivered:.1f}"),
            ("seconds", f"{self.seconds:.0f}"),
        ]
        width = max(len(name) for name, _ in rows) + 2
        return "\n".join(f"  {name:<{width}}{value}" for name, value in rows)


def _reasons(name: str, counts: Counter[str]) -> list[tuple[str, object]]:
    return [(name, sum(counts.values())), *((f"  {reason}", count) for reason, count in counts.most_common())]


def play(hub: Hub, world: Scene, access: Access) -> Outcome:
    """Let it run until every order has come to an end, or the time is over.

    The books are only closed when Odoo got nothing new since the last look: that asks for every order.
    """
    started = time.monotonic()
    api = HubApi(hub.url, access.api_key)
    for number in range(LIVE_ORDERS):
        list(world.shops.values())[number % len(world.shops)].place()
    posted = -1
    while True:
        if name := hub.died():
            raise HubError(f"The hub's {name} ended by itself; its log is {hub.folder / name}.log")
        before, posted = posted, int(world.odoo.state()["invoices_posted"])
        received = sum(1 for _ in api.orders()) if api.is_up() else 0
        spent = time.monotonic() - started
        print(f"  {spent:4.0f} s  {received} received, {posted} invoiced", flush=True)  # noqa: T201
        if posted == before or spent > _LIMIT_SECONDS:
            accounts = account(world.order_ids(), map(api.order, _ids(api)), world.odoo.state())
            if (accounts.received and accounts.complete) or spent > _LIMIT_SECONDS:
                return Outcome(accounts, world.odoo.state(), spent)
        time.sleep(_LOOK_SECONDS)


def _ids(api: HubApi) -> list[int]:
    return [int(order["id"]) for order in api.orders()] if api.is_up() else []
