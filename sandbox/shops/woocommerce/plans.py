"""Kinds of orders that a shop sees, as plans: who buys what, how it is paid and what happens to it
afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sandbox.shops.woocommerce.basket import Basket, Coupon, Fee, Item, Shipping
from sandbox.shops.woocommerce.catalogue import product
from sandbox.shops.woocommerce.people import (
    ABROAD,
    COMPANIES_EU,
    COMPANIES_FR,
    FIRST,
    GERMAN_TOWNS,
    LAST,
    STREETS,
    TOWNS,
    UNICODE,
    Buyer,
)
from sandbox.shops.woocommerce.rates import STANDARD
from sandbox.shops.woocommerce.refunds import refund_amount, refund_rows
from sandbox.shops.woocommerce.store import Store

HOME = Shipping("Colissimo domicile", Decimal("4.92"))
ABROAD_POST = Shipping("Colissimo international", Decimal("12.50"))
PICKUP = Shipping("Retrait en magasin", Decimal(0), "local_pickup")
REGULARS = 12

After = Callable[[Store, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """One order to be: ``after`` runs once it has its status; ``ship_to`` None ships to the buyer."""

    buyer: Buyer
    basket: Basket
    ship_to: Buyer | None = None
    payment: tuple[str, str] = ("stripe", "Carte bancaire (Stripe)")
    status: str = "processing"
    note: str = ""
    after: tuple[After, ...] = field(default=())


class Draw:
    """Draws buyers, items and plans; the same seed draws the same."""

    def __init__(self, rng: random.Random, skus: Sequence[str], prices_include_tax: bool | None) -> None:
        self.rng = rng
        self.skus = tuple(skus)
        self._standard = [sku for sku in self.skus if product(sku).tax_class == STANDARD] or list(self.skus)
        self._include = prices_include_tax

    def items(self, count: int = 0, *, standard: bool = False) -> tuple[Item, ...]:
        """One to four lines of different products, or ``count`` of them."""
        pool = self._standard if standard else self.skus
        number = min(count or self.rng.choice((1, 1, 2, 2, 3, 4)), len(pool))
        return tuple(Item(product(sku), self.quantity()) for sku in self.rng.sample(pool, number))

    def quantity(self) -> int:
        """Mostly one, at times many."""
        return self.rng.choice((1, 1, 1, 2, 2, 3, 5, 12))

    def basket(self, items: tuple[Item, ...], buyer: Buyer, *shipping: Shipping) -> Basket:
        """A basket taxed where the buyer lives."""
        include = self.rng.random() < 0.5 if self._include is None else self._include
        return Basket(items, buyer.country, buyer.exempt, include, shipping=shipping or (HOME,))

    def guest(self) -> Buyer:
        """A private person in France, never seen before."""
        postcode, town = self.rng.choice(TOWNS)
        first, last = self.rng.choice(FIRST), self.rng.choice(LAST)
        number = self.rng.randrange(10**9)
        email, street = f"client{number}@example.com", self.rng.choice(STREETS)
        return Buyer(first, last, email, street, postcode, town, "FR", phone=_mobile(number))

    def regular(self) -> Buyer:
        """One of a few registered customers who come again."""
        number = self.rng.randrange(REGULARS)
        postcode, town = TOWNS[number % len(TOWNS)]
        first, last = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
        street = STREETS[number % len(STREETS)]
        email, account = f"habitue{number}@example.com", number + 2
        phone = _mobile(number)
        return Buyer(first, last, email, street, postcode, town, "FR", phone=phone, customer_id=account)

    def german(self) -> Buyer:
        """A private person in Germany."""
        postcode, town = self.rng.choice(GERMAN_TOWNS)
        email = f"kunde{self.rng.randrange(10**9)}@example.de"
        return Buyer("Jürgen", "Groß", email, "Goethestraße 12", postcode, town, "DE", phone="+49 30 1234567")


def _guest(draw: Draw) -> Plan:
    buyer = draw.guest()
    return Plan(buyer, draw.basket(draw.items(), buyer))


def _registered(draw: Draw) -> Plan:
    buyer = draw.regular()
    return Plan(buyer, draw.basket(draw.items(), buyer))


def _mixed_rates(draw: Draw) -> Plan:
    buyer = draw.guest()
    by_class = {item.product.tax_class: item for item in draw.items(len(draw.skus))}
    return Plan(buyer, draw.basket(tuple(by_class.values()), buyer))


def _german(draw: Draw) -> Plan:
    buyer = draw.german()
    return Plan(buyer, draw.basket(draw.items(standard=True), buyer, ABROAD_POST))


def _percent_coupon(draw: Draw) -> Plan:
    plan = _guest(draw)
    return replace(plan, basket=replace(plan.basket, coupons=(Coupon("ete10", "percent", Decimal(10)),)))


def _fixed_coupon(draw: Draw) -> Plan:
    plan = _registered(draw)
    return replace(plan, basket=replace(plan.basket, coupons=(Coupon("moins5", "fixed_cart", Decimal(5)),)))


def _two_coupons(draw: Draw) -> Plan:
    plan = _guest(draw)
    coupons = (Coupon("été-15%", "percent", Decimal(15)), Coupon("moins5", "fixed_cart", Decimal(5)))
    return replace(plan, basket=replace(plan.basket, coupons=coupons))


def _fees(draw: Draw) -> Plan:
    plan = _guest(draw)
    fees = (Fee("Emballage cadeau", Decimal("3.50")), Fee("Consigne", Decimal(2), None))
    return replace(plan, basket=replace(plan.basket, fees=fees))


def _rebate(draw: Draw) -> Plan:
    buyer = draw.regular()
    basket = draw.basket(draw.items(3, standard=True), buyer)
    return Plan(buyer, replace(basket, fees=(Fee("Remise fidélité", Decimal("-0.50")),)))


def _company_fr(draw: Draw) -> Plan:
    buyer = draw.rng.choice(COMPANIES_FR)
    return Plan(
        buyer, draw.basket(draw.items(), buyer), payment=("bacs", "Virement bancaire"), note="Réf. PO-77"
    )


def _company_eu(draw: Draw) -> Plan:
    buyer = draw.rng.choice(COMPANIES_EU)
    return Plan(buyer, draw.basket(draw.items(), buyer, ABROAD_POST), payment=("bacs", "Virement bancaire"))


def _export(draw: Draw) -> Plan:
    buyer = draw.rng.choice(ABROAD)
    return Plan(buyer, draw.basket(draw.items(), buyer, ABROAD_POST))


def _gift(draw: Draw) -> Plan:
    return replace(_guest(draw), ship_to=draw.guest(), note="C’est un cadeau : pas de facture dans le colis")


def _unicode(draw: Draw) -> Plan:
    buyer = draw.rng.choice(UNICODE)
    return Plan(
        buyer, draw.basket(draw.items(), buyer), note='Merci 🙏🏽 <b>fragile</b> & "attention"\nligne 2'
    )


def _same_sku_twice(draw: Draw) -> Plan:
    buyer = draw.guest()
    first = draw.items(1)[0]
    second = replace(first, own_price=max(first.price - Decimal("0.10"), Decimal("0.05")))
    return Plan(buyer, draw.basket((first, second), buyer))


def _pickup(draw: Draw) -> Plan:
    buyer = draw.regular()
    return Plan(buyer, draw.basket(draw.items(), buyer, PICKUP), payment=("cod", "Paiement au retrait"))


def _ending(
    status: str, payment: tuple[str, str] = ("stripe", "Carte bancaire (Stripe)")
) -> Callable[[Draw], Plan]:
    return lambda draw: replace(_guest(draw), status=status, payment=payment)


def _trashed(draw: Draw) -> Plan:
    return replace(_guest(draw), after=(lambda store, order_id: store.trash(order_id),))


def _refunded_part(draw: Draw) -> Plan:
    def one_of_the_first_line(store: Store, order_id: int) -> None:
        line = store.order(order_id)["line_items"][0]
        refund_rows(store, order_id, {int(line["id"]): 1}, reason="Taille trop petite", shipping=False)

    buyer = draw.regular()
    items = tuple(replace(item, quantity=item.quantity + 1) for item in draw.items(2))
    return Plan(buyer, draw.basket(items, buyer), after=(one_of_the_first_line,))


def _refunded_whole(draw: Draw) -> Plan:
    def everything(store: Store, order_id: int) -> None:
        refund_rows(store, order_id, None, reason="Commande retournée")

    return replace(_guest(draw), after=(everything,))


def _refunded_amount(draw: Draw) -> Plan:
    def goodwill(store: Store, order_id: int) -> None:
        refund_amount(store, order_id, Decimal("1.00"), reason="Geste commercial")

    return replace(_guest(draw), after=(goodwill,))


BANK = ("bacs", "Virement bancaire")


def _mobile(number: int) -> str:
    """A French mobile phone of one's own: the bridge recognizes customers by it."""
    digits = f"{number % 10**8:08d}"
    return "+33 6 " + " ".join(digits[place : place + 2] for place in range(0, 8, 2))


KINDS: dict[str, Callable[[Draw], Plan]] = {
    "guest": _guest,
    "registered": _registered,
    "mixed_rates": _mixed_rates,
    "german": _german,
    "percent_coupon": _percent_coupon,
    "fixed_coupon": _fixed_coupon,
    "two_coupons": _two_coupons,
    "fees": _fees,
    "rebate": _rebate,
    "company_fr": _company_fr,
    "company_eu": _company_eu,
    "export": _export,
    "gift": _gift,
    "unicode": _unicode,
    "same_sku_twice": _same_sku_twice,
    "pickup": _pickup,
    "completed": _ending("completed"),
    "custom_status": _ending("expediee"),
    "pending": _ending("pending"),
    "on_hold": _ending("on-hold", BANK),
    "cancelled": _ending("cancelled"),
    "failed": _ending("failed"),
    "trashed": _trashed,
    "refunded_part": _refunded_part,
    "refunded_whole": _refunded_whole,
    "refunded_amount": _refunded_amount,
}
"""Every kind by name; the ordinary ones are drawn more often (see ``generator``)."""
