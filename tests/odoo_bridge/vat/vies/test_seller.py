"""With which number of our own VIES is asked."""

import pytest
from django.core.exceptions import ValidationError

from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.vat.vies import seller
from tests.factories import shop

pytestmark = pytest.mark.django_db


def connection(name: str, vat_id: str) -> OdooConnection:
    row = OdooConnection(
        name=name,
        url="https://odoo.example.com",
        database="odoo",
        user="hub",
        seller_vat_id=vat_id,
    )
    row.clean()
    row.save()
    return row


def test_vies_is_asked_with_the_number_of_the_company_that_the_shop_sells_for() -> None:
    lampes = shop()
    french, german = connection("fr", "fr 40 303 265 045"), connection("de", "DE136695976")
    nameless = connection("none", "")
    ShopPolicy.objects.create(shop=lampes, connection=german)

    assert french.seller_vat_id == "FR40303265045"
    assert str(seller.of_connection(french)) == "FR40303265045"
    assert seller.of_connection(nameless) is None
    assert str(seller.of_shop(lampes)) == "DE136695976"
    assert seller.of_shop(None) is None  # two companies: which one?

    ShopPolicy.objects.all().delete()
    german.delete()
    assert str(seller.of_shop(None)) == "FR40303265045"


@pytest.mark.parametrize("typed", ["GB980780684", "FR123", "none"])
def test_an_own_number_that_vies_would_refuse_is_not_stored(typed: str) -> None:
    with pytest.raises(ValidationError, match="no VAT id of the EU"):
        connection("main", typed)
