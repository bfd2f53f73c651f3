"""Money received. It is noted by reference, which orders share that PrestaShop made of one cart."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from channels.amounts import spread
from channels.prestashop.fields import key, text
from channels.prestashop.times import optional_moment
from channels.reading import Reading
from hub.order import Notice, Payment
from hub.order.money import ZERO, amount_text, quantize
from hub.sentences import say

_LARGEST_RATE = (
    Decimal(10) ** 7
)  # currencies differ by less: an Iranian rial is a millionth of a Kuwaiti dinar


def payments(
    order: Reading, rows: Sequence[Reading], shared: Sequence[Reading], currency: str, place: ZoneInfo
) -> tuple[Payment, ...]:
    """The payments of the order: of a split cart, the order's share of each."""
    return tuple(
        Payment(
            method=text(row, "payment_method") or text(order, "payment"),
            amount=_share(quantize(_in_currency(row, order), currency), order, shared, currency),
            paid_at=optional_moment(row, "date_add", place),
            reference=text(row, "transaction_id"),
        )
        for row in sorted(rows, key=lambda row: int(text(row, "id")) if text(row, "id").isdecimal() else 0)
        if row.decimal("amount")
    )


def received(found: Sequence[Payment]) -> Decimal:
    """The sum of what was received."""
    return sum((payment.amount for payment in found), ZERO)


def overpaid(found: Sequence[Payment], gross: Decimal, currency: str) -> tuple[Notice, ...]:
    """A notice where more was received than is owed: an order that became cheaper after it was paid."""
    surplus = received(found) - gross
    if surplus <= 0:
        return ()
    detail = say("received {surplus} more than is owed", surplus=amount_text(surplus, currency))
    return (Notice(code="overpaid", detail=detail),)


def _in_currency(row: Reading, order: Reading) -> Decimal:
    """The amount in the order's currency; both rates are those of the day, per unit of the shop's own."""
    amount = row.decimal("amount")
    if key(row, "id_currency") in ("", key(order, "id_currency")):
        return amount
    theirs, ours = row.decimal("conversion_rate"), order.decimal("conversion_rate")
    if not 0 < ours < _LARGEST_RATE or not 1 / _LARGEST_RATE < theirs < _LARGEST_RATE:
        raise row.error(
            "conversion_rate", say("{rate} is no rate, beside {ours} of the order", rate=theirs, ours=ours)
        )
    return amount * ours / theirs


def _share(amount: Decimal, order: Reading, shared: Sequence[Reading], currency: str) -> Decimal:
    """The order's part of a payment, in proportion to what each order of the cart costs."""
    costs = {text(row, "id"): row.decimal("total_paid_tax_incl") for row in shared}
    total = sum(costs.values(), ZERO)
    own = text(order, "id")
    if len(costs) < 2 or own not in costs or not total or any(cost < 0 for cost in costs.values()):
        return amount
    parts = spread([amount * cost / total for cost in costs.values()], amount, currency)
    return parts[list(costs).index(own)]
