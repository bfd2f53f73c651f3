"""What a test or a demo may do to the shop, as JSON POSTed under ``/sandbox``.

The calls that every shop has are in ``sandbox.shops.control``. These are this platform's:

``orders``           ``{"order": {…Order object…}}``: take over an order
``orders/generate``  ``{"n": 50, "seed": 1}``
``orders/place``     ``{}``: a customer checks out
``orders/edit``      ``{"id": "gid://shopify/Order/1", "changes": {"note": "…"}}``
``orders/cancel``    ``{"id": …}``; also ``orders/touch`` and ``orders/delete`` (for good)
``app``              any of ``{"scopes": ["read_orders"], "approved": false, "versions": ["2026-10"]}``
``tokens/expire``    ``{}``: every fetched token dies
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.shops.control import ControlCall, Controls

if TYPE_CHECKING:
    from sandbox.shops.shopify.sandbox import ShopifySandbox


def controls_of(shop: ShopifySandbox) -> Controls:
    """Return the platform's control calls; each answers with the ids it touched."""
    store = shop.store

    def app(body: dict[str, Any]) -> object:
        about = shop.about
        about.scopes = tuple(body.get("scopes", about.scopes))
        about.approved = bool(body.get("approved", about.approved))
        about.versions = tuple(body.get("versions", about.versions))
        return {"scopes": about.scopes, "approved": about.approved, "versions": about.versions}

    def expire(_: dict[str, Any]) -> object:
        shop.fetched.clear()
        return {}

    return {
        "POST orders": lambda body: {"id": shop.load(body["order"])},
        "POST orders/generate": lambda body: {"ids": shop.generate(int(body["n"]), int(body.get("seed", 1)))},
        "POST orders/place": lambda _: {"id": shop.place()},
        "POST orders/edit": _touching(lambda gid, body: store.edit(gid, body["changes"])),
        "POST orders/touch": _touching(lambda gid, _: store.touch(gid)),
        "POST orders/cancel": _touching(lambda gid, _: store.cancel(gid)),
        "POST orders/delete": _touching(lambda gid, _: store.delete(gid)),
        "POST app": app,
        "POST tokens/expire": expire,
    }


def _touching(call: Callable[[str, dict[str, Any]], None]) -> ControlCall:
    def run(body: dict[str, Any]) -> object:
        call(str(body["id"]), body)
        return {"id": body["id"]}

    return run
