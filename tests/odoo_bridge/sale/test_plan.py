"""Which lines a sale order gets."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BusinessError, ConfigError
from hub.order import Line, TaxAmount
from hub.order.vocabulary import LineKind
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.sale.plan import PlannedLine, ProductRules, ServiceSkus, planned_lines, tolerated
from tests.factories import line, unified_order

SERVICES = ServiceSkus(shipping="SHIPPING", fee="FEE", discount="DISCOUNT", rounding="ROUNDING")


def planned(*lines: Line, **changes: Any) -> list[PlannedLine]:
    return planned_lines(unified_order(lines=lines, **changes), SERVICES)


def rounding(amount: str) -> Line:
    value = Decimal(amount)
    return line("r", net=amount, tax_rate=None, kind=LineKind.ROUNDING, quantity=Decimal(1), unit_price=value)


@pytest.mark.parametrize(
    ("kind", "sku"),
    [
        (LineKind.PRODUCT, "LMP-01"),
        (LineKind.SHIPPING, "SHIPPING"),
        (LineKind.DISCOUNT, "DISCOUNT"),
        (LineKind.FEE, "FEE"),
        (LineKind.TIP, "FEE"),
        (LineKind.GIFT_WRAP, "FEE"),
        (LineKind.GIFT_CARD, "FEE"),
    ],
)
def test_each_kind_of_line_has_its_product(kind: LineKind, sku: str) -> None:
    assert [row.sku for row in planned(line(kind=kind))] == [sku]


def test_prices_follow_the_shops_habit() -> None:
    # given two lamps for 40.83 net, 49.00 gross
    [gross], [net] = planned(line(), prices_include_tax=True), planned(line(), prices_include_tax=False)[:1]

    assert (gross.unit_price, gross.price_included) == (Decimal("24.50"), True)
    assert (net.unit_price, net.price_included) == (Decimal("20.41"), False)


def test_a_line_with_variant_says_so() -> None:
    [row] = planned(line(title="Desk lamp", variant="red"))

    assert row.name == "Desk lamp – red"


def test_a_line_without_title_is_named_after_its_product() -> None:
    assert planned(line(title=""))[0].name == "LMP-01"


def test_a_platforms_rounding_is_a_line_without_tax() -> None:
    rows = planned(line(), rounding("-0.02"))

    assert [(row.sku, row.unit_price, row.rates) for row in rows[1:]] == [("ROUNDING", Decimal("-0.02"), ())]


def test_a_rounding_of_nothing_is_no_line() -> None:
    assert len(planned(line(), rounding("0.00"))) == 1


def test_what_a_broken_quantity_leaves_over_is_a_line_of_its_own() -> None:
    # given 1.5 m of cable for 10.00 gross: 6.67 a metre would make 10.01
    cable = line(net="10.00", tax_rate=None, quantity=Decimal("1.5"), unit_price=Decimal("6.666667"))

    rows = planned(cable)

    # then half a cent is written as half a unit, so that Odoo does not round it by itself
    assert [(row.sku, row.quantity, row.unit_price) for row in rows] == [
        ("LMP-01", Decimal("1.5"), Decimal("6.67")),
        ("ROUNDING", Decimal("0.5"), Decimal("-0.01")),
    ]


def test_a_quantity_that_odoo_would_round_says_so_and_keeps_its_amount() -> None:
    # given 2.375 m of cable, of which Odoo would keep 2.38
    cable = line(net="10.00", tax_rate=None, quantity=Decimal("2.375"), unit_price=Decimal("4.210526"))

    rows = planned(cable)

    assert (rows[0].name, rows[0].quantity) == ("Desk lamp (2.375)", Decimal("2.38"))
    assert sum(row.quantity * row.unit_price for row in rows) == Decimal("10.00")


def test_a_title_may_have_a_service_of_its_own() -> None:
    mapped = replace(SERVICES, titled={(LineKind.SHIPPING, "colissimo"): "COL", (LineKind.FEE, "tip"): "TIP"})
    lines = (
        line("1", kind=LineKind.SHIPPING, title=" Colissimo "),
        line("2", kind=LineKind.SHIPPING, title="DHL"),
        line("3", kind=LineKind.TIP, title="tip"),
        line("4", kind=LineKind.DISCOUNT, title="tip"),
    )

    rows = planned_lines(unified_order(lines=lines), mapped)

    assert [row.sku for row in rows] == ["COL", "SHIPPING", "TIP", "DISCOUNT"]


def test_a_sku_that_differs_in_odoo_is_mapped() -> None:
    rules = ProductRules({"LMP-01": "LAMP/1"})

    assert [row.sku for row in planned_lines(unified_order(), SERVICES, rules)] == ["LAMP/1"]


def test_goods_without_sku_are_planned_where_a_rule_takes_them() -> None:
    order = unified_order(lines=(line(sku="", discount=Decimal("10.00")),))

    [row] = planned_lines(order, SERVICES, ProductRules(sku_needed=False))

    assert row.sku == ""
    assert row.goods is not None
    assert (row.goods.name, row.goods.price, row.goods.ships) == ("Desk lamp", Decimal("25.42"), True)


def test_several_taxes_are_kept_apart() -> None:
    taxes = (
        TaxAmount(rate=Decimal("9.975"), amount=Decimal("9.98"), label="QST"),
        TaxAmount(rate=Decimal(5), amount=Decimal("5.00"), label="GST"),
    )
    both = line(net="100.00", tax=Decimal("14.98"), gross=Decimal("114.98"), taxes=taxes)

    assert planned(both)[0].rates == (Decimal(5), Decimal("9.975"))


def test_an_untaxed_line_has_no_rate() -> None:
    free = (TaxAmount(rate=Decimal(0), amount=Decimal("0.00"), label="exempt"),)

    assert planned(line(tax_rate=None))[0].rates == ()
    assert planned(line(tax_rate=None, taxes=free))[0].rates == ()


def test_a_hidden_rate_waits_for_a_person() -> None:
    hidden = (TaxAmount(rate=None, amount=Decimal("8.17"), label="VAT"),)

    with pytest.raises(ConfigError, match=r"#4711 of shop lampes-fr: the shop hides .* 'Desk lamp'") as error:
        planned(line(taxes=hidden))

    assert error.value.code == "tax_rate_unknown"


def test_a_product_without_sku_waits_for_a_person() -> None:
    with pytest.raises(BusinessError, match=r"#4711 of shop lampes-fr: the line 'Desk lamp' has no SKU"):
        planned(line(sku=""))


def test_an_order_without_lines_waits_for_a_person() -> None:
    with pytest.raises(BusinessError, match="#4711 of shop lampes-fr has no lines") as error:
        planned()

    assert error.value.code == "order_empty"


def test_a_line_named_like_a_part_of_another_stays_a_line_of_its_own() -> None:
    # given the shop's own line "9-1" beside a line "9" that is written as two portions
    split_in_two = line("9", net="10.00", tax_rate=None, quantity=Decimal(3), unit_price=Decimal("3.333333"))

    rows = planned(split_in_two, line("9-1"))

    ids = ExternalIds("aff1", "lampes-fr")
    assert len(rows) == len({ids.of("line", "4711", *row.key) for row in rows}) == 3


@given(
    st.lists(st.tuples(st.integers(1, 100_000), st.integers(1, 500)), min_size=1, max_size=6),
    st.booleans(),
)
def test_the_lines_add_up_to_the_order(amounts: list[tuple[int, int]], included: bool) -> None:
    lines = [
        line(str(number), net=str(Decimal(cents) / 100), quantity=Decimal(quantity))
        for number, (cents, quantity) in enumerate(amounts)
    ]
    order = unified_order(lines=tuple(lines), prices_include_tax=included)

    total = sum(row.quantity * row.unit_price for row in planned_lines(order, SERVICES))

    assert total == (order.totals.gross if included else order.totals.net)


@pytest.mark.parametrize(
    ("difference", "tolerance", "fits"),
    [("0.05", "0.05", True), ("-0.05", "0.05", True), ("0.06", "0.05", False), ("0", "-1", True)],
)
def test_tolerance(difference: str, tolerance: str, fits: bool) -> None:
    assert tolerated(Decimal(difference), Decimal(tolerance)) is fits
