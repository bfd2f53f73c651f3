"""What the shop tells of its orders: REST-shaped bodies, as webhooks have them."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def order_body(order: Document) -> Document:
    """The body of ``orders/…``, cut down to what a recorded one shows."""
    return {
        "id": _number(order["id"]),
        "admin_graphql_api_id": order["id"],
        "name": order["name"],
        "updated_at": order["updatedAt"].replace("Z", "+00:00"),
        "financial_status": _lower(order.get("displayFinancialStatus")),
        "fulfillment_status": None,
        "test": order.get("test", False),
        "currency": order["currencyCode"],
        "total_price": order["totalPriceSet"]["shopMoney"]["amount"],
        "line_items": [_line(line) for line in order["lineItems"]["nodes"]],
    }


def part_body(part: Document, order: Document) -> Document:
    """The body of ``refunds/create`` and ``order_transactions/create``: the part and its order's number."""
    return {"id": _number(part["id"]), "order_id": _number(order["id"]), "admin_graphql_api_id": part["id"]}


def edit_body(order: Document) -> Document:
    """The body of ``orders/edited``."""
    return {
        "order_edit": {"id": _number(order["id"]) + 1, "order_id": _number(order["id"]), "staff_note": ""}
    }


def _line(line: Document) -> Document:
    price = line["originalUnitPriceSet"]["shopMoney"]["amount"]
    return {"id": _number(line["id"]), "sku": line.get("sku"), "quantity": line["quantity"], "price": price}


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def _lower(status: object) -> str | None:
    return str(status).lower() if status else None
