"""Thousands of carts: Odoo's total is the shop's, or the order is held with the difference. `make carts`."""

import os
import sys
from collections import Counter
from decimal import Decimal

import pytest

from hub.order.money import smallest_unit
from odoo_bridge.sale.plan import tolerance_in, tolerated
from sandbox.odoo.taxes import GLOBALLY, PER_LINE
from tests.odoo_bridge.sale.carts import Cart, cart, in_odoo

pytestmark = pytest.mark.repeats

COUNT = int(os.environ.get("CARTS", "1000"))
TOLERANCE = Decimal("0.05")


def outcome(one: Cart, method: str) -> str:
    """What becomes of the cart: exact, split (only net and tax differ), repaired, or held."""
    order, odoo = one.order, in_odoo(one.order, method)
    gross, tax = odoo.total - order.totals.gross, odoo.tax - order.totals.tax
    allowed = tolerance_in(TOLERANCE, order.currency)
    if not (tolerated(gross, allowed) and tolerated(tax, allowed)):
        return "held"
    if gross:
        return "repaired"
    return "split" if tax else "exact"


@pytest.mark.parametrize("method", [PER_LINE, GLOBALLY])
def test_odoo_says_what_the_shop_says(method: str, capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()

    for seed in range(COUNT):
        one = cart(seed)
        mode = "tax included" if one.order.prices_include_tax else "tax on top"
        counts[mode, one.order.currency, outcome(one, method)] += 1

    with capsys.disabled():
        sys.stdout.write(f"\n{COUNT} carts, Odoo rounds by {method}:\n")
        for (mode, currency, became), count in sorted(counts.items()):
            sys.stdout.write(f"  {mode:12} {currency}  {became:8} {count:5}\n")
    for (mode, _, became), _ in counts.items():
        # With prices that include tax nothing is ever to repair; on top of them, taxes are rounded elsewhere.
        assert became in (("exact", "split") if mode == "tax included" else ("exact", "split", "repaired"))
    assert sum(counts.values()) == COUNT


def test_a_tolerance_is_so_many_of_the_smallest_unit_of_any_currency() -> None:
    for currency, allowed in (("EUR", "0.05"), ("JPY", "5"), ("KWD", "0.005")):
        assert tolerance_in(TOLERANCE, currency) == Decimal(allowed)


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_a_difference_above_the_tolerance_is_no_repair(currency: str) -> None:
    above = tolerance_in(TOLERANCE, currency) + smallest_unit(currency)

    assert not tolerated(above, tolerance_in(TOLERANCE, currency))
