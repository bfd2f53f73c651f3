"""What became of orders is told in the language of whoever looks, although it was written down before."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub.models import Delivery, DeliveryState, Shop
from tests.factories import line
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(world: World) -> Delivery:
    """An order that Odoo has no product for."""
    done = world.attempt(world.delivery("4711", lines=(line(sku="LMP-9"),)))
    assert done.state == DeliveryState.HELD
    return done


def page(address: str, language: str) -> str:
    """The page as somebody sees it whose browser asks for that language."""
    client = Client(headers={"accept-language": language})
    person, _new = User.objects.get_or_create(username="zoe", is_staff=True, is_superuser=True)
    client.force_login(person)
    return html.unescape(client.get(address).content.decode())


def test_a_held_order_says_in_french_what_is_missing_and_what_to_do(held: Delivery) -> None:
    address = f"/admin/hub/order/{held.order_id}/change/"

    french, english = page(address, "fr"), page(address, "en")

    assert "Odoo n’a aucun produit LMP-9." in french
    assert "Créez le produit dans Odoo avec cette référence interne" in french
    assert "Vue pour la première fois dans la boutique." in french  # of the timeline
    assert "Odoo has no product" not in french
    assert "Odoo has no product LMP-9." in english
    assert "First seen at the shop." in english


@pytest.mark.parametrize("table", ["delivery", "event"])
def test_so_do_the_lists(held: Delivery, table: str) -> None:
    assert "Odoo n’a aucun produit LMP-9." in page(f"/admin/hub/{table}/", "fr")
    assert "Odoo has no product LMP-9." in page(f"/admin/hub/{table}/", "en")


def test_the_steps_of_a_delivery_are_told_in_french(world: World) -> None:
    done = world.delivered()

    french = page(f"/admin/hub/order/{done.order_id}/change/", "fr")

    assert f"Bon de commande confirmé\xa0: {world.sale_name}" in french
    assert f"Livrée\xa0: {world.sale_name}" in french


def test_what_staff_did_is_told_in_the_language_of_the_reader(world: World) -> None:
    # given somebody who paused a shop while they read English
    shop: Shop = world.shop
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("zoe"))
    client.post(f"/admin/hub/shop/{shop.pk}/do/pause/", {"pause-reason": "stocktaking"})

    # then others read it in French in the audit log
    french = page("/admin/admin/logentry/", "fr")

    assert "Mise en pause." in french
    assert "stocktaking" in french
