"""Totals of an order, summed up from its rows as WooCommerce does with its default, rounding per line.

Each line's net is rounded before it is added up, and so is each row's tax per rate; the order's total is
the sum of those. A row shows its own tax with half a cent rounded up; where prices are entered with tax,
the order's tax rounds that half *down*. So ``total`` = Σ lines + shipping + fees + tax holds to the cent,
but in such a shop the rows' tax may be a cent or two more than ``total_tax``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shops.woocommerce.money import cents, plain, six, tax_cents, total
from sandbox.shops.woocommerce.rates import RateTable, TaxRate

Document = dict[str, Any]


def tax_row(net: Decimal, subtotal: Decimal | None, rate: TaxRate | None) -> list[Document]:
    """Return the ``taxes`` of a row: one entry, or none where nothing is charged. Unrounded, six decimals."""
    if rate is None:
        return []
    before = plain(six(subtotal * rate.percent / 100)) if subtotal is not None else ""
    return [{"id": rate.id, "total": plain(six(net * rate.percent / 100)), "subtotal": before}]


def tax_of(taxes: list[Document], name: str = "total") -> str:
    """Return a row's tax: each rate's share rounded to the cent, then added."""
    return plain(total(cents(Decimal(tax[name])) for tax in taxes if tax[name]))


def recalculate(order: Document, rates: RateTable) -> None:
    """Set tax lines and totals of a stored order from its rows; ids of tax lines that stay are kept."""
    order["tax_lines"] = _tax_lines(order, rates)
    shipping = total(cents(Decimal(row["total"])) for row in order["shipping_lines"])
    net = total(cents(Decimal(row["total"])) for row in order["line_items"])
    fees = total(cents(Decimal(row["total"])) for row in order["fee_lines"])
    cart_tax = total(Decimal(line["tax_total"]) for line in order["tax_lines"])
    shipping_tax = total(Decimal(line["shipping_tax_total"]) for line in order["tax_lines"])
    order["shipping_total"] = plain(shipping)
    order["shipping_tax"] = plain(shipping_tax)
    order["cart_tax"] = plain(cart_tax)
    order["total_tax"] = plain(cart_tax + shipping_tax)
    order["total"] = plain(net + fees + shipping + cart_tax + shipping_tax)
    order["discount_total"] = plain(
        total(cents(Decimal(row["subtotal"])) for row in order["line_items"]) - net
    )
    shares = [tax for row in order["line_items"] for tax in row["taxes"]]
    off = total(Decimal(tax["subtotal"] or 0) - Decimal(tax["total"] or 0) for tax in shares)
    order["discount_tax"] = plain(_order_tax(order, off))


def _order_tax(order: Document, amount: Decimal) -> Decimal:
    return tax_cents(amount, prices_include_tax=bool(order.get("prices_include_tax")))


def _tax_lines(order: Document, rates: RateTable) -> list[Document]:
    goods = [*order["line_items"], *order["fee_lines"]]
    old = {line["rate_id"]: line for line in order.get("tax_lines", [])}
    used = dict.fromkeys(tax["id"] for row in [*goods, *order["shipping_lines"]] for tax in row["taxes"])
    return [
        {
            **old.get(rate_id, _tax_line(rates.by_id[rate_id])),
            "tax_total": plain(_rate_total(order, goods, rate_id)),
            "shipping_tax_total": plain(_rate_total(order, order["shipping_lines"], rate_id)),
        }
        for rate_id in used
    ]


def _rate_total(order: Document, rows: list[Document], rate_id: int) -> Decimal:
    shares = (tax for row in rows for tax in row["taxes"] if tax["id"] == rate_id and tax["total"])
    return total(_order_tax(order, Decimal(tax["total"])) for tax in shares)


def _tax_line(rate: TaxRate) -> Document:
    return {
        "id": 0,
        "rate_code": rate.code,
        "rate_id": rate.id,
        "label": rate.name,
        "compound": rate.compound,
        "tax_total": "0",
        "shipping_tax_total": "0",
        "rate_percent": rate.percent_number,
        "meta_data": [],
    }
