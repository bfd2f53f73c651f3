"""Buyers of generated orders: private people and companies, with addresses and VAT ids that pass their
check digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer. ``vat_meta``: the ``meta_data`` rows a VAT plugin leaves; ``customer_id`` 0 is a guest."""

    first_name: str
    last_name: str
    email: str
    address_1: str
    postcode: str
    city: str
    country: str
    company: str = ""
    address_2: str = ""
    state: str = ""
    phone: str = "+33 6 12 34 56 78"
    customer_id: int = 0
    exempt: bool = False
    vat_meta: tuple[tuple[str, object], ...] = field(default=())

    def shipping(self) -> dict[str, str]:
        """The address as ``shipping`` has it."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "company": self.company,
            "address_1": self.address_1,
            "address_2": self.address_2,
            "city": self.city,
            "state": self.state,
            "postcode": self.postcode,
            "country": self.country,
            "phone": self.phone,
        }

    def billing(self) -> dict[str, str]:
        """The address as ``billing`` has it: with e-mail."""
        address = self.shipping()
        phone = address.pop("phone")
        return {**address, "email": self.email, "phone": phone}

    def customer(self) -> dict[str, Any]:
        """The customer account, as ``/customers/ID`` has it (dates are added by the shop)."""
        return {
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "role": "customer",
            "username": self.email.partition("@")[0],
            "billing": self.billing(),
            "shipping": self.shipping(),
            "is_paying_customer": True,
            "meta_data": [],
        }


FIRST = (
    "Jean",
    "Marie",
    "Luc",
    "Chloé",
    "Nadia",
    "Paul",
    "Inès",
    "Hugo",
    "Zoé",
    "Karim",
    "Anne-Sophie",
    "Théo",
)
LAST = ("Dupont", "Martin", "Lefèvre", "Nguyen", "O’Brien", "Benali", "Garcia", "Müller", "Le Goff", "Moreau")
STREETS = (
    "12 rue des Lilas",
    "1 avenue du Port",
    "3 place de l’Église",
    "48 boulevard Voltaire",
    "7 impasse du Four",
)
TOWNS = (
    ("69003", "Lyon"),
    ("75011", "Paris"),
    ("13002", "Marseille"),
    ("44000", "Nantes"),
    ("67000", "Strasbourg"),
)
GERMAN_TOWNS = (("10115", "Berlin"), ("80331", "München"), ("50667", "Köln"))

UNICODE = (
    Buyer("محمد", "بن عليّ 🦊", "unicode@example.com", "1 rue de l’Été — «œuvre»", "25000", "Besançon", "FR",
          company="株式会社テスト", address_2="Bât. B"),
    Buyer("Łukasz", "Żółć-Dvořák", "zolc@example.com", "8 rue <b>du</b> Bac & Fils", "75007", "Paris", "FR"),
)  # fmt: skip

COMPANIES_FR = (
    Buyer("Luc", "Pro", "achats@societe-pro.example", "1 avenue du Port", "13002", "Marseille", "FR",
          company="Société Pro SARL",
          vat_meta=(("_billing_vat_number", "FR40303265045"), ("_vat_number_is_validated", "true"),
                    ("_vat_number_is_valid", "true"), ("_vat_country", "FR"))),
    Buyer("Éva", "Roy", "compta@atelier-roy.example", "5 quai Sud", "44000", "Nantes", "FR",
          company="Atelier Roy", vat_meta=(("billing_vat", " fr 40 303.265.045 "),)),
    Buyer("Sam", "Petit", "sam@petit-negoce.example", "9 rue Haute", "75011", "Paris", "FR",
          company="Petit Négoce",
          vat_meta=(("_wc_billing/my-plugin/vat-number", "FR40303265045"),
                    ("_wc_other/my-plugin/po-number", "PO-77"))),
)  # fmt: skip

COMPANIES_EU = (
    Buyer("Piet", "Peeters", "piet@import.example.be", "Rue de la Loi 200", "1040", "Bruxelles", "BE",
          company="Bruxelles Import NV", exempt=True,
          vat_meta=(("_billing_eu_vat_number", "BE0403019261"), ("is_vat_exempt", "yes"))),
    Buyer("Greta", "Klein", "einkauf@klein.example.de", "Hauptstraße 5", "10115", "Berlin", "DE",
          company="Klein GmbH", exempt=True,
          vat_meta=(("_billing_vat_id", "DE136695976"), ("_shipping_vat_id", "DE136695976"),
                    ("is_vat_exempt", "yes"))),
    Buyer("Paolo", "Conti", "ordini@conti.example.it", "Via Roma 10", "10121", "Torino", "IT",
          company="Conti Arredi SRL", state="TO", exempt=True,
          vat_meta=(("_eu_vat_data", {"vat_number": "IT07643520567"}), ("vat_number", "IT07643520567"),
                    ("_vat_number_validated", "valid"), ("is_vat_exempt", "yes"))),
    Buyer("Ana", "Ruiz", "compras@ejemplo.example.es", "Calle Mayor 1", "28013", "Madrid", "ES",
          company="Ejemplo SL", state="M", exempt=True,
          vat_meta=(("yweu_billing_vat", "ESB58378431"), ("is_vat_exempt", "yes"))),
    Buyer("Jan", "de Vries", "inkoop@devries.example.nl", "Damrak 2", "1012 LG", "Amsterdam", "NL",
          company="De Vries BV", exempt=True,
          vat_meta=(("VAT Number", "nl004495445b01"), ("is_vat_exempt", "yes"))),
)  # fmt: skip

ABROAD = (
    Buyer("Mary", "Smith", "mary@example.com", "500 5th Ave", "10110", "New York", "US", state="NY",
          exempt=True, phone="+1 212 555 0100"),
    Buyer("Urs", "Keller", "urs@example.ch", "Bahnhofstrasse 1", "8001", "Zürich", "CH", state="ZH",
          exempt=True, phone="+41 44 555 01 00"),
)  # fmt: skip
