"""The tab of an order and the dry run of a shop: asked by a button, told in words and exact values."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from hub.models import Order
from hub.order import Customer
from tests.factories import ingest, line, unified_order
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """Somebody logged in who may do these things."""

    def log_in(*permissions: str) -> Client:
        user = User.objects.create_user(f"u{User.objects.count()}", password="x", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def page_of(client: Client, order: Order, query: str = "?ask=now") -> str:
    answer = client.get(f"/admin/hub/order/{order.pk}/preview/{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_nothing_is_asked_of_odoo_before_the_button_is_pressed(world: World, staff: Any) -> None:
    order, client = world.order(), staff("view_order", "view_delivery")
    before = world.sandbox.engine.calls.total()

    text = page_of(client, order, "")

    assert "Ask Odoo now" in text
    assert world.sandbox.engine.calls.total() == before


def test_the_tab_tells_customer_totals_and_calls_and_writes_nothing(world: World, staff: Any) -> None:
    order, client = world.order(), staff("view_order", "view_delivery")

    with untouched(world.sandbox):
        text = page_of(client, order)

    assert "Ready: nothing is missing." in text
    assert "Create customer Zoé Martin" in text
    assert "‹new customer Zoé Martin›" in text
    assert "49.00 EUR" in text
    assert "sale.order.load" in text


def test_every_missing_thing_has_its_remedy_and_link(world: World, staff: Any) -> None:
    order = world.order(lines=(line("1", sku="NO-1"), line("2", tax_rate="19")))

    text = page_of(staff("view_order", "view_delivery"), order)

    assert "SKU NO-1" in text
    assert "Tax of 19 % in the price" in text
    assert "/admin/odoo_bridge/taxmapping/" in text


def test_hostile_texts_are_shown_harmlessly(world: World, staff: Any) -> None:
    order = world.order(
        customer=Customer(name=HOSTILE, email="x@example.com"), lines=(line(title=HOSTILE, sku=HOSTILE[:20]),)
    )

    assert HOSTILE not in page_of(staff("view_order", "view_delivery"), order)


def test_an_odoo_that_is_gone_is_a_sentence(world: World, staff: Any) -> None:
    order = world.order()
    world.sandbox.stop()

    text = page_of(staff("view_order", "view_delivery"), order)

    assert "Nobody can say at the moment." in text
    assert "does not answer" in text


def test_it_needs_the_right_to_see_deliveries(world: World, staff: Any) -> None:
    client = staff("view_order")

    assert client.get(f"/admin/hub/order/{world.order().pk}/preview/?ask=now").status_code == 403


def test_the_shops_page_and_its_policy_offer_the_dry_run(world: World, staff: Any) -> None:
    for number in range(3):
        content = unified_order(
            str(number), shop=world.shop.slug, placed_at=timezone.now(), lines=(line(sku="LMP-9"),)
        )
        ingest(world.shop, content)
    permissions = ("view_shop", "operate_shop", "view_shoppolicy", "change_shoppolicy", "view_order")
    client = staff(*permissions)

    for address in (f"hub/shop/{world.shop.pk}", f"odoo_bridge/shoppolicy/{world.policy.pk}"):
        assert "Dry run of the last 30 days" in client.get(f"/admin/{address}/change/").content.decode()
        with untouched(world.sandbox):
            answer = client.post(f"/admin/{address}/do/dry-run/")
        text = answer.content.decode()
        assert "3 orders: 0 ready, 3 need a product." in text
        assert "SKU LMP-9" in text
        assert "questions to Odoo" in text


def test_a_dry_run_that_cannot_be_is_a_sentence(world: World, staff: Any) -> None:
    ingest(world.shop, unified_order(shop=world.shop.slug, placed_at=timezone.now()))
    world.sandbox.stop()
    client = staff("view_shop", "operate_shop")

    answer = client.post(f"/admin/hub/shop/{world.shop.pk}/do/dry-run/", follow=True)

    assert "does not answer" in answer.content.decode()
