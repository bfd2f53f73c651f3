"""What a client may change through the REST API: an order's fields, refunds."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sandbox.shops.control import ControlError
from sandbox.shops.woocommerce.basket import Basket, Item
from sandbox.shops.woocommerce.catalogue import product
from sandbox.shops.woocommerce.composer import compose
from sandbox.shops.woocommerce.errors import InvalidParamError, RestError, invalid_params, no_order
from sandbox.shops.woocommerce.refunds import refund_amount, refund_rows
from sandbox.shops.woocommerce.store import Document, Store

EDITABLE = (
    "billing",
    "shipping",
    "customer_note",
    "meta_data",
    "transaction_id",
    "payment_method_title",
    "currency",
)


def create_order(store: Store, body: Document) -> int:
    """``POST /orders``: lines by ``sku`` and ``quantity`` at catalogue price. Returns the new order's id."""
    billing = body.get("billing", {})
    _require_shapes(body)
    items = tuple(_item(row) for row in body.get("line_items", []))
    basket = Basket(items=items, country=str(billing.get("country", "")), exempt=not billing.get("country"))
    order = compose(
        basket, store.ids, store.rates, store.clock.now(), store.zone, version=store.storage.version
    )
    order["created_via"] = "rest-api"
    order_id = store.load(order)
    store.told("order.created", order_id)
    update_order(store, order_id, body)
    return order_id


def _require_shapes(body: Document) -> None:
    for name, shape in (("billing", dict), ("shipping", dict), ("meta_data", list), ("line_items", list)):
        if not isinstance(body.get(name, shape()), shape):
            kind = "object" if shape is dict else "array"
            raise invalid_params(
                [InvalidParamError(name, "rest_invalid_type", f"{name} is not of type {kind}.")]
            )


def _item(row: Document) -> Item:
    sold = product(str(row.get("sku", "")))
    return Item(sold, int(row.get("quantity", 1)))


def update_order(store: Store, order_id: int, body: Document) -> None:
    """``PUT /orders/ID``: status and fields. Raises ``RestError`` 400."""
    if order_id not in store.orders:
        raise RestError(400, "woocommerce_rest_shop_order_invalid_id", "ID is invalid.")
    status = body.get("status")
    allowed = ["auto-draft", *store.statuses]
    if status is not None and status not in allowed:
        message = f"status is not one of {', '.join(allowed[:-1])}, and {allowed[-1]}."
        raise invalid_params([InvalidParamError("status", "rest_not_in_enum", message)])
    _require_shapes(body)
    store.edit(order_id, {name: body[name] for name in EDITABLE if name in body})
    if status is not None:
        store.set_status(order_id, str(status))


def delete_order(store: Store, order_id: int, *, force: bool) -> None:
    """``DELETE /orders/ID``: to the trash, or with ``force`` for good. Raises ``RestError`` 404, 410."""
    if order_id not in store.orders:
        raise no_order()
    if force:
        store.delete(order_id)
    elif store.orders[order_id]["status"] == "trash":
        raise RestError(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    else:
        store.trash(order_id)


def create_refund(store: Store, order_id: int, body: Document) -> int:
    """``POST /orders/ID/refunds``: an amount, or lines with quantities. Raises ``RestError`` 500 as the
    platform does.
    """
    if order_id not in store.orders:
        raise RestError(500, "woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
    reason = str(body.get("reason", ""))
    rows = {int(row["id"]): int(row.get("quantity", 0)) for row in body.get("line_items", [])}
    try:
        if rows:
            return refund_rows(store, order_id, rows, reason=reason, shipping=False)
        return refund_amount(store, order_id, Decimal(str(body.get("amount", ""))), reason=reason)
    except (ControlError, InvalidOperation) as error:
        code = "woocommerce_rest_cannot_create_order_refund"
        raise RestError(500, code, "Invalid refund amount.", 500) from error
