"""Making a refund document, as the shop's admin and REST API make it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.shops.control import ControlError
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.ids import Ids
from sandbox.shops.woocommerce.money import ZERO, cents, plain, six, total
from sandbox.shops.woocommerce.store import Document, Store
from sandbox.shops.woocommerce.totals import recalculate, tax_of

ROW_LISTS = ("line_items", "shipping_lines", "fee_lines")


def refund_rows(
    store: Store,
    order_id: int,
    quantities: Mapping[int, int] | None,
    *,
    reason: str = "",
    shipping: bool = True,
) -> int:
    """Refund lines: line id → quantity (None: every line whole), with or without shipping and fees.
    Returns its id.
    """
    order = store.order(order_id)
    refund = _empty(store, order, reason)
    for line in order["line_items"]:
        count = int(line["quantity"]) if quantities is None else quantities.get(int(line["id"]), 0)
        if count:
            refund["line_items"].append(_part(store.ids, line, count))
    for name in ("shipping_lines", "fee_lines") if shipping else ():
        refund[name] = [_part(store.ids, row, 1) for row in order[name]]
    amount = _book_totals(refund, store, prices_include_tax=order["prices_include_tax"])
    return _attach(store, order, refund, amount)


def refund_amount(store: Store, order_id: int, amount: Decimal | None = None, *, reason: str = "") -> int:
    """Refund an amount without lines (None: what remains). Returns its id. Raises ``ControlError`` for
    too much.
    """
    order = store.order(order_id)
    rest = remaining(store, order)
    wanted = rest if amount is None else amount
    if wanted > rest or wanted < 0:
        raise ControlError(f"order {order_id}: cannot refund {wanted}, {rest} remain")
    return _attach(store, order, _empty(store, order, reason), wanted)


def remaining(store: Store, order: Document) -> Decimal:
    """What of an order's total is not refunded yet."""
    refunded = total(Decimal(refund["amount"]) for refund in store.refunds_of(int(order["id"])))
    return cents(Decimal(order["total"])) - refunded


def _empty(store: Store, order: Document, reason: str) -> Document:
    refund: Document = {"id": store.ids.order(), "parent_id": order["id"]}
    stamp(refund, "created", store.clock.now(), store.zone)
    return refund | {
        "amount": "0",
        "reason": reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [],
        "line_items": [],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
    }


def _part(ids: Ids, row: Document, count: int) -> Document:
    share = Decimal(count) / Decimal(row.get("quantity") or 1)
    part = {**row, "id": ids.row()}
    if "quantity" in row:
        part["quantity"] = -count
    part["taxes"] = [_negative_tax(tax, share) for tax in row["taxes"]]
    for name in ("subtotal", "total"):
        if name in row:
            part[name] = plain(-cents(Decimal(row[name]) * share))
    part["total_tax"] = tax_of(part["taxes"])
    if "subtotal_tax" in row:
        part["subtotal_tax"] = tax_of(part["taxes"], "subtotal")
    part["meta_data"] = [_refunded_item(ids, str(row["id"]))]
    return part


def _negative_tax(tax: Document, share: Decimal) -> Document:
    scaled = {
        name: plain(-six(Decimal(tax[name]) * share)) if tax[name] else "" for name in ("total", "subtotal")
    }
    return {"id": tax["id"], **scaled}


def _refunded_item(ids: Ids, row_id: str) -> dict[str, Any]:
    key = "_refunded_item_id"
    return {"id": ids.meta(), "key": key, "value": row_id, "display_key": key, "display_value": row_id}


def _book_totals(refund: Document, store: Store, *, prices_include_tax: bool) -> Decimal:
    # recalculate() sums any document with rows; a refund keeps only its tax lines and the amount of it.
    summed = {**refund, "tax_lines": [], "prices_include_tax": prices_include_tax}
    recalculate(summed, store.rates)
    refund["tax_lines"] = [{**line, "id": store.ids.row()} for line in summed["tax_lines"]]
    return -Decimal(summed["total"]) or ZERO


def _attach(store: Store, order: Document, refund: Document, amount: Decimal) -> int:
    rest = remaining(store, order)
    refund["amount"] = plain(min(amount, rest))
    full = amount >= rest
    refund["meta_data"] = [
        {"id": store.ids.meta(), "key": "_refund_type", "value": "full" if full else "partial"}
    ]
    store.add_refund(refund)
    if full and order["status"] != "refunded":
        store.set_status(int(order["id"]), "refunded")
    return int(refund["id"])
