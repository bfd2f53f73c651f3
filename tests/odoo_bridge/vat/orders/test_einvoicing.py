"""What French invoices between businesses must say: from which day, to whom, and what about."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.order import Customer, Order, Registration
from odoo_bridge.vat.orders.deciding import decide_order
from odoo_bridge.vat.orders.einvoicing import EInvoicing
from odoo_bridge.vat.sale import Regime, Seller
from tests.odoo_bridge.vat.orders.orders import company, line, order, settings

BOUND = date(2027, 9, 1)
FRENCH = company("FR40303265045")
GOODS = line("120.00", "20")
SERVICE = line("120.00", "20", requires_shipping=False)


def said(sold: Order, *, day: date = BOUND, seller: Seller | None = None, **told: Any) -> list[str]:
    einvoicing = EInvoicing(**{"bound_from": BOUND, **told})
    chosen = settings(einvoicing=einvoicing, **({"seller": seller} if seller else {}))
    return decide_order(sold, day, chosen).mention.splitlines()


@pytest.mark.parametrize(
    ("lines", "category"),
    [
        ((GOODS,), "livraison de biens"),
        ((SERVICE,), "prestation de services"),
        ((GOODS, SERVICE), "livraison de biens et prestation de services"),
    ],
)
def test_the_category_of_the_operation_is_said_to_a_french_business(lines: Any, category: str) -> None:
    assert said(order("FR", *lines, customer=FRENCH)) == [f"Catégorie de l'opération : {category}"]


def test_the_option_for_debits_concerns_services_alone() -> None:
    option = "Option pour le paiement de la taxe d'après les débits"

    assert option in said(order("FR", SERVICE, customer=FRENCH), on_debits=True)
    assert option not in said(order("FR", GOODS, customer=FRENCH), on_debits=True)


def test_the_siren_is_said_where_odoo_has_no_field_for_it() -> None:
    by_siret = Customer(
        company="ACME", registrations=(Registration(kind="siret", value="303 265 045 00014"),)
    )

    assert "SIREN du client : 303265045" in said(order("FR", GOODS, customer=FRENCH), says_siren=True)
    assert said(order("FR", GOODS, customer=replace(by_siret, registrations=())), says_siren=True) == []


@pytest.mark.parametrize(
    ("state", "customer", "changes"),
    [
        ("FR", company(""), {}),  # nobody with a SIREN: a consumer
        ("FR", FRENCH, {"day": date(2027, 8, 31)}),
        ("FR", FRENCH, {"bound_from": None}),
        ("DE", FRENCH, {}),  # the goods leave France: another kind of report
        ("FR", FRENCH, {"seller": Seller(country="DE", oss=True)}),
    ],
)
def test_nothing_is_said_to_others(state: str, customer: Customer, changes: dict[str, Any]) -> None:
    assert not [
        text for text in said(order(state, GOODS, customer=customer), **changes) if "opération" in text
    ]


def test_a_small_enterprise_says_why_it_charges_nothing_first() -> None:
    small = Seller(regime=Regime.FRANCHISE)

    assert said(order("FR", line("100.00", "0"), customer=FRENCH), seller=small) == [
        "TVA non applicable, art. L. 233-3 du CIBS",
        "Catégorie de l'opération : livraison de biens",
    ]
