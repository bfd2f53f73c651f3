"""Accounting for every order: what the shops have, what the hub knows, what Odoo holds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_OPEN = ("waiting", "running")


@dataclass
class Accounts:
    """How the orders ended. `wrong` lists, in words, every order that is not accounted for."""

    received: int = 0
    delivered: int = 0
    held: Counter[str] = field(default_factory=Counter)
    not_due: Counter[str] = field(default_factory=Counter)
    on_the_way: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, wrong, or still moving."""
        return not self.wrong and not self.on_the_way


def account(
    at_shops: Mapping[str, Sequence[str]], in_hub: Iterable[Mapping[str, Any]], odoo: Mapping[str, Any]
) -> Accounts:
    """Follow each order of each shop to where it is now, and compare delivered ones with Odoo to the cent.

    `in_hub` are orders as the API's detail shows them; `odoo` is the sandbox's state.
    """
    known = {(order["shop"], order["external_id"]): order for order in in_hub}
    invoices = {invoice["id"]: invoice for invoice in odoo["invoice_list"]}
    accounts = Accounts()
    for shop, ids in at_shops.items():
        for external_id in ids:
            order = known.pop((shop, external_id), None)
            if order is None:
                accounts.wrong.append(f"{shop} {external_id}: the hub does not know it")
            else:
                accounts.received += 1
                _follow(order, invoices, accounts)
    _unidentified(known.values(), accounts)
    if odoo["orders"] != accounts.delivered and accounts.complete:
        accounts.wrong.append(f"Odoo has {odoo['orders']} sale orders, {accounts.delivered} were delivered")
    return accounts


def _follow(order: Mapping[str, Any], invoices: Mapping[int, Mapping[str, Any]], accounts: Accounts) -> None:
    said = f"{order['shop']} {order['external_id']}"
    if order["order"] is None:
        accounts.held[order["state"]["error"]["code"]] += 1
        return
    delivery = next((row for row in order["deliveries"] if row["revision"] == order["revision"]), None)
    if delivery is None or delivery["state"] in _OPEN:
        accounts.on_the_way += 1
    elif delivery["state"] == "delivered":
        accounts.delivered += 1
        _compare(said, order, delivery, invoices, accounts)
    elif delivery["state"] == "held":
        accounts.held[delivery["error"]["code"]] += 1
    elif delivery["state"] == "not_due":
        accounts.not_due[delivery["result"]["reason"]] += 1
    else:
        accounts.wrong.append(f"{said}: {delivery['state']}, {delivery['error']}")


def _compare(
    said: str,
    order: Mapping[str, Any],
    delivery: Mapping[str, Any],
    invoices: Mapping[int, Mapping[str, Any]],
    accounts: Accounts,
) -> None:
    invoice = invoices.get(delivery["result"]["invoice_id"])
    if invoice is None or invoice["state"] != "posted":
        accounts.wrong.append(f"{said}: Odoo has no posted invoice")
    elif Decimal(invoice["amount_total"]) != Decimal(order["order"]["totals"]["gross"]):
        accounts.wrong.append(
            f"{said}: invoiced {invoice['amount_total']}, ordered {order['order']['totals']['gross']}"
        )


def _unidentified(orders: Iterable[Mapping[str, Any]], accounts: Accounts) -> None:
    for order in orders:
        if order["external_id"].startswith("unidentified-"):
            accounts.held[order["state"]["error"]["code"]] += 1
        else:
            accounts.wrong.append(f"{order['shop']} {order['external_id']}: the shop has no such order")
