"""Countries, languages, currencies, units, modules.

`countries.csv` is ISO 3166-1 (public domain, from the IANA time zone database); in this order Odoo's ids come
out of it.
"""

import csv
from decimal import Decimal
from pathlib import Path

from sandbox.odoo.seed.planting import Planter

UNION = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]
FRANCE, GERMANY, MONACO = 75, 57, 137
USD = 1
CURRENCIES = (("GBP", "£", 2), ("CHF", "CHF", 2), ("JPY", "¥", 0), ("KWD", "KD", 3), ("PLN", "zł", 2))
UNITS = {
    17: (
        (6, "mm"),
        (13, "g"),
        (8, "cm"),
        (25, "in³"),
        (17, "in"),
        (16, "oz"),
        (22, "fl oz (US)"),
        (21, "ft²"),
        (4, "Hours"),
        (18, "ft"),
        (15, "lb"),
        (19, "yd"),
        (23, "qt (US)"),
        (1, "Units"),
        (3, "Days"),
        (5, "m"),
        (9, "m²"),
        (10, "L"),
        (12, "kg"),
        (24, "gal (US)"),
        (2, "Dozens"),
        (26, "ft³"),
        (7, "km"),
        (11, "m³"),
        (14, "t"),
        (20, "mi"),
    ),
    19: (
        (1, "Units"),
        (4, "Hours"),
        (6, "mm"),
        (10, "m²"),
        (11, "ml"),
        (14, "g"),
        (2, "Pack of 6"),
        (5, "Days"),
        (12, "L"),
        (15, "kg"),
        (8, "m"),
        (16, "Ton"),
    ),
}
MODULES = (
    "sale_management",
    "account",
    "stock",
    "purchase",
    "mail",
    "contacts",
    "base",
    "base_vat",
    "delivery",
)


def euro(planter: Planter) -> int:
    """The id of EUR."""
    return 126 if planter.old else 125


def union_group(planter: Planter) -> int:
    """The id of the group of EU countries."""
    return 1 if planter.old else 10


def plant(planter: Planter) -> None:
    """Everything that does not belong to a company."""
    _countries(planter)
    _currencies(planter)
    planter.add("res.lang", 1, code="en_US", name="English (US)")
    planter.add("res.lang", 29 if planter.old else 30, code="fr_FR", name="French / Français")
    for place, (record, name) in enumerate(UNITS[planter.env.version]):
        planter.add("uom.uom", record, name=name, sequence=place)
    for place, name in enumerate(MODULES):
        planter.add(
            "ir.module.module", name=name, latest_version=f"{planter.env.version}.0.1.0", sequence=place
        )
    for name in ("Product Price", "Discount", "Product Unit of Measure"):
        planter.add("decimal.precision", name=name)


def _countries(planter: Planter) -> None:
    ids = {}
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as file:
        for record, row in enumerate(csv.DictReader(file), 1):
            ids[row["code"]] = planter.add("res.country", record, code=row["code"], name=row["name"])
    name = "European Union" if planter.old else "European Union VAT"
    members = tuple(ids[code] for code in UNION)
    planter.add("res.country.group", union_group(planter), name=name, country_ids=members)
    both = (FRANCE, MONACO)
    planter.add("res.country.group", 8, name="France and Monaco", country_ids=both)


def _currencies(planter: Planter) -> None:
    planter.add("res.currency", USD, name="USD", symbol="$")
    planter.add("res.currency", euro(planter), name="EUR", symbol="€")
    for name, symbol, places in CURRENCIES:
        rounding = Decimal(1).scaleb(-places)
        off = {"active": False}  # as after installation
        planter.add("res.currency", name=name, symbol=symbol, decimal_places=places, rounding=rounding, **off)
