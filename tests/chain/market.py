"""What happens at a shop: actions that chance draws from, each a newer content of one order.

Orders are sold, paid, refunded, edited and cancelled; most of it soon after they came in, while they are on
their way to Odoo.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from hub.order import Address, Customer, Line, Payment
from hub.order import Order as UnifiedOrder
from hub.order.closing import totals_of
from hub.order.vocabulary import PaymentStatus, Status
from tests.factories import PLACED_AT, address, line, unified_order
from tests.odoo_bridge.deliver.afterwards import part, refund

ZERO = Decimal(0)
_RECENT = 60


@dataclass
class Market:
    """The shop's orders by id, as it shows them now. Customers come back, and some order to their office.

    `edited`: those whose goods or address changed, which a person may have to decide about.
    """

    chance: random.Random
    orders: dict[str, UnifiedOrder] = field(default_factory=dict)
    unpaid: list[str] = field(default_factory=list)
    edited: set[str] = field(default_factory=set)

    def show(self, order: UnifiedOrder) -> UnifiedOrder:
        """The order's newest content, which the shop shows from now on."""
        self.orders[order.external_id] = order
        return order

    def changed(self, order: UnifiedOrder, **changes: object) -> UnifiedOrder:
        """The same order with another content, a minute later."""
        after: UnifiedOrder = replace(
            order,
            updated_at=order.updated_at + timedelta(minutes=1),
            **changes,  # type: ignore[arg-type] # the actions name columns of an order
        )
        return self.show(after)

    def pick(self, wanted: Callable[[UnifiedOrder], bool]) -> UnifiedOrder | None:
        """One of the recent orders, or as often of all, that is as wanted."""
        keys = list(self.orders)
        keys = keys if self.chance.random() < 0.5 else keys[-_RECENT:]
        found = [self.orders[key] for key in keys if wanted(self.orders[key])]
        return self.chance.choice(found) if found else None

    def is_plain(self, order: UnifiedOrder) -> bool:
        """Paid, and nothing given back or changed since."""
        untouched = not order.refunds and order.external_id not in self.edited
        return untouched and order.payment_status is PaymentStatus.PAID and order.cancelled_at is None

    def is_refundable(self, order: UnifiedOrder) -> bool:
        """Paid, not edited, and not given back in full."""
        paid = order.payment_status in (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)
        return paid and order.cancelled_at is None and order.external_id not in self.edited


def sell(market: Market) -> UnifiedOrder:
    """A paid order of one to three lines."""
    number = len(market.orders) + 1
    buyer = market.chance.randint(1, max(2, number // 2))
    lines = tuple(_line(market, n) for n in range(1, market.chance.randint(2, 4)))
    home = address(street=f"{buyer} rue des Lilas", name=f"Customer {buyer}")
    return market.show(
        unified_order(
            f"{number}",
            lines=lines,
            placed_at=PLACED_AT + timedelta(seconds=number),
            customer=Customer(email=f"{buyer}@example.com", name=f"Customer {buyer}"),
            billing_address=home,
            shipping_address=_office(home) if buyer % 3 == 0 else home,
        )
    )


def order_without_paying(market: Market) -> UnifiedOrder:
    """An order that is not due yet."""
    order = sell(market)
    market.unpaid.append(order.external_id)
    return market.show(replace(order, payment_status=PaymentStatus.PENDING, payments=()))


def pay(market: Market) -> UnifiedOrder:
    """The oldest unpaid order is paid; a new one is sold where all are."""
    if not market.unpaid:
        return sell(market)
    order = market.orders[market.unpaid.pop(0)]
    return market.changed(
        order, payment_status=PaymentStatus.PAID, payments=(_payment(order, 1, order.totals.gross),)
    )


def give_up(market: Market) -> UnifiedOrder:
    """The oldest unpaid order is cancelled; a new one is sold where all are paid."""
    if not market.unpaid:
        return sell(market)
    return _cancelled(market, market.orders[market.unpaid.pop(0)])


def cancel(market: Market) -> UnifiedOrder:
    """A paid order is called off, whatever happened to it before."""
    order = market.pick(lambda one: one.cancelled_at is None and bool(one.payments))
    return _cancelled(market, order) if order else sell(market)


def refund_a_line(market: Market) -> UnifiedOrder:
    """One piece of the first line is given back."""
    order = market.pick(market.is_plain)
    if order is None:
        return sell(market)
    first = order.lines[0]
    return _refunded(market, order, [f"{first.gross / 2:.2f}"], of=first)


def refund_in_full(market: Market) -> UnifiedOrder:
    """What is left of an order is given back."""
    order = market.pick(market.is_refundable)
    return _refunded(market, order, [f"{_left(order):f}"]) if order else sell(market)


def refund_out_of_goodwill(market: Market) -> UnifiedOrder:
    """A tenth, without saying what for."""
    order = market.pick(market.is_refundable)
    return _refunded(market, order, _tenths(order, 1)) if order else sell(market)


def refund_twice_at_once(market: Market) -> UnifiedOrder:
    """Two tenths, as refunds of their own."""
    order = market.pick(market.is_refundable)
    return _refunded(market, order, _tenths(order, 2)) if order else sell(market)


def lower(market: Market) -> UnifiedOrder:
    """The first line gets cheaper, without a refund."""
    order = market.pick(market.is_plain)
    if order is None:
        return sell(market)
    cheaper = line("1", net=f"{order.lines[0].net / 2:.2f}", sku=order.lines[0].sku)
    return _edited(market, order, (cheaper, *order.lines[1:]))


def add(market: Market) -> UnifiedOrder:
    """A further line, which is paid."""
    order = market.pick(market.is_plain)
    if order is None:
        return sell(market)
    further = _line(market, len(order.lines) + 1)
    payments = (*order.payments, _payment(order, len(order.payments) + 1, further.gross))
    return _edited(market, order, (*order.lines, further), payments=payments)


def move(market: Market) -> UnifiedOrder:
    """The goods go to a neighbour."""
    order = market.pick(market.is_plain)
    if order is None or order.shipping_address is None:
        return sell(market)
    next_door = replace(order.shipping_address, street=f"{order.shipping_address.street} bis")
    return _edited(market, order, order.lines, shipping_address=next_door)


def touch(market: Market) -> UnifiedOrder:
    """A change of some order that Odoo need not know."""
    order = market.pick(lambda one: True)
    if order is None:
        return sell(market)
    return market.changed(order, tags=(*order.tags, f"seen {len(market.orders)}"))


# Shares of what happens. Whatever else a shop does is a line here.
ACTIONS: tuple[tuple[int, Callable[[Market], UnifiedOrder]], ...] = (
    (45, sell),
    (7, order_without_paying),
    (5, pay),
    (2, give_up),
    (5, cancel),
    (9, refund_a_line),
    (4, refund_in_full),
    (6, refund_out_of_goodwill),
    (4, refund_twice_at_once),
    (3, lower),
    (3, add),
    (2, move),
    (5, touch),
)


def events(market: Market, orders: int) -> Iterator[UnifiedOrder]:
    """What happens, one content of an order after the other, until so many orders were placed."""
    shares, actions = zip(*ACTIONS, strict=True)
    while len(market.orders) < orders:
        [action] = market.chance.choices(actions, shares)
        yield action(market)


def _line(market: Market, number: int) -> Line:
    net = f"{market.chance.randint(100, 20_000) / 100:.2f}"
    return line(f"{number}", net=net, sku=f"LMP-0{number % 2 + 1}")


def _office(home: Address) -> Address:
    return replace(home, street=f"{home.street}, bureau")


def _payment(order: UnifiedOrder, number: int, amount: Decimal) -> Payment:
    reference = f"pay-{order.external_id}-{number}"
    return Payment(method="card", amount=amount, paid_at=order.updated_at, reference=reference)


def _cancelled(market: Market, order: UnifiedOrder) -> UnifiedOrder:
    return market.changed(order, status=Status.CANCELLED, cancelled_at=order.updated_at)


def _left(order: UnifiedOrder) -> Decimal:
    """What was not given back."""
    return order.totals.gross - sum((one.gross for one in order.refunds), ZERO)


def _tenths(order: UnifiedOrder, count: int) -> list[str]:
    return [f"{_left(order) / 10:.2f}"] * count


def _refunded(
    market: Market, order: UnifiedOrder, amounts: list[str], *, of: Line | None = None
) -> UnifiedOrder:
    """With so many refunds more, of a line or without saying what for."""
    first = len(order.refunds) + 1
    new = (
        refund(f"r{number}", part(of, amount)) if of else refund(f"r{number}", gross=amount)
        for number, amount in enumerate(amounts, start=first)
        if Decimal(amount)
    )
    after = replace(order, refunds=(*order.refunds, *new))
    status = PaymentStatus.PARTIALLY_REFUNDED if _left(after) else PaymentStatus.REFUNDED
    return market.changed(order, refunds=after.refunds, payment_status=status)


def _edited(market: Market, order: UnifiedOrder, lines: tuple[Line, ...], **changes: object) -> UnifiedOrder:
    market.edited.add(order.external_id)
    return market.changed(order, lines=lines, totals=totals_of(lines), **changes)
