"""What stands on a credit note: always the refund's amount, with the taxes of what was sold."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub.order import Line, Order, Refund, TaxAmount
from hub.order.vocabulary import LineKind
from odoo_bridge.sale.credit_lines import lowered, of_difference, of_refund, of_rest
from tests.factories import PLACED_AT, address, line, unified_order

BOOK = line("2", net="20.00", tax_rate="5.5", sku="BOOK", title="Book", quantity=Decimal(1))
ORDER = unified_order(lines=(line(), BOOK))


def refund(gross: str, *lines: Line, tax: str = "0.00") -> Refund:
    amount, taxed = Decimal(gross), Decimal(tax)
    return Refund(
        external_id="r1", created_at=PLACED_AT, lines=lines, net=amount - taxed, tax=taxed, gross=amount
    )


def shown(lines: tuple[Line, ...]) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.sku, f"{each.gross} {each.tax}") for each in lines]


def test_lines_are_taken_as_the_shop_tells_them() -> None:
    credit = of_refund(refund("21.10", BOOK, tax="1.10"), ORDER)

    assert shown(credit.order.lines) == [("product", "BOOK", "21.10 1.10")]
    assert credit.told


def test_money_without_lines_has_the_tax_of_the_dearest_line() -> None:
    credit = of_refund(refund("12.00"), ORDER)

    assert shown(credit.order.lines) == [("discount", "", "12.00 2.00")]
    assert not credit.told


@pytest.mark.parametrize(("gross", "rest"), [("25.10", "4.00 0.67"), ("20.10", "-1.00 -0.17")])
def test_what_lines_do_not_explain_stands_on_a_further_line(gross: str, rest: str) -> None:
    credit = of_refund(refund(gross, BOOK, tax="1.10"), ORDER)

    assert shown(credit.order.lines)[1] == ("discount", "", rest)
    assert credit.gross == Decimal(gross)


def test_a_line_that_hides_sku_and_rate_takes_those_of_the_sold_one() -> None:
    hidden = replace(BOOK, sku="", taxes=(TaxAmount(rate=None, amount=BOOK.tax),))

    [back] = of_refund(refund("21.10", hidden, tax="1.10"), ORDER).order.lines

    assert (back.sku, [tax.rate for tax in back.taxes]) == ("BOOK", [Decimal("5.5")])


def test_goods_that_nobody_knows_stand_on_the_refund_product() -> None:
    unknown = replace(BOOK, external_id="77", sku="")

    assert of_refund(refund("21.10", unknown, tax="1.10"), ORDER).order.lines[0].kind is LineKind.DISCOUNT


def test_an_untaxed_order_gives_back_without_tax() -> None:
    order = unified_order(lines=(line(tax_rate=None),))

    assert shown(of_refund(refund("4.00"), order).order.lines) == [("discount", "", "4.00 0.00")]


def test_the_rest_of_an_untouched_order_is_all_of_it() -> None:
    credit = of_rest(ORDER, (), "cancelled")

    assert credit is not None
    assert [each.sku for each in credit.order.lines] == ["LMP-01", "BOOK"]
    assert credit.gross == ORDER.totals.gross


def test_the_rest_after_refunds_is_told_by_rate() -> None:
    credit = of_rest(
        ORDER, [refund("21.10", BOOK, tax="1.10"), replace(refund("9.00"), external_id="r2")], "x"
    )

    assert credit is not None
    assert shown(credit.order.lines) == [("discount", "", "40.00 6.67")]


def test_nothing_is_left_of_what_was_refunded_in_full() -> None:
    assert of_rest(ORDER, [refund("70.10")], "cancelled") is None


def test_a_lowered_order_gives_back_lines_and_units() -> None:
    fewer = line(net="20.42", quantity=Decimal(1))
    credit = of_difference(ORDER, unified_order(lines=(fewer,)), "edit-2")

    assert [(each.sku, each.quantity, each.gross) for each in credit.order.lines] == [
        ("LMP-01", Decimal(1), Decimal("24.50")),
        ("BOOK", Decimal(1), Decimal("21.10")),
    ]


@pytest.mark.parametrize(
    "after",
    [
        unified_order(lines=(line(), BOOK, line("3"))),
        unified_order(lines=(line(net="50.00"), BOOK)),
        unified_order(lines=(line(sku="OTHER"),)),
        unified_order(lines=(line(tax_rate="10"),)),
        unified_order(lines=(line(),), shipping_address=address(city="Nice")),
        ORDER,
    ],
)
def test_what_is_no_plain_reduction_is_none(after: Order) -> None:
    assert lowered(ORDER, after) == []
