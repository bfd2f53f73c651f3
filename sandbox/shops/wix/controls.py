"""What a test or a demo may do to the site, as JSON POSTed under ``/sandbox``.

The calls that every shop has are in ``sandbox.shops.control``. These are this platform's:

``orders``           ``{"order": {…}, "transactions": {…}}``: take over a raw order
``orders/generate``  ``{"n": 50, "seed": 1}``
``orders/place``     ``{"seed": 7}``: a customer buys
``orders/edit``      ``{"id": "…", "changes": {"buyerNote": "…"}}``
``orders/cancel``    ``{"id": "…"}``; also ``orders/fulfill`` and ``orders/delete`` (for good)
``orders/refund``    ``{"id": "…"}``: all of it; with ``"amount": "5.00"`` an amount without lines
``cursors/expire``   positions within a listing become stale
``tokens/expire``    the app's access tokens die
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shops.control import Controls
from sandbox.shops.wix.refunds import refund

if TYPE_CHECKING:
    from sandbox.shops.wix.sandbox import WixSandbox


def controls_of(shop: WixSandbox) -> Controls:
    """Return the platform's control calls; each answers with what it touched."""

    def load(body: dict[str, Any]) -> object:
        return {"id": shop.load(body["order"], body.get("transactions"))}

    def generate(body: dict[str, Any]) -> object:
        return {"ids": shop.generate(int(body["n"]), int(body.get("seed", 1)))}

    def delete(body: dict[str, Any]) -> object:
        shop.store.delete(body["id"])
        return {"id": body["id"]}

    def fulfill(body: dict[str, Any]) -> object:
        return _id(shop.store.change(body["id"], {"fulfillmentStatus": "FULFILLED"}))

    def expire_cursors(_: dict[str, Any]) -> object:
        return {"epoch": shop.expire_cursors()}

    def expire_tokens(_: dict[str, Any]) -> object:
        shop.access.tokens.clear()
        return {"tokens": 0}

    return {
        "POST orders": load,
        "POST orders/generate": generate,
        "POST orders/place": lambda body: {"id": shop.place(body.get("seed"))},
        "POST orders/edit": lambda body: _id(shop.store.change(body["id"], body["changes"])),
        "POST orders/cancel": lambda body: _id(shop.store.cancel(body["id"])),
        "POST orders/fulfill": fulfill,
        "POST orders/delete": delete,
        "POST orders/refund": lambda body: {"refund_id": refund(shop.store, body["id"], body.get("amount"))},
        "POST cursors/expire": expire_cursors,
        "POST tokens/expire": expire_tokens,
    }


def _id(order: dict[str, Any]) -> object:
    return {"id": order["id"], "updatedDate": order["updatedDate"]}
