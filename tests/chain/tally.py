"""The count at the end: what the shop shows, what Odoo has, and what is missing, doubled or strange."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hub.order import Order as UnifiedOrder
from odoo_bridge.sale.credit_lines import REST
from tests.odoo_bridge.books import CREDIT_NOTE, INVOICE, Books
from tests.odoo_bridge.truth import is_of_edit, total

ZERO = Decimal(0)
Orders = Collection[UnifiedOrder]


@dataclass(frozen=True)
class Count:
    """One kind of thing, by name. What is `wanted` must be there; what else is `possible` may be, once."""

    kind: str
    wanted: set[str]
    possible: set[str]
    found: Counter[str]

    @property
    def missing(self) -> set[str]:
        """Wanted, and not there."""
        return self.wanted - set(self.found)

    @property
    def doubled(self) -> set[str]:
        """There more than once."""
        return {name for name, number in self.found.items() if number > 1}

    @property
    def strange(self) -> set[str]:
        """There, and of nobody's making."""
        return set(self.found) - self.wanted - self.possible

    @property
    def once(self) -> int:
        """Wanted, and there exactly once."""
        return len(self.wanted - self.missing - self.doubled)

    @property
    def besides(self) -> int:
        """There and not wanted: of orders that were called off, or that a person decided about."""
        return len(set(self.found) - self.wanted)


@dataclass(frozen=True)
class Tally:
    """Compares `everything` that the shop shows with Odoo's books.

    `standing`: orders that are in Odoo as the shop shows them. `held`: those that wait for a person, with an
    older content in Odoo.
    """

    books: Books
    everything: Orders
    standing: Orders
    held: Orders

    def counts(self) -> list[Count]:
        """All kinds."""
        books, all_of_them = self.books, self.everything
        sold = (*self.standing, *self.held)
        edits = {str(row["ref"]) for row in books.documents if is_of_edit(row)}
        rests = {f"{order.number} refund {REST}" for order in all_of_them}
        streets = {row["id"]: str(row["email"]) for row in books.customers}
        return [
            Count("orders", numbers(sold), numbers(all_of_them), _of(books.sales, "client_order_ref")),
            # One that was edited between its sale order and its invoice is held without an invoice.
            Count("invoices", numbers(self.standing), numbers(all_of_them), _documents(books, INVOICE)),
            Count(
                "credit notes",
                refunds(self.standing),
                refunds(all_of_them) | rests | edits,
                _documents(books, CREDIT_NOTE),
            ),
            Count("payments in", paid(self.standing), paid(all_of_them), _payments(books, "inbound")),
            Count("payments out", refunds(self.standing), refunds(all_of_them), _payments(books, "outbound")),
            Count("customers", emails(sold), emails(all_of_them), _of(books.customers, "email")),
            Count(
                "addresses",
                places(self.standing),
                places(all_of_them) | places(all_of_them, before_moving=True),
                Counter(f"{streets[row['parent_id']]} {row['street']}" for row in books.addresses),
            ),
        ]

    @property
    def turnover(self) -> tuple[Decimal, Decimal]:
        """What the standing orders come to after refunds, in EUR: at the shop and in Odoo."""
        shop = sum((order.totals.gross - back(order) for order in self.standing), ZERO)
        return shop, sum((self._booked(order) for order in self.standing), ZERO)

    def _booked(self, order: UnifiedOrder) -> Decimal:
        invoices = self.books.invoices(order.number)
        return total(invoices) - sum((total(self.books.notes(invoice)) for invoice in invoices), ZERO)

    def table(self) -> Iterator[str]:
        """For people."""
        yield f"{'':<16}{'wanted':>12}{'once':>12}{'missing':>9}{'doubled':>9}{'strange':>9}{'besides':>9}"
        for one in self.counts():
            wrong = (one.missing, one.doubled, one.strange)
            cells = "".join(f"{len(names):>9}" for names in wrong)
            yield f"{one.kind:<16}{len(one.wanted):>12,}{one.once:>12,}{cells}{one.besides:>9}"
        shop, odoo = self.turnover
        yield f"{'turnover, EUR':<16}{shop:>12,}{odoo:>12,}"
        yield "besides: of orders that were called off, or credited by a person's choice"


def numbers(orders: Iterable[UnifiedOrder]) -> set[str]:
    """What people see."""
    return {order.number for order in orders}


def refunds(orders: Iterable[UnifiedOrder]) -> set[str]:
    """As their credit notes and the money given back are named."""
    return {f"{order.number} refund {one.external_id}" for order in orders for one in order.refunds}


def paid(orders: Iterable[UnifiedOrder]) -> set[str]:
    """As the payments are named."""
    return {f"{order.number} {one.reference}" for order in orders for one in order.payments}


def emails(orders: Iterable[UnifiedOrder]) -> set[str]:
    """Of those who bought something."""
    return {order.customer.email for order in orders}


def places(orders: Iterable[UnifiedOrder], *, before_moving: bool = False) -> set[str]:
    """Where goods went that did not go to the buyer's home: e-mail and street."""
    found = set()
    for order in orders:
        home, away = order.billing_address, order.shipping_address
        if home is None or away is None:
            continue
        street = away.street.removesuffix(" bis") if before_moving else away.street
        if street != home.street:
            found.add(f"{order.customer.email} {street}")
    return found


def back(order: UnifiedOrder) -> Decimal:
    """What was given back."""
    return sum((one.gross for one in order.refunds), ZERO)


def _of(rows: Iterable[dict[str, object]], name: str) -> Counter[str]:
    return Counter(str(row[name]) for row in rows)


def _documents(books: Books, kind: str) -> Counter[str]:
    return _of((row for row in books.documents if row["move_type"] == kind), "ref")


def _payments(books: Books, kind: str) -> Counter[str]:
    return _of((row for row in books.payments if row["payment_type"] == kind), "memo")
