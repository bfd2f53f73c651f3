"""What a shop has before its first order: configuration, currencies, countries, states, taxes, carriers."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

RATES = {"1": "20.000", "2": "10.000", "3": "5.500", "35": "21.000", "33": "19.000"}
_STATES = (
    # id, name, paid, shipped, delivery, logable
    ("1", "Awaiting check payment", "0", "0", "0", "0"),
    ("2", "Payment accepted", "1", "0", "0", "1"),
    ("3", "Processing in progress", "1", "0", "1", "1"),
    ("4", "Shipped", "1", "1", "1", "1"),
    ("5", "Delivered", "1", "1", "1", "1"),
    ("6", "Canceled", "0", "0", "0", "0"),
    ("7", "Refunded", "0", "0", "0", "0"),
    ("8", "Payment error", "0", "0", "0", "0"),
    ("10", "Awaiting bank wire payment", "0", "0", "0", "0"),
    ("13", "Awaiting Cash On Delivery validation", "0", "0", "0", "0"),
)
_TAXES = {"1": "TVA FR 20%", "2": "TVA FR 10%", "3": "TVA FR 5.5%", "35": "TVA BE 21%", "33": "TVA DE 19%"}
_COUNTRIES = {"1": "DE", "3": "BE", "6": "ES", "8": "FR", "10": "IT", "19": "CH", "21": "US"}
_CURRENCIES = (("1", "EUR", "1.000000"), ("2", "USD", "1.087300"), ("4", "JPY", "163.250000"))
_SPECIAL = {"PS_OS_CANCELED": "6", "PS_OS_REFUND": "7", "PS_OS_ERROR": "8"}


def translated(text: str) -> list[Row]:
    """A text in the shop's two languages."""
    return [{"id": "1", "value": text}, {"id": "2", "value": text}]


def tables(zone: str) -> dict[str, list[Row]]:
    """The rows of a fresh shop in that time zone, by resource."""
    settings = {"PS_TIMEZONE": zone, "PS_VERSION_DB": "8.2.1", "PS_SHOP_NAME": "Boutique", **_SPECIAL}
    return {
        "configurations": [
            {"id": number, "name": name, "value": value}
            for number, (name, value) in enumerate(settings.items(), 1)
        ],
        "currencies": [
            {"id": int(key), "iso_code": code, "conversion_rate": rate, "deleted": "0", "active": "1"}
            for key, code, rate in _CURRENCIES
        ],
        "languages": [
            {"id": number, "iso_code": code, "active": "1"} for number, code in enumerate(("en", "fr"), 1)
        ],
        "countries": [
            {"id": int(key), "iso_code": code, "active": "1", "name": translated(code)}
            for key, code in _COUNTRIES.items()
        ],
        "states": [{"id": 89, "id_country": "4", "iso_code": "ON", "name": "Ontario", "active": "1"}],
        "order_states": [
            {
                "id": int(key),
                "name": translated(name),
                "paid": paid,
                "shipped": shipped,
                "delivery": delivery,
                "logable": logable,
                "deleted": "0",
            }
            for key, name, paid, shipped, delivery, logable in _STATES
        ],
        "taxes": [
            {"id": int(key), "rate": RATES[key], "name": translated(name), "active": "1", "deleted": "0"}
            for key, name in _TAXES.items()
        ],
        "carriers": [
            {"id": number, "name": name, "deleted": "0", "active": "1"}
            for number, name in enumerate(("Click and collect", "My carrier"), 1)
        ],
        "groups": [
            {"id": number, "name": translated(name), "price_display_method": method}
            for number, (name, method) in enumerate(
                (("Visitor", "0"), ("Guest", "0"), ("Customer", "0"), ("Professionals", "1")), 1
            )
        ],
        "shops": [{"id": 1, "id_shop_group": "1", "active": "1", "deleted": "0", "name": "Boutique"}],
    }
