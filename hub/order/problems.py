"""What must hold on every unified order. Lists every problem, not only the first."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from hub.order.money import ZERO, decimals, fits, number_text

if TYPE_CHECKING:
    from hub.order.model import Address, Line, Order, Refund, Totals

_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
LARGEST = Decimal(10) ** 14  # fits every column and 28-digit sums with room to spare


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (`lines[2].tax`) and why, in words."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class InvalidOrder(ValueError):  # noqa: N818 - reads as what it is, like Django's DoesNotExist
    """The order breaks the contract; `problems` says every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def problems(order: Order) -> list[Problem]:
    """Everything that is wrong with the order; empty when it is sound."""
    return [
        *_identity_fields(order),
        *_times(order),
        *_codes(order),
        *_lines("lines", order.lines, order.currency),
        *_totals(order),
        *_refunds(order),
        *_payments(order),
        *_presentment(order),
        *_raw_status(order),
        *_texts(order, ""),
    ]


def _identity_fields(order: Order) -> Iterator[Problem]:
    for name in ("channel", "shop", "external_id"):
        if not getattr(order, name):
            yield Problem(name, "is empty")
    for group in ("lines", "refunds", "fulfillments"):
        counts = Counter(item.external_id for item in getattr(order, group))
        for repeated in (external_id for external_id, count in counts.items() if count > 1):
            yield Problem(group, f"two entries have the external_id {repeated!r}")


def _times(order: Order) -> Iterator[Problem]:
    named: list[tuple[str, datetime | None]] = [
        ("placed_at", order.placed_at),
        ("updated_at", order.updated_at),
        ("cancelled_at", order.cancelled_at),
        *((f"payments[{i}].paid_at", payment.paid_at) for i, payment in enumerate(order.payments)),
        *((f"refunds[{i}].created_at", refund.created_at) for i, refund in enumerate(order.refunds)),
        *((f"fulfillments[{i}].shipped_at", item.shipped_at) for i, item in enumerate(order.fulfillments)),
    ]
    for path, moment in named:
        if moment is not None and moment.utcoffset() != timedelta(0):
            yield Problem(path, "is not an aware UTC time")


def _codes(order: Order) -> Iterator[Problem]:
    if not _CURRENCY.match(order.currency):
        yield Problem("currency", f"{order.currency!r} is not an ISO 4217 code")
    if order.presentment and not _CURRENCY.match(order.presentment.currency):
        yield Problem("presentment.currency", f"{order.presentment.currency!r} is not an ISO 4217 code")
    addresses: list[tuple[str, Address | None]] = [
        ("billing_address", order.billing_address),
        ("shipping_address", order.shipping_address),
    ]
    for path, address in addresses:
        if address and address.country and not _COUNTRY.match(address.country):
            yield Problem(f"{path}.country", f"{address.country!r} is not an ISO 3166-1 alpha-2 code")


def _lines(path: str, lines: Iterable[Line], currency: str) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        here = f"{path}[{index}]"
        yield from _sum(here, line, currency)
        for position, tax in enumerate(line.taxes):
            yield from _money(f"{here}.taxes[{position}].amount", tax.amount, currency)
            if tax.rate is not None:
                yield from _number(f"{here}.taxes[{position}].rate", tax.rate)
        for name in ("quantity", "unit_price", "discount"):
            yield from _number(f"{here}.{name}", getattr(line, name))
        taxes = _added(tax.amount for tax in line.taxes)
        if taxes is not None and _is_number(line.tax) and line.tax != taxes:
            yield Problem(f"{here}.tax", f"is {line.tax}, its taxes add up to {taxes}")


def _sum(path: str, holder: Line | Totals | Refund, currency: str) -> Iterator[Problem]:
    """`gross = net + tax`, each in the currency's decimals."""
    for name in ("net", "tax", "gross"):
        yield from _money(f"{path}.{name}", getattr(holder, name), currency)
    added = _added((holder.net, holder.tax))
    if added is not None and _is_number(holder.gross) and holder.gross != added:
        yield Problem(f"{path}.gross", f"is {holder.gross}, net {holder.net} + tax {holder.tax} differ")


def _totals(order: Order) -> Iterator[Problem]:
    yield from _sum("totals", order.totals, order.currency)
    for name in ("net", "tax", "gross"):
        said, added = getattr(order.totals, name), _added(getattr(line, name) for line in order.lines)
        if added is not None and _is_number(said) and said != added:
            yield Problem(f"totals.{name}", f"is {said}, the lines add up to {added}")


def _refunds(order: Order) -> Iterator[Problem]:
    for index, refund in enumerate(order.refunds):
        here = f"refunds[{index}]"
        yield from _sum(here, refund, order.currency)
        yield from _lines(f"{here}.lines", refund.lines, order.currency)


def _payments(order: Order) -> Iterator[Problem]:
    for index, payment in enumerate(order.payments):
        yield from _money(f"payments[{index}].amount", payment.amount, order.currency)


def _presentment(order: Order) -> Iterator[Problem]:
    if order.presentment:
        yield from _money("presentment.gross", order.presentment.gross, order.presentment.currency)


def _money(path: str, amount: object, currency: str) -> Iterator[Problem]:
    if not _is_number(amount):
        yield from _number(path, amount)
    elif not fits(amount, currency):
        yield Problem(
            path, f"{number_text(amount)} has more than the {decimals(currency)} decimals of {currency}"
        )


def _number(path: str, number: object) -> Iterator[Problem]:
    if not isinstance(number, Decimal):
        yield Problem(path, f"{number!r} is not a Decimal")
    elif not number.is_finite():
        yield Problem(path, f"{number} is not a finite number")
    elif not _is_number(number):
        yield Problem(path, f"{number} is beyond {LARGEST:f}, which nothing costs or counts")


def _is_number(number: object) -> TypeGuard[Decimal]:
    """Whether sums and comparisons with it are exact and raise nothing."""
    return isinstance(number, Decimal) and number.is_finite() and number.adjusted() < LARGEST.adjusted()


def _added(numbers: Iterable[object]) -> Decimal | None:
    """Their exact sum; None where one of them is no number (which is a problem of its own)."""
    total = ZERO
    for number in numbers:
        if not _is_number(number):
            return None
        total += number
    return total


def _texts(value: object, path: str) -> Iterator[Problem]:
    """Every text must be one that UTF-8, and so the database and every message, can carry."""
    if isinstance(value, str):
        if _LONE_SURROGATE.search(value):
            yield Problem(path, f"{value!r} is not valid Unicode")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            here, held = f"{path}.{field.name}" if path else field.name, getattr(value, field.name)
            if field.type is str and not isinstance(held, str):
                yield Problem(here, f"{held!r} is not text")
            yield from _texts(held, here)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")


def _raw_status(order: Order) -> Iterator[Problem]:
    """The platform's own words: a flat JSON object of texts, numbers, booleans and nulls."""
    for name, word in order.raw_status.items():
        plain = word is None or isinstance(word, str | int | bool)
        if not isinstance(name, str) or not plain:
            yield Problem(
                f"raw_status.{name}", f"{word!r} is neither text, a whole number, a boolean nor null"
            )
        else:
            yield from _texts(name, "raw_status")
            yield from _texts(word, f"raw_status.{name}")
