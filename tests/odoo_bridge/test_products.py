"""Products by SKU: asked once, remembered when found, waited for when missing."""

import pytest

from hub.models import Delivery, DeliveryState
from odoo_bridge import products
from odoo_bridge.bridge.process import run_once
from odoo_bridge.bridge.waiting import release_what_came
from odoo_bridge.connections import open_odoo
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.products import Catalogue, UnknownSkuError
from tests.factories import line
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.odoo


def create(world: World, *skus: str) -> None:
    values = [{"name": sku, "default_code": world.sku(sku), "company_id": world.company} for sku in skus]
    world.by_hand().call("product.product", "create", vals_list=values)


def product_ids(catalogue: Catalogue, odoo: Odoo, skus: list[str], order: str = "Order #1") -> dict[str, int]:
    catalogue.learn(odoo, skus)
    return catalogue.product_ids(skus, order)


def test_all_skus_are_asked_in_one_call_and_remembered(world: World) -> None:
    catalogue, odoo = Catalogue(), open_odoo(world.connection)

    first = product_ids(catalogue, odoo, ["LMP-01", "LMP-02", "LMP-01"])
    again = product_ids(catalogue, odoo, ["LMP-02"])

    assert set(first) == {"LMP-01", "LMP-02"}
    assert again["LMP-02"] == first["LMP-02"]
    assert world.line.calls("product.product.search_read") == 1


def test_what_is_remembered_gets_old(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "_FRESH_SECONDS", -1)
    catalogue, odoo = Catalogue(), open_odoo(world.connection)

    for _ in range(2):
        product_ids(catalogue, odoo, ["LMP-01"])

    assert world.line.calls("product.product.search_read") == 2


def test_every_missing_sku_is_named_and_none_is_remembered(world: World) -> None:
    a, b = world.sku("A"), world.sku("B")
    catalogue, odoo = Catalogue(), open_odoo(world.connection)
    with pytest.raises(UnknownSkuError, match=f"Order #1: Odoo has no product {a}, {b}") as error:
        product_ids(catalogue, odoo, [b, "LMP-01", a])
    assert (error.value.code, error.value.waits_for) == ("sku_unknown", f"sku:{a}")

    create(world, "A", "B")

    assert set(product_ids(catalogue, odoo, [a, b])) == {a, b}


def test_a_sku_that_two_products_have_waits_until_one_has_it(world: World) -> None:
    create(world, "TWIN", "TWIN")
    held = world.attempt(world.delivery(lines=(line(sku="TWIN"),)))
    assert (held.error_code, held.waits_for) == ("sku_ambiguous", f"sku:{world.sku('TWIN')}")
    assert release_what_came(world.connection) == 0

    twin = max(row["id"] for row in world.rows("product.product") if row["default_code"] == world.sku("TWIN"))
    world.by_hand().call("product.product", "write", [twin], vals={"default_code": world.sku("OTHER")})

    assert release_what_came(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED


def test_an_archived_product_is_no_product(world: World) -> None:
    create(world, "OLD")
    old = max(row["id"] for row in world.rows("product.product"))
    world.by_hand().call("product.product", "write", [old], vals={"active": False})

    assert world.attempt(world.delivery(lines=(line(sku="OLD"),))).error_code == "sku_unknown"


def test_all_orders_that_wait_for_a_product_go_after_it_exists(world: World) -> None:
    # given five orders of which three need a product that does not exist yet, and one another
    for number in range(5):
        sku = {0: "LMP-01", 4: "NEVER"}.get(number, "NEW-1")
        world.delivery(str(number), lines=(line(sku=sku),))
    assert run_once() == {DeliveryState.DELIVERED: 1, DeliveryState.HELD: 4}
    assert run_once() == {}, "nothing came, so nothing is tried"

    create(world, "NEW-1")

    assert run_once() == {DeliveryState.DELIVERED: 3}
    assert Delivery.objects.get(state=DeliveryState.HELD).waits_for == f"sku:{world.sku('NEVER')}"


def test_skus_that_differ_in_case_are_waited_for_apart(world: World) -> None:
    for number, sku in (("1", "lmp-9"), ("2", "LMP-9")):
        world.attempt(world.delivery(number, lines=(line(sku=sku),)))

    create(world, "LMP-9")
    run_once()

    states = dict(Delivery.objects.values_list("order__external_id", "state"))
    assert states == {"1": DeliveryState.HELD, "2": DeliveryState.DELIVERED}


def test_many_skus_are_asked_in_several_calls(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odoo_bridge.bridge.waiting._SKUS_PER_CALL", 2)
    for number in range(5):
        world.attempt(world.delivery(str(number), lines=(line(sku=f"NEW-{number}"),)))
    create(world, *(f"NEW-{number}" for number in range(5)))
    world.line.heard.clear()

    assert release_what_came(world.connection) == 5
    assert world.line.calls("product.product.search_read") == 3
