"""What the site sells, where its customers live, and the tax they pay."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """An article; the price includes 20 % French VAT or the reduced rate."""

    sku: str
    name: str
    price: Decimal
    reduced: bool = False
    preset: str = "PHYSICAL"


@dataclass(frozen=True, slots=True)
class Place:
    """A town and its rates, as fractions."""

    country: str
    subdivision: str
    city: str
    postcode: str
    rate: str
    reduced_rate: str


PRODUCTS = (
    Product("LMP-OPA-01", "Lampe Opaline", Decimal("89.90")),
    Product("BGI-FIG-220", "Bougie Figuier", Decimal("24.50")),
    Product("VAS-ARG-M", "Vase Argile", Decimal("43.00")),
    Product("ASS-GRS-26", "Assiette Grès", Decimal("18.00")),
    Product("PLT-CHN-40", "Plateau Chêne", Decimal("59.00")),
    Product("LIV-GRS", "Livre « Grès & Feu »", Decimal("32.00"), reduced=True),
    Product("EBK-GRS", "Livre numérique « Grès & Feu »", Decimal("12.00"), reduced=True, preset="DIGITAL"),
)
PLACES = (
    Place("FR", "FR-75", "Paris", "75009", "0.2", "0.055"),
    Place("FR", "FR-69", "Lyon", "69002", "0.2", "0.055"),
    Place("FR", "FR-13", "Marseille", "13006", "0.2", "0.055"),
    Place("BE", "BE-BRU", "Bruxelles", "1000", "0.21", "0.06"),
    Place("DE", "DE-BE", "Berlin", "10969", "0.19", "0.07"),
)
PEOPLE = (
    ("Camille", "Roussel"),
    ("Inès", "Faure"),
    ("Karim", "Benali"),
    ("Lena", "Brandt"),
    ("Zoé", "Lefèvre"),
    ("Noël", "D’Haene"),
)
