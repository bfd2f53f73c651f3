"""From a basket to the stored document of an order: rows, taxes, coupons, totals. The buyer is filled in
by others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.woocommerce.basket import Basket, Coupon, Fee, Item, Shipping
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.discounts import spread
from sandbox.shops.woocommerce.ids import Ids
from sandbox.shops.woocommerce.money import ZERO, cents, plain, six, total
from sandbox.shops.woocommerce.rates import RateTable, TaxRate
from sandbox.shops.woocommerce.totals import recalculate, tax_of, tax_row

Document = dict[str, Any]

PERSON = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
)


def compose(
    basket: Basket, ids: Ids, rates: RateTable, moment: datetime, zone: ZoneInfo, version: str = "11.0.1"
) -> Document:
    """Return a new order, ``pending`` and not paid, made at ``moment`` (aware)."""
    pricing = _Pricing(basket, ids, rates)
    order = _frame(ids.order(), moment, zone, version)
    order["prices_include_tax"] = basket.prices_include_tax
    taken = spread(basket.items, basket.coupons)
    off = [sum(column) for column in zip(*taken, strict=True)] if taken else [0] * len(basket.items)
    order["line_items"] = [pricing.line(item, off[place]) for place, item in enumerate(basket.items)]
    order["shipping_lines"] = [pricing.shipping(way) for way in basket.shipping]
    order["fee_lines"] = [pricing.fee(fee) for fee in basket.fees]
    order["coupon_lines"] = [
        pricing.coupon(coupon, taken[place]) for place, coupon in enumerate(basket.coupons)
    ]
    recalculate(order, rates)
    for line in order["tax_lines"]:
        line["id"] = ids.row()
    order["needs_payment"] = order["total"] != "0"
    return order


class _Pricing:
    """Prices the rows of one basket."""

    def __init__(self, basket: Basket, ids: Ids, rates: RateTable) -> None:
        self.basket = basket
        self.ids = ids
        self.rates = rates

    def rate(self, tax_class: str | None) -> TaxRate | None:
        """The rate charged on a row; None: nothing is charged."""
        if self.basket.exempt or tax_class is None:
            return None
        return self.rates.find(self.basket.country, tax_class)

    def net(self, amount: Decimal, tax_class: str) -> Decimal:
        """Take the shop's own tax out of an entered price, where prices contain it."""
        if not self.basket.prices_include_tax:
            return six(amount)
        return six(amount / (1 + self.rates.base_percent(tax_class) / 100))

    def line(self, item: Item, off: int) -> Document:
        """A product line; ``off``: cents that coupons take off the entered price."""
        product = item.product
        entered = item.price * item.quantity
        subtotal = self.net(entered, product.tax_class)
        net = self.net(entered - Decimal(off) / 100, product.tax_class)
        taxes = tax_row(net, subtotal, self.rate(product.tax_class))
        return {
            "id": self.ids.row(),
            "name": product.name,
            "product_id": product.product_id,
            "variation_id": 0,
            "quantity": item.quantity,
            "tax_class": product.tax_class,
            "subtotal": plain(subtotal),
            "subtotal_tax": tax_of(taxes, "subtotal"),
            "total": plain(net),
            "total_tax": tax_of(taxes),
            "taxes": taxes,
            "meta_data": [],
            "sku": product.sku,
            "global_unique_id": "",
            "price": float(net / item.quantity),  # a float with its noise, as the platform shows it
            "image": {"id": "", "src": ""},
            "parent_name": None,
        }

    def shipping(self, way: Shipping) -> Document:
        """A shipping line, taxed at the standard rate."""
        taxes = tax_row(way.amount, None, self.rate(""))
        return {
            "id": self.ids.row(),
            "method_title": way.title,
            "method_id": way.method,
            "instance_id": "1",
            "total": plain(way.amount),
            "total_tax": tax_of(taxes),
            "taxes": taxes,
            "tax_status": "taxable",
            "meta_data": [],
        }

    def fee(self, fee: Fee) -> Document:
        """A fee line."""
        taxes = tax_row(fee.amount, None, self.rate(fee.tax_class))
        return {
            "id": self.ids.row(),
            "name": fee.name,
            "tax_class": fee.tax_class or "",
            "tax_status": "none" if fee.tax_class is None else "taxable",
            "amount": plain(fee.amount),
            "total": plain(fee.amount),
            "total_tax": tax_of(taxes),
            "taxes": taxes,
            "meta_data": [],
        }

    def coupon(self, coupon: Coupon, taken: Sequence[int]) -> Document:
        """A coupon line: what it took off, without tax, and the tax on that. For information; lines have
        it already.
        """
        shares = [
            (self.net(Decimal(off) / 100, item.product.tax_class), self.rate(item.product.tax_class))
            for item, off in zip(self.basket.items, taken, strict=True)
        ]
        discount = total(net for net, _ in shares)
        tax = total((net * rate.percent / 100 for net, rate in shares if rate is not None)) or ZERO
        return {
            "id": self.ids.row(),
            "code": coupon.code,
            "discount": plain(cents(discount)),
            "discount_tax": plain(cents(tax)),
            "meta_data": [],
            "discount_type": coupon.kind,
            "nominal_amount": float(coupon.amount) if coupon.amount % 1 else int(coupon.amount),
            "free_shipping": False,
        }


def _frame(order_id: int, moment: datetime, zone: ZoneInfo, version: str) -> Document:
    order: Document = {
        "id": order_id,
        "parent_id": 0,
        "status": "pending",
        "currency": "EUR",
        "version": version,
        "prices_include_tax": False,
        **dict.fromkeys(("date_created", "date_modified")),
        **dict.fromkeys(("discount_total", "discount_tax", "shipping_total", "shipping_tax"), "0"),
        **dict.fromkeys(("cart_tax", "total", "total_tax"), "0"),
        "customer_id": 0,
        "order_key": f"wc_order_{blake2b(str(order_id).encode(), digest_size=7).hexdigest()[:13]}",
        "billing": {**dict.fromkeys(PERSON, ""), "email": "", "phone": ""},
        "shipping": {**dict.fromkeys(PERSON, ""), "phone": ""},
        "payment_method": "",
        "payment_method_title": "",
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": "store-api",
        "customer_note": "",
        "date_completed": None,
        "date_paid": None,
        "cart_hash": "",
        "number": str(order_id),
        **{name: [] for name in ("meta_data", "line_items", "tax_lines", "shipping_lines", "fee_lines")},
        **{name: [] for name in ("coupon_lines", "refunds")},
        "payment_url": "",
        "is_editable": True,
        "needs_payment": True,
        "needs_processing": True,
    }
    for name in ("created", "modified"):
        stamp(order, name, moment, zone)
    order |= {"date_completed_gmt": None, "date_paid_gmt": None, "currency_symbol": "€"}
    return order
