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
        return "\n".join(f"  {name:<22}{value}" for name, value in rows)


def _reasons(name: str, counts: Counter[str]) -> list[tuple[str, object]]:
    return [(name, sum(counts.values())), *((f"  {reason}", count) for reason, count in counts.most_common())]


def play(hub: Hub, world: Scene, access: Access, *, quiet: bool = False) -> Outcome:
    """Let it run until every order has come to an end, or the time is over."""
    started = time.monotonic()
    api = HubApi(hub.url, access.api_key)
    for number in range(LIVE_ORDERS):
        list(world.shops.values())[number % len(world.shops)].place()
    while True:
        if name := hub.died():
            raise HubError(f"The hub's {name} ended by itself; its log is {hub.folder / name}.log")
        accounts = _look(api, world) if api.is_up() else Accounts()
        spent = time.monotonic() - started
        if not quiet:
            held = sum(accounts.held.values())
            line = f"{accounts.received} received, {accounts.delivered} delivered, {held} held"
            print(f"  {spent:4.0f} s  {line}", flush=True)  # noqa: T201 - this is the show
        if (accounts.received and accounts.complete) or spent > _LIMIT_SECONDS:
            return Outcome(accounts, world.odoo.state(), spent)
        time.sleep(_LOOK_SECONDS)


def _look(api: HubApi, world: Scene) -> Accounts:
    at_shops = world.order_ids()
    rows = [api.order(row["id"]) for row in api.orders()]
    return account(at_shops, rows, world.odoo.state())
