"""The owner of a VAT id beside the buyer: on the order, on the answer, as a filter; and it holds nothing."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from hub.models import Delivery
from odoo_bridge.models import ChargedDiffers, VatRecord
from odoo_bridge.models.vat_record import OwnerFit
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.vies.world import OWN
from tests.odoo_bridge.world import World, build, sandbox

pytestmark = pytest.mark.django_db
RECORDS = "/admin/odoo_bridge/vatrecord/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def world(db: None, settings: Settings) -> Iterator[World]:
    with sandbox("19") as running, ViesSandbox() as vies:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = vies.rest_url, vies.soap_url
        world = build(running)
        world.connection.seller_vat_id = OWN.text
        world.connection.save()
        world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
        world.policy.save()
        yield world


def sell(world: World, number: str, name: str, **place: str) -> Delivery:
    """An exempt order of the Belgian company, under that name."""
    there = address("BE", **place)
    lamp = line("100.00", "0", sku="LMP-01")
    buyer = company("BE0403019261", name)
    return world.delivered(
        number, lines=(lamp,), billing_address=there, shipping_address=there, customer=buyer
    )


def test_a_difference_is_shown_with_both_texts_and_holds_nothing(client: Client, world: World) -> None:
    # given, when: delivered both
    other = sell(world, "1", "<Bäckerei> Klein", street="Rue de la Paix 3", postcode="4000", city="Liège")
    same = sell(world, "2", "Example Belgium", street="Wetstraat 1", postcode="1000", city="Brussel")

    # then
    fits = dict(VatRecord.objects.values_list("order", "owner_fit"))
    assert fits == {other.order_id: OwnerFit.DIFFERENT, same.order_id: OwnerFit.SAME}
    answer = VatRecord.objects.filter(order=other.order_id).values_list("proof", flat=True).get()
    for page in (
        f"/admin/hub/order/{other.order_id}/change/",
        f"/admin/odoo_bridge/vatcheck/{answer}/change/",
    ):
        shown = client.get(page).content.decode()
        for words in (
            "NV EXAMPLE BELGIUM",
            "&lt;Bäckerei&gt; Klein",
            "Rue de la Paix 3, 4000 Liège",
            "differs",
        ):
            assert words in shown
    listed = client.get(RECORDS, {"owner_fit": "different"}).content.decode()
    assert f"/admin/hub/order/{other.order_id}/" in listed
    assert f"/admin/hub/order/{same.order_id}/" not in listed
