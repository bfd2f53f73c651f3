"""VAT per rate, added up as an accountant does."""

from decimal import Decimal

from hub.admin.orders.vat import per_rate
from hub.order import TaxAmount
from hub.order.vocabulary import TaxCollector
from tests.factories import line, unified_order


def test_lines_of_one_rate_are_added_up_and_the_sums_are_the_order_s() -> None:
    order = unified_order(
        lines=(
            line("1", net="40.83"),
            line("2", net="10.00"),
            line("3", net="100.00", tax_rate="5.5"),
            line("4", net="3.00", tax_rate=None),
        )
    )

    shares = per_rate(order)

    assert [(share.rate, share.net, share.tax) for share in shares] == [
        (Decimal(20), Decimal("50.83"), Decimal("10.17")),
        (Decimal("5.5"), Decimal("100.00"), Decimal("5.50")),
        (None, Decimal("3.00"), Decimal(0)),
    ]
    assert sum(share.tax for share in shares) == order.totals.tax
    assert sum(share.net for share in shares) == order.totals.net
    assert [share.untaxed for share in shares] == [False, False, True]


def test_a_line_with_two_taxes_counts_in_both_and_once_in_each() -> None:
    taxes = (
        TaxAmount(rate=Decimal(5), amount=Decimal("5.00"), label="GST"),
        TaxAmount(rate=Decimal("9.975"), amount=Decimal("9.98"), label="QST"),
        TaxAmount(rate=Decimal(5), amount=Decimal("1.00"), label="second"),
    )
    both = line(net="100.00", tax=Decimal("15.98"), gross=Decimal("115.98"), taxes=taxes)

    shares = per_rate(unified_order(lines=(both,)))

    assert [(share.net, share.tax) for share in shares] == [
        (Decimal("100.00"), Decimal("9.98")),
        (Decimal("100.00"), Decimal("6.00")),
    ]


def test_what_the_marketplace_remits_and_hidden_rates_stand_apart() -> None:
    def taxed(rate: str | None, by: TaxCollector) -> tuple[TaxAmount, ...]:
        return (TaxAmount(rate=Decimal(rate) if rate else None, amount=Decimal("2.00"), collected_by=by),)

    def ten(external_id: str, taxes: tuple[TaxAmount, ...]) -> object:
        return line(external_id, net="10.00", tax=Decimal("2.00"), gross=Decimal("12.00"), taxes=taxes)

    order = unified_order(
        lines=(
            ten("1", taxed("20", TaxCollector.MERCHANT)),
            ten("2", taxed("20", TaxCollector.CHANNEL)),
            ten("3", taxed(None, TaxCollector.MERCHANT)),
        )
    )

    shares = per_rate(order)

    assert [(share.rate, share.by_channel, share.untaxed) for share in shares] == [
        (Decimal(20), False, False),
        (Decimal(20), True, False),
        (None, False, False),
    ]
