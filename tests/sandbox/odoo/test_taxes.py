"""Totals, as they were measured on both versions: rounding per line (17) and globally (19)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from sandbox.odoo.taxes import GLOBALLY, PER_LINE, BaseLine, Tax, compute
from tests.sandbox.odoo.client import (
    GOODS_20,
    GOODS_20_INC,
    GOODS_55_INC,
    Client,
)

Line = dict[str, Any]


def net(price: str, quantity: int = 1, **more: Any) -> Line:
    return {"price_unit": price, "product_uom_qty": quantity, "taxes": [GOODS_20], **more}


def gross(price: str, quantity: int = 1, tax: int = GOODS_20_INC, **more: Any) -> Line:
    return {"price_unit": price, "product_uom_qty": quantity, "taxes": [tax], **more}


MEASURED = [
    ("three lines of 3.33", [net("3.33")] * 3, 12.00, 11.99),
    ("five lines of 0.99", [net("0.99")] * 5, 5.95, 5.94),
    ("three times 19.99 gross, sent as net", [net("16.658333")] * 3, 59.97, 59.98),
    (
        "a discount and a shipping line",
        [net("16.66", 2, discount=10), net("8.33"), net("4.92")],
        51.89,
        51.89,
    ),
    ("a negative line", [net("50"), net("-10")], 48.00, 48.00),
]


@pytest.mark.parametrize(("title", "lines", "on_17", "on_19"), MEASURED, ids=[m[0] for m in MEASURED])
def test_measured_totals(
    client: Client, odoo: OdooSandbox, title: str, lines: list[Line], on_17: float, on_19: float
) -> None:
    order = client.order(lines)

    total = client.read("sale.order", order, "amount_total")["amount_total"]

    assert total == (on_17 if odoo.version == "17" else on_19)


INCLUDED = [
    [gross("19.99")] * 3,
    [gross("3.33")] * 3,
    [gross("0.99")] * 5,
    [gross("12.34", 7), gross("4.90")],
    [gross("19.99", 2, discount=10), gross("4.99")],
    [gross("19.99"), gross("7.77", 3, tax=GOODS_55_INC)],
]


@pytest.mark.parametrize("lines", INCLUDED)
def test_prices_with_tax_are_kept_to_the_cent(client: Client, lines: list[Line]) -> None:
    """With price-included taxes the total is the sum of the rounded gross lines, whatever the rounding."""
    order = client.order(lines)
    (invoice,) = client.invoice(order)

    expected = sum(_rounded_gross(line) for line in lines)
    for model, record in (("sale.order", order), ("account.move", invoice)):
        found = client.read(model, record, "amount_untaxed", "amount_tax", "amount_total")
        assert Decimal(str(found["amount_total"])) == expected
        assert round(found["amount_untaxed"] + found["amount_tax"], 2) == found["amount_total"]


def _rounded_gross(line: Line) -> Decimal:
    raw: Decimal = (
        Decimal(line["price_unit"]) * line["product_uom_qty"] * (100 - line.get("discount", 0)) / 100
    )
    return raw.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_unit_prices_keep_two_decimals(client: Client) -> None:
    order = client.order([net("16.658333", discount=12.345)])

    (line,) = client.call(
        "sale.order.line", "search_read", [["order_id", "=", order]], ["price_unit", "discount"]
    )

    assert (line["price_unit"], line["discount"]) == (16.66, 12.35)


def test_a_company_can_round_the_other_way(odoo17: OdooSandbox) -> None:
    client = Client(odoo17)
    odoo17.engine.database.table("res.company").update(1, {"tax_calculation_rounding_method": GLOBALLY})

    order = client.order([net("3.33")] * 3)

    assert client.read("sale.order", order, "amount_total")["amount_total"] == 11.99


@pytest.mark.parametrize("method", [PER_LINE, GLOBALLY])
def test_booked_lines_and_taxes_make_the_total(method: str) -> None:
    tax = Tax(1, Decimal("5.5"), price_include=False)
    lines = [BaseLine(Decimal("0.333"), Decimal(1), Decimal(0), (tax,)) for _ in range(7)]

    totals = compute(lines, 2, method)

    assert sum(line.booked for line in totals.lines) == totals.untaxed
    assert totals.total == totals.untaxed + totals.tax


@pytest.mark.parametrize(("digits", "total"), [(0, "1200"), (2, "1200.00"), (3, "1200.000")])
def test_currencies_of_other_decimals(digits: int, total: str) -> None:
    tax = Tax(1, Decimal(20), price_include=True)

    totals = compute([BaseLine(Decimal(1200), Decimal(1), Decimal(0), (tax,))], digits, PER_LINE)

    assert str(totals.total) == total
