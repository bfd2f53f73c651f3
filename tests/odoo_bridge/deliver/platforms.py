"""Orders as the four platforms' generators make them, and what their shops do with them afterwards."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from hub import ports
from hub.errors import AffluentError
from hub.order import Line, Order, Refund
from hub.order.closing import totals_of
from hub.order.money import ZERO
from hub.order.vocabulary import LineKind, PaymentStatus, Status
from sandbox.world.platforms import FRONTS, ShopFront
from tests.factories import address

Change = Callable[[Order, random.Random], Order]


def orders_of(platform: str, count: int) -> Iterator[Order]:
    """So many orders of a running sandbox shop, read by its channel."""
    with FRONTS[platform](count, None) as front:
        yield from islice(_read(front, platform), count)


def _read(front: ShopFront, slug: str) -> Iterator[Order]:
    channel = ports.channel(front.channel)
    account = ports.Account(shop=slug, credentials=front.credentials, allow_private_hosts=True)
    for page in channel.open(account).pages(None):
        for raw in page.orders:
            try:
                yield channel.normalize(raw, account)
            except AffluentError:  # made to be unreadable
                continue


def _later(order: Order, **changes: object) -> Order:
    return replace(order, updated_at=order.updated_at + timedelta(hours=1), **changes)  # type: ignore[arg-type]


def _refund(order: Order, key: str, gross: Decimal, lines: tuple[Line, ...] = ()) -> Order:
    net = sum((each.net for each in lines), ZERO) if lines else gross
    back = Refund(
        external_id=key,
        created_at=order.updated_at + timedelta(minutes=30),
        lines=lines,
        net=net,
        tax=gross - net,
        gross=gross,
    )
    status = PaymentStatus.PARTIALLY_REFUNDED
    return _later(order, refunds=(*order.refunds, back), payment_status=status)


def _left(order: Order) -> Decimal:
    return order.totals.gross - sum((refund.gross for refund in order.refunds), ZERO)


def refund_a_line(order: Order, chance: random.Random) -> Order:
    """The whole of one line goes back."""
    lines = [
        line for line in order.lines if line.kind == LineKind.PRODUCT and ZERO < line.gross <= _left(order)
    ]
    if not lines:
        return touch(order, chance)
    line = chance.choice(lines)
    return _refund(order, "back", line.gross, (line,))


def give_goodwill(order: Order, chance: random.Random) -> Order:
    """Some money, nobody says what for."""
    if _left(order) < 2:
        return touch(order, chance)
    return _refund(order, "goodwill", Decimal(1))


def cancel(order: Order, chance: random.Random) -> Order:
    """The whole order is called off."""
    return _later(order, status=Status.CANCELLED, cancelled_at=order.updated_at + timedelta(minutes=30))


def drop_a_line(order: Order, chance: random.Random) -> Order:
    """An edit that a person has to decide on once the order is invoiced."""
    if len(order.lines) < 2:
        return touch(order, chance)
    lines = order.lines[:-1]
    return _later(order, lines=lines, totals=totals_of(lines))


def move(order: Order, chance: random.Random) -> Order:
    """Another delivery address."""
    return _later(order, shipping_address=address(street=f"{chance.randint(1, 99)} quai Sud"))


def touch(order: Order, chance: random.Random) -> Order:
    """What Odoo need not know."""
    return _later(order, tags=(*order.tags, "seen"))


CHANGES: tuple[Change, ...] = (
    *(refund_a_line, refund_a_line, give_goodwill, cancel, drop_a_line, move, touch),
)
