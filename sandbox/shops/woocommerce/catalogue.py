"""The shop's products: a price, a name and a tax class for any SKU, always the same for the same SKU."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache

from sandbox.shops.woocommerce.basket import Product
from sandbox.shops.woocommerce.rates import PARTICULAR, REDUCED, STANDARD, SUPER_REDUCED

SKUS: tuple[str, ...] = tuple(f"SKU{number:03d}" for number in range(1, 201))

_NAMES = {
    STANDARD: ("Lampe de bureau", "T-shirt coton bio", "Mug émaillé 350 ml", "Vis inox M3", "Chaise pliante"),
    REDUCED: ("Panier repas", "Bouquet de saison", "Engrais 5 kg"),
    SUPER_REDUCED: ("Livre « Recettes d’été »", "Confiture d’abricot", "Huile d’olive 1 l"),
    PARTICULAR: ("Magazine « Le Phare »",),
}
_CLASSES = (STANDARD,) * 12 + (REDUCED,) * 4 + (SUPER_REDUCED,) * 3 + (PARTICULAR,)
_ENDINGS = ("0.00", "0.50", "0.90", "0.95", "0.99", "0.33")


@cache
def product(sku: str) -> Product:
    """Return the product sold under a SKU."""
    chance = random.Random(sku)  # noqa: S311 - seeded on purpose, no secret
    tax_class = chance.choice(_CLASSES)
    price = Decimal(chance.choice((1, 2, 4, 7, 9, 12, 19, 24, 39, 59, 120, 349))) + Decimal(
        chance.choice(_ENDINGS)
    )
    name = f"{chance.choice(_NAMES[tax_class])} {sku}"
    return Product(sku, name, 100 + chance.randrange(100_000), price, tax_class)
