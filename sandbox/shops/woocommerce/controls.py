"""What a test or a demo may do to the shop, as JSON POSTed under ``/sandbox``.

The calls that every shop has are in ``sandbox.shops.control``. These are this platform's:

``orders``           ``{"order": {…REST document…}, "refunds": […]}``: take over a raw order
``orders/generate``  ``{"n": 50, "seed": 1, …}`` and any field of ``generator.Mix``
``orders/place``     ``{"seed": 7, "finish_after": 0.4}``: a checkout; null: half-made until ``orders/finish``
``orders/finish``    ``{"id": 12}``
``orders/edit``      ``{"id": 12, "changes": {"billing": {"city": "Lyon"}}, "behind": false}``;
                     behind true: as a plugin that writes past the order object
``orders/quantity``  ``{"id": 12, "line": 5001, "quantity": 3}``: a line edited, totals follow
``orders/status``    ``{"id": 12, "status": "completed"}``
``orders/refund``    ``{"id": 12}``: all of it; with ``"lines": {"5001": 1}, "shipping": false`` those lines;
                     with ``"amount": "5.00"`` an amount without lines
``refunds/delete``   ``{"id": 13}``
``orders/hide``      ``{"id": 12}``: the key's user may not read it any more; lists still count it
``orders/trash``     ``{"id": 12}``; also ``orders/untrash`` and ``orders/delete`` (for good)
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.shops.control import ControlCall, Controls
from sandbox.shops.woocommerce.edits import change_quantity
from sandbox.shops.woocommerce.generator import Mix
from sandbox.shops.woocommerce.refunds import refund_amount, refund_rows
from sandbox.shops.woocommerce.storage import Operation

if TYPE_CHECKING:
    from sandbox.shops.woocommerce.sandbox import WooCommerceSandbox
    from sandbox.shops.woocommerce.store import Store


def controls_of(shop: WooCommerceSandbox) -> Controls:
    """Return the platform's control calls; each answers with the ids it touched."""

    def load(body: dict[str, Any]) -> object:
        return {"id": shop.load(body["order"], body.get("refunds", ()))}

    def generate(body: dict[str, Any]) -> object:
        options: dict[str, Any] = dict(body)
        n, seed = int(options.pop("n")), int(options.pop("seed", 1))
        lists = {name: tuple(value) for name, value in options.items() if isinstance(value, list)}
        return {"ids": shop.generate(n, seed, Mix(**(options | lists)))}

    def place(body: dict[str, Any]) -> object:
        return {"id": shop.place(**body)}

    return {
        "POST orders": load,
        "POST orders/generate": generate,
        "POST orders/place": place,
        "POST orders/finish": _touching(lambda order_id, _: shop.finish(order_id)),
        "POST orders/refund": lambda body: {"refund_id": _refund(shop.store, body)},
        **_order_controls(shop.store),
    }


def _order_controls(store: Store) -> Controls:
    def edit(order_id: int, body: dict[str, Any]) -> None:
        store.edit(order_id, body["changes"], Operation.BEHIND if body.get("behind") else Operation.SAVE)

    def quantity(order_id: int, body: dict[str, Any]) -> None:
        change_quantity(store, order_id, int(body["line"]), int(body["quantity"]))

    return {
        "POST orders/edit": _touching(edit),
        "POST orders/quantity": _touching(quantity),
        "POST orders/status": _touching(
            lambda order_id, body: store.set_status(order_id, str(body["status"]))
        ),
        "POST orders/hide": _touching(lambda order_id, _: store.unreadable.add(order_id)),
        "POST orders/trash": _touching(lambda order_id, _: store.trash(order_id)),
        "POST orders/untrash": _touching(lambda order_id, _: store.untrash(order_id)),
        "POST orders/delete": _touching(lambda order_id, _: store.delete(order_id)),
        "POST refunds/delete": _touching(lambda refund_id, _: store.delete_refund(refund_id)),
    }


def _touching(call: Callable[[int, dict[str, Any]], None]) -> ControlCall:
    def run(body: dict[str, Any]) -> object:
        call(int(body["id"]), body)
        return {"id": int(body["id"])}

    return run


def _refund(store: Store, body: dict[str, Any]) -> int:
    order_id, reason = int(body["id"]), str(body.get("reason", ""))
    if "amount" in body:
        return refund_amount(store, order_id, Decimal(str(body["amount"])), reason=reason)
    lines = {int(line): int(count) for line, count in body["lines"].items()} if "lines" in body else None
    return refund_rows(
        store, order_id, lines, reason=reason, shipping=bool(body.get("shipping", lines is None))
    )
