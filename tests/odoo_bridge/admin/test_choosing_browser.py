"""A held order in a real Chromium, in French: somebody says which customer it is of, and it arrives."""

import pytest
from playwright.sync_api import expect

from hub.models import DeliveryState
from hub.problems import following
from tests.hub.admin.test_browser import (  # noqa: F401 - fixtures
    Open,
    browser,
)
from tests.odoo_bridge.admin.test_customers import two_alike
from tests.odoo_bridge.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("odoo", ["19"], indirect=True),
]


def test_the_customer_is_chosen_and_the_order_goes_on(
    browser: Open,  # noqa: F811
    real_world: World,
) -> None:
    # given two customers in Odoo whom the buyer of an order fits alike
    _, wanted = two_alike(real_world)
    held = real_world.attempt(real_world.delivery())
    assert held.state == DeliveryState.HELD
    following.follow()
    page, watch = browser("fr")

    # when somebody follows the problem to the choice
    page.get_by_role("link", name="Problèmes").first.click()
    page.get_by_role("link", name="Plusieurs clients possibles").click()
    page.get_by_role("link", name="Choisir le client").click()
    expect(page.locator("#header-inner")).to_contain_text("Choisir le client")
    row = page.locator("tr", has=page.get_by_role("link", name=f"#{wanted}"))
    expect(row).to_contain_text("zoe@example.com")
    page.get_by_label("Motif").fill("Elle a appelé.")
    page.get_by_role("button", name="Choisir le client").click()  # of nobody yet
    expect(page.get_by_role("alert")).to_be_visible()
    row.get_by_role("radio").check()
    page.get_by_role("button", name="Choisir le client").click()

    # then the order goes on, and is of that customer
    expect(page.get_by_text("Le choix est conservé ; 1 livraison continue.")).to_be_visible()
    assert real_world.attempt(held).state == DeliveryState.DELIVERED
    assert real_world.only("sale.order")["partner_id"] == wanted
    page.goto(f"/admin/hub/order/{held.order_id}/change/")
    expect(page.locator("#main")).to_contain_text("Livrée")
    expect(page.locator("#main")).to_contain_text("Elle a appelé.")
    expect(page.get_by_role("link", name=str(real_world.state_of_invoice()["name"]))).to_be_visible()
    assert watch.faults == []
