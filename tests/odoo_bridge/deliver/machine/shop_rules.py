"""What happens at the shop: people buy, pay, change their minds, and get money back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from hub.order import Customer, Line, Payment, Refund
from hub.order.vocabulary import PaymentStatus, Status
from odoo_bridge.models.policy import DeliverWhen
from tests.factories import PLACED_AT, address, line
from tests.odoo_bridge.deliver.afterwards import part, refund
from tests.odoo_bridge.deliver.machine.life import Content, Life

ANY = st.integers(0, 99)
NETS = st.lists(st.sampled_from(["40.83", "10.00", "99.99"]), min_size=1, max_size=2)
STREETS = st.sampled_from(["1 quai Sud", "2 quai Sud"])
ZERO = Decimal(0)
_SOME = precondition(lambda self: self.orders)


class ShopRules(Life):
    """Actions of the shop; payment and refund statuses follow the money as platforms have it."""

    @initialize(
        pays=st.booleans(),
        when=st.sampled_from(DeliverWhen.values),
        eager=st.booleans(),
        orders=st.integers(1, 3),
    )
    def begin(self, pays: bool, when: str, eager: bool, orders: int) -> None:
        """A merchant with a policy, and the first orders."""
        self.choose_policy(pays=pays, deliver_when=when)
        self.eager = eager
        for number in range(orders):
            self.sell(buyer=1 + number % 2, nets=["40.83", "10.00"], paid=True)

    @rule(buyer=st.integers(1, 2), nets=NETS, paid=st.sampled_from([True, True, False]))
    def sell(self, buyer: int, nets: list[str], paid: bool) -> None:
        """An order comes in."""
        key = str(len(self.orders) + 1)
        lines = _lines(nets)
        self.show(
            key,
            customer=Customer(email=f"{buyer}@example.com", name=f"Customer {buyer}"),
            shipping_address=address(),
            status=Status.OPEN,
            cancelled_at=None,
            lines=lines,
            **_money(_payment(key, 1, _gross(lines)) if paid else (), (), lines),
        )

    @_SOME
    @rule(which=ANY)
    def touch(self, which: int) -> None:
        """Something changes that Odoo need not know."""
        self.change(self.one(which), tags=(f"seen {self.minutes}",))

    @_SOME
    @rule(which=ANY, nets=NETS)
    def edit(self, which: int, nets: list[str]) -> None:
        """Other goods, other prices; what is missing is paid."""
        key = self.one(which)
        before, lines = self.orders[key], _lines(nets)
        missing = _gross(lines) - _paid(before)
        payments = before["payments"]
        if payments and missing > 0:
            payments += _payment(key, len(payments) + 1, missing)
        self.change(key, bends=True, lines=lines, **_money(payments, before["refunds"], lines))

    @_SOME
    @rule(which=ANY, street=STREETS)
    def move(self, which: int, street: str) -> None:
        """The goods go elsewhere."""
        self.change(self.one(which), bends=True, shipping_address=address(street=street))

    @_SOME
    @rule(which=ANY, half=st.booleans())
    def pay(self, which: int, half: bool) -> None:
        """An open order is paid, or the half of what is missing."""
        key = self.one(which)
        before = self.orders[key]
        missing = _gross(before["lines"]) - _paid(before)
        if missing <= 0 or before["status"] is Status.CANCELLED:
            return
        amount = (missing / 2).quantize(Decimal("0.01")) if half else missing
        payments = before["payments"] + _payment(key, len(before["payments"]) + 1, amount)
        self.change(key, **_money(payments, before["refunds"], before["lines"]))

    @_SOME
    @rule(which=ANY, how=st.sampled_from(["full", "line", "goodwill", "two", "three"]))
    def give_back(self, which: int, how: str) -> None:
        """Money goes back: all of it, for a line, out of goodwill, or several times at once."""
        key = self.one(which)
        before = self.orders[key]
        left = min(_paid(before), _gross(before["lines"])) - _back(before)
        if left <= 0 or _paid(before) < _gross(before["lines"]):
            return
        refunds = before["refunds"] + tuple(_refunds(before, how, left))
        self.change(key, **_money(before["payments"], refunds, before["lines"]))

    @precondition(lambda self: any(content["refunds"] for content in self.orders.values()))
    @rule(which=ANY)
    def take_a_refund_back(self, which: int) -> None:
        """The last refund vanishes at the shop."""
        refunded = [key for key, content in self.orders.items() if content["refunds"]]
        key = refunded[which % len(refunded)]
        before = self.orders[key]
        self.change(key, bends=True, **_money(before["payments"], before["refunds"][:-1], before["lines"]))

    @_SOME
    @rule(which=ANY)
    def cancel(self, which: int) -> None:
        """The order is called off."""
        self.change(self.one(which), status=Status.CANCELLED, cancelled_at=self.now())

    @precondition(lambda self: any(one["cancelled_at"] for one in self.orders.values()))
    @rule(which=ANY)
    def take_up_again(self, which: int) -> None:
        """A cancelled order is none any more."""
        gone = [key for key, content in self.orders.items() if content["cancelled_at"]]
        self.change(gone[which % len(gone)], bends=True, status=Status.OPEN, cancelled_at=None)

    @_SOME
    @rule(which=ANY)
    def show_what_was_before(self, which: int) -> None:
        """A cache at the shop: an older content comes after a newer one."""
        self.see(self.one(which), lines=(line(net="1.00"),), updated_at=PLACED_AT)


def _lines(nets: Sequence[str]) -> tuple[Line, ...]:
    return tuple(line(str(n), net=net, sku=f"LMP-0{n}") for n, net in enumerate(nets, start=1))


def _gross(lines: Sequence[Line]) -> Decimal:
    return sum((one.gross for one in lines), ZERO)


def _paid(content: Content) -> Decimal:
    return sum((payment.amount for payment in content["payments"]), ZERO)


def _back(content: Content) -> Decimal:
    return sum((one.gross for one in content["refunds"]), ZERO)


def _payment(key: str, number: int, amount: Decimal) -> tuple[Payment, ...]:
    return (Payment(method="card", amount=amount, paid_at=PLACED_AT, reference=f"pay-{key}-{number}"),)


def _refunds(content: Content, how: str, left: Decimal) -> list[Refund]:
    """New ones; lines only where nothing was given back before, so that none is given back twice."""
    number = len(content["refunds"]) + 1
    first = content["lines"][0]
    if how == "line" and number == 1 and first.gross / 2 <= left:
        return [refund("r1", part(first, f"{first.gross / 2:.2f}"))]
    if how == "full" and number == 1:
        return [refund("r1", *content["lines"])]
    shares = {"two": 2, "three": 3, "full": 1}.get(how, 4)
    share = (left / shares).quantize(Decimal("0.01"))
    pieces = {"two": [share, left - share], "three": [share, share, left - share - share]}
    amounts = pieces.get(how, [share])
    return [
        refund(f"r{n}", gross=f"{amount}") for n, amount in enumerate(amounts, start=number) if amount > 0
    ]


def _money(
    payments: tuple[Payment, ...], refunds: tuple[Refund, ...], lines: Sequence[Line]
) -> dict[str, Any]:
    """The order's payments, refunds, and what the platform says of them."""
    paid = sum((payment.amount for payment in payments), ZERO)
    back = sum((one.gross for one in refunds), ZERO)
    return {"payments": payments, "refunds": refunds, "payment_status": _status(paid, back, _gross(lines))}


def _status(paid: Decimal, back: Decimal, total: Decimal) -> PaymentStatus:
    if not paid:
        return PaymentStatus.PENDING
    if back:
        return PaymentStatus.REFUNDED if back >= total else PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.PAID if paid >= total else PaymentStatus.PARTIALLY_PAID
