"""Money received: one payment by its date, a deposit of it, and what gift cards and store credit paid.

Gift card plugins take what a card paid off the order's total, and leave its lines as they were. The goods
cost what they cost, and all of their tax is due: a card is a way to pay. Keys are listed in README.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from channels.reading import Reading
from channels.woocommerce.meta import entries, words
from hub.order import Payment
from hub.order.money import ZERO, quantize, smallest_unit

GIFT_CARD = "gift_card"
_ROUNDING = 5  # of the smallest unit: what rounding of lines explains
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
# Meta that holds `{code: amount}`: YITH Gift Cards; Smart Coupons, whose store credit pays after tax.
_BY_CODE = ("_ywgc_applied_gift_cards", "smart_coupons_contribution")


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A gift card or store credit, and what it paid."""

    code: str
    amount: Decimal


def redeemed(order: Reading, missing: Decimal, currency: str) -> tuple[Redeemed, ...]:
    """The cards that explain why the total is `missing` less than the lines; none where they do not."""
    if missing <= 0:
        return ()
    for said in (_listed(order), *(_by_code(order, key) for key in _BY_CODE)):
        cards = tuple(Redeemed(code, quantize(amount, currency)) for code, amount in said)
        if abs(paid_with(cards) - missing) <= _ROUNDING * smallest_unit(currency):
            return cards
    return ()


def paid_with(cards: tuple[Redeemed, ...]) -> Decimal:
    """What the cards paid together."""
    return sum((card.amount for card in cards), ZERO)


def payments(
    order: Reading, cards: tuple[Redeemed, ...], paid_at: datetime | None, currency: str
) -> tuple[Payment, ...]:
    """WooCommerce knows one payment of the whole total, by its date, and nothing of it before."""
    if paid_at is None:
        return ()
    amount = _deposited(order, currency)
    money = Payment(
        method=order.text("payment_method", "") or order.text("payment_method_title", ""),
        amount=quantize(order.decimal("total"), currency) if amount is None else amount,
        paid_at=paid_at,
        reference=order.text("transaction_id", ""),
    )
    with_cards = tuple(
        Payment(method=GIFT_CARD, amount=card.amount, paid_at=paid_at, reference=card.code) for card in cards
    )
    return (*with_cards, money) if money.amount or not cards else with_cards


def _deposited(order: Reading, currency: str) -> Decimal | None:
    """The deposit, where a plugin took one and the rest is still to come; None where the whole was paid."""
    meta = dict(entries(order))
    if words(meta.get("_wc_deposits_order_has_deposit")) != "yes":
        return None
    if words(meta.get("_wc_deposits_second_payment_paid")) == "yes":
        return None
    said = _number(meta.get("_wc_deposits_deposit_amount"))
    return None if said is None else quantize(said, currency)


def _listed(order: Reading) -> list[tuple[str, Decimal]]:
    """`gift_cards` of WooCommerce Gift Cards: entries with code and amount."""
    found = order.value.get("gift_cards")
    cards = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return list(_named((card.get("code"), card.get("amount")) for card in cards))


def _by_code(order: Reading, key: str) -> list[tuple[str, Decimal]]:
    found = dict(entries(order)).get(key)
    return list(_named(found.items())) if isinstance(found, dict) else []


def _named(pairs: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Decimal]]:
    for code, said in pairs:
        amount = _number(said)
        if amount:
            yield words(code), amount


def _number(said: Any) -> Decimal | None:
    """A plugin's amount; None for what is none: the order does not depend on it."""
    text = words(said)
    return Decimal(text) if _AMOUNT.fullmatch(text) else None
