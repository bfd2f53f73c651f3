"""Giving money back: an entry in the transactions, sums and quantities in the order."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from sandbox.shops.control import ControlError
from sandbox.shops.wix.store import Document, Store


def refund(store: Store, order_id: str, amount: str | None = None) -> str:
    """Refund the whole order, or an amount without lines. Returns the refund's id."""
    order, transactions = store.order(order_id), store.payments(order_id)
    if not transactions["payments"]:
        raise ControlError("nothing was paid that could be refunded")
    total = Decimal(order["priceSummary"]["total"]["amount"])
    back = total if amount is None else Decimal(amount)
    refund_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{order_id}/{len(transactions['refunds'])}"))
    entry = {
        "id": refund_id,
        "createdDate": store.now(),
        "transactions": [
            {
                "paymentId": transactions["payments"][0]["id"],
                "amount": _money(back),
                "refundStatus": "SUCCEEDED",
            }
        ],
        "details": _details(order) if amount is None else {"lineItems": [], "reason": ""},
        "summary": {"requestedRefund": _money(back), "refunded": _money(back), "pending": False},
    }
    transactions["refunds"].append(entry)
    store.transactions[order_id] = transactions
    refunded = Decimal(order["balanceSummary"]["refunded"]["amount"]) + back
    status = "FULLY_REFUNDED" if refunded >= total else "PARTIALLY_REFUNDED"
    store.change(order_id, {"paymentStatus": status, "balanceSummary": {"refunded": _money(refunded)}})
    return refund_id


def _details(order: Document) -> Document:
    lines = [{"lineItemId": line["id"], "quantity": line["quantity"]} for line in order["lineItems"]]
    details: dict[str, Any] = {"lineItems": lines, "additionalFees": [], "reason": ""}
    if "shippingInfo" in order:
        details["shipping"] = {"amount": order["shippingInfo"]["cost"]["totalPriceAfterTax"]}
    return details


def _money(amount: Decimal) -> Document:
    text = f"{amount:.2f}"
    return {"amount": text, "formattedAmount": f"{text.replace('.', ',')} €"}
