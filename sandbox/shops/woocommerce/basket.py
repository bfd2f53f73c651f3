"""What a customer puts together before it becomes an order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.shops.woocommerce.rates import STANDARD


@dataclass(frozen=True, slots=True)
class Product:
    """A catalogue entry. ``price`` is as the shop enters it: with or without tax, by the basket's mode."""

    sku: str
    name: str
    product_id: int
    price: Decimal
    tax_class: str = STANDARD


@dataclass(frozen=True, slots=True)
class Item:
    """A line: a product, how many, and a price of its own where it is not the catalogue's."""

    product: Product
    quantity: int
    own_price: Decimal | None = None

    @property
    def price(self) -> Decimal:
        """Price of one, as the shop enters it."""
        return self.product.price if self.own_price is None else self.own_price


@dataclass(frozen=True, slots=True)
class Coupon:
    """``kind``: ``percent`` (amount 10 is 10 %) or ``fixed_cart`` (an amount off the cart)."""

    code: str
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount without tax, negative for a rebate; ``tax_class`` None: never taxed."""

    name: str
    amount: Decimal
    tax_class: str | None = STANDARD


@dataclass(frozen=True, slots=True)
class Shipping:
    """A way of shipping and its price without tax."""

    title: str
    amount: Decimal
    method: str = "flat_rate"


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything that decides the amounts. ``country`` is where tax is charged; ``exempt``: none is."""

    items: tuple[Item, ...]
    country: str = "FR"
    exempt: bool = False
    prices_include_tax: bool = False
    coupons: tuple[Coupon, ...] = ()
    fees: tuple[Fee, ...] = ()
    shipping: tuple[Shipping, ...] = ()
