"""The products: SKU001…, the services an order of a shop needs, and any others that are asked for."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sandbox.odoo.seed.accounting import FIRST_TAX, SECOND_COMPANY_OFFSET
from sandbox.odoo.seed.companies import FIRST
from sandbox.odoo.seed.planting import Planter

TAXES = (FIRST_TAX, FIRST_TAX + SECOND_COMPANY_OFFSET)
SERVICES = (("SHIPPING", "Shipping"), ("DISCOUNT", "Discount"), ("FEE", "Fee"), ("ROUNDING", "Rounding"))
STOCK = Decimal(100_000)


class Product(NamedTuple):
    """A product to add: code, name, sales price without tax."""

    code: str
    name: str
    price: Decimal = Decimal(0)


def plant(planter: Planter, skus: int, extra: Sequence[Product]) -> None:
    """All products, in this order: SKU001 has id 1."""
    for number in range(1, skus + 1):
        price = Decimal(10) + Decimal("0.37") * number
        add_goods(planter, Product(f"SKU{number:03d}", f"Product {number:03d}", price))
    for code, name in SERVICES:
        planter.add(
            "product.product",
            name=name,
            default_code=code,
            type="service",
            detailed_type="service",
            taxes_id=TAXES,
        )
    for product in extra:
        add_goods(planter, product)


def add_goods(planter: Planter, product: Product) -> int:
    """One storable product with plenty of stock in the first company."""
    kind = "product" if planter.old else "consu"
    return planter.add(
        "product.product",
        name=product.name,
        default_code=product.code,
        lst_price=Decimal(product.price),
        type=kind,
        detailed_type=kind,
        is_storable=True,
        taxes_id=TAXES,
        _stock={FIRST: STOCK},
    )
