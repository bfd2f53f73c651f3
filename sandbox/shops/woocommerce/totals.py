"""Totals of an order, summed up from its rows as WooCommerce does with its default "round per line"
setting.

A row's tax is rounded per rate before it is added up; each line's net is rounded before it is added up; the
order's total is the sum of those. So ``total`` equals Σ lines + shipping + fees + tax to the cent with
prices entered without tax, and may differ by a cent or two from Σ gross lines with prices entered with tax.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shops.woocommerce.money import ZERO, cents, plain, six, total
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
    goods = [*order["line_items"], *order["fee_lines"]]
    order["tax_lines"] = _tax_lines(order, goods, rates)
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
    order["discount_total"] = plain(_before(order, "subtotal") - net)
    order["discount_tax"] = plain(_before(order, "subtotal_tax") - _before(order, "total_tax"))


def _before(order: Document, name: str) -> Decimal:
    return total(cents(Decimal(row[name])) for row in order["line_items"])


def _tax_lines(order: Document, goods: list[Document], rates: RateTable) -> list[Document]:
    old = {line["rate_id"]: line for line in order.get("tax_lines", [])}
    used = dict.fromkeys(tax["id"] for row in [*goods, *order["shipping_lines"]] for tax in row["taxes"])
    return [
        {
            **old.get(rate_id, _tax_line(rates.by_id[rate_id])),
            "tax_total": plain(_rate_total(goods, rate_id)),
            "shipping_tax_total": plain(_rate_total(order["shipping_lines"], rate_id)),
        }
        for rate_id in used
    ]


def _rate_total(rows: list[Document], rate_id: int) -> Decimal:
    shares = (tax for row in rows for tax in row["taxes"] if tax["id"] == rate_id and tax["total"])
    return total(cents(Decimal(tax["total"])) for tax in shares) or ZERO


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
