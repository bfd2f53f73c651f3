"""Numbers of companies that buyers of Wix typed: which are VAT ids, and which are trusted first."""

from typing import Any

import pytest

from hub.errors import ConfigError
from tests.channels.wix.samples import changed, raw, read


def fields(*pairs: tuple[str, Any]) -> Any:
    return changed("b2b_fr_vat_in_custom_field", customFields=[{"title": t, "value": v} for t, v in pairs])


@pytest.mark.parametrize(
    "title",
    [
        "VAT number",
        "Numéro de TVA",
        "USt-IdNr.",
        "Partita IVA",
        "BTW-nummer",
        "NIF",
        "EU VAT ID",
        "N° TVA intracom.",
    ],
)
def test_a_checkout_field_is_known_by_its_title(title: str) -> None:
    assert read(fields((title, "fr 40.303-265 045"))).customer.vat_id == "FR40303265045"


@pytest.mark.parametrize("title", ["Gift message", "Private note", "Nombre", "Statut", "Livraison étage"])
def test_other_fields_are_none(title: str) -> None:
    customer = read(fields((title, "FR40303265045"))).customer

    assert (customer.vat_id, customer.vat_id_candidates) == (None, ())


def test_the_merchants_own_title_is_trusted_first() -> None:
    document = fields(("VAT", "FR40303265045"), ("Code client", "DE811907980"))

    assert read(document).customer.vat_id == "FR40303265045"
    assert read(document, vat_id_fields="code client").customer.vat_id == "DE811907980"


def test_an_apps_field_is_trusted_before_what_was_typed() -> None:
    document = fields(("VAT", "FR40303265045"))
    document["order"]["extendedFields"] = {
        "namespaces": {"@acme/invoices": {"vatId": "DE811907980", "paid": True}}
    }

    customer = read(document).customer

    assert customer.vat_id == "DE811907980"
    assert [entry.source for entry in customer.vat_id_candidates] == [
        "extendedFields[@acme/invoices.vatId]",
        "customFields[VAT]",
    ]


@pytest.mark.parametrize(("kind", "value"), [("CPF", "111.444.777-35"), ("CNPJ", "11.222.333/0001-81")])
def test_a_brazilian_number_is_no_vat_id(kind: str, value: str) -> None:
    document = fields()
    document["order"]["billingInfo"]["contactDetails"]["vatId"] = {"id": value, "type": kind}

    customer = read(document).customer

    assert customer.vat_id is None
    assert [(entry.kind, entry.value) for entry in customer.registrations] == [(kind.lower(), value)]


@pytest.mark.parametrize("value", [True, 1.5, [], {}, None, "", "  "])
def test_a_value_that_is_no_text_is_passed_over(value: Any) -> None:
    assert read(fields(("VAT", value))).customer.vat_id_candidates == ()


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ConfigError, match="colour"):
        read(raw(), colour="blue")
