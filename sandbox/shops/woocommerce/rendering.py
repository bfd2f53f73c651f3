"""From what the shop stores to what its REST API shows: decimals, links, fields, and the older
generation's gaps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from sandbox.shops.woocommerce.money import shown
from sandbox.shops.woocommerce.storage import Storage

Document = dict[str, Any]

API = "/wp-json/wc/v3"
ORDER_AMOUNTS = (
    "discount_total",
    "discount_tax",
    "shipping_total",
    "shipping_tax",
    "cart_tax",
    "total",
    "total_tax",
)
ROW_AMOUNTS = {
    "line_items": ("subtotal", "subtotal_tax", "total", "total_tax"),
    "shipping_lines": ("total", "total_tax"),
    "fee_lines": ("total", "total_tax"),
    "tax_lines": ("tax_total", "shipping_tax_total"),
    "refunds": ("total", "total_tax"),
}
# Keys that came after 8.0.3, per list.
NEWER_KEYS = {
    "line_items": {"global_unique_id"},
    "shipping_lines": {"tax_status"},
    "refunds": {"total_tax"},
    "coupon_lines": {"discount_type", "nominal_amount", "free_shipping"},
}
ITEM_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def render_order(stored: Document, home: str, storage: Storage, decimals: int) -> Document:
    """Return the REST document of an order; ``stored`` is left as it is."""
    path = f"{home}{API}/orders"
    order = _with_amounts(stored, ORDER_AMOUNTS, storage, decimals)
    key = quote(str(stored.get("order_key", "")), safe="")
    order["payment_url"] = f"{home}/checkout/order-pay/{stored['id']}/?pay_for_order=true&key={key}"
    # Keeps the key order of the real document: payment_url stands where the stored one has its place.
    order["_links"] = _links(storage, f"{path}/{stored['id']}", path, ITEM_METHODS)
    if stored.get("customer_id"):
        order["_links"]["customer"] = [{"href": f"{home}{API}/customers/{stored['customer_id']}"}]
    if storage is Storage.HPOS:
        href = f"{path}/{stored['id']}/actions/email_templates"
        order["_links"]["email_templates"] = [{"embeddable": True, "href": href}]
    return order


def render_refund(
    stored: Document, home: str, storage: Storage, decimals: int, *, with_parent: bool
) -> Document:
    """Return the REST document of a refund; only the shop-wide list names the order as ``parent_id``."""
    up = f"{home}{API}/orders/{stored['parent_id']}"
    refund = _with_amounts(stored, ("amount",), storage, decimals)
    if not with_parent:
        del refund["parent_id"]
    refund["_links"] = _links(storage, f"{up}/refunds/{stored['id']}", f"{up}/refunds", ["GET", "DELETE"])
    refund["_links"]["up"] = [{"href": up}]
    return refund


def with_links(stored: Document, home: str, collection: str, storage: Storage) -> Document:
    """Return a plain resource (tax, customer, webhook) with its links."""
    path = f"{home}{API}/{collection}"
    return {**stored, "_links": _links(storage, f"{path}/{stored['id']}", path, ITEM_METHODS)}


def _links(storage: Storage, itself: str, collection: str, methods: list[str]) -> Document:
    own: Document = {"href": itself}
    if storage is Storage.HPOS:
        own["targetHints"] = {"allow": methods}
    return {"self": [own], "collection": [{"href": collection}]}


def _with_amounts(stored: Document, names: Sequence[str], storage: Storage, decimals: int) -> Document:
    document = _rounded(stored, names, decimals)
    for name, amounts in ROW_AMOUNTS.items():
        rows = stored.get(name)
        if isinstance(rows, list):
            document[name] = [_row(row, name, amounts, storage, decimals) for row in rows]
    if storage is Storage.LEGACY and isinstance(stored.get("coupon_lines"), list):
        document["coupon_lines"] = [
            _without(row, NEWER_KEYS["coupon_lines"]) for row in stored["coupon_lines"]
        ]
    return document


def _row(row: Any, name: str, amounts: Sequence[str], storage: Storage, decimals: int) -> Any:
    if not isinstance(row, dict):
        return row
    shown_row = _rounded(row, amounts, decimals)
    if storage is Storage.LEGACY:
        return _without(shown_row, NEWER_KEYS.get(name, set()))
    if isinstance(row.get("taxes"), list):
        shown_row["taxes"] = [_rounded(tax, ("total", "subtotal"), decimals) for tax in row["taxes"]]
    return shown_row


def _rounded(document: Document, names: Iterable[str], decimals: int) -> Document:
    copy = dict(document)
    for name in names:
        amount = copy.get(name)
        if isinstance(amount, str) and amount:
            copy[name] = shown(amount, decimals)
    return copy


def _without(document: Document, keys: set[str]) -> Document:
    return {key: value for key, value in document.items() if key not in keys}


def only_fields(document: Document, fields: Sequence[str]) -> Document:
    """Keep what ``_fields`` names. A path goes into objects; a path into a list drops the whole list."""
    kept: Document = {}
    for key, value in document.items():
        inner = [field[len(key) + 1 :] for field in fields if field.startswith(f"{key}.")]
        if key in fields:
            kept[key] = value
        elif inner and isinstance(value, dict) and (part := only_fields(value, inner)):
            kept[key] = part
    return kept


def to_json(document: object) -> bytes:
    """Encode compactly, in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
