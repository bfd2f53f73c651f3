"""Products that Odoo does not have: held, put on one product, created, or mapped."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections

from hub.errors import ErrorClass
from hub.models import DeliveryState
from odoo_bridge import products
from odoo_bridge.bridge.process import run_once
from odoo_bridge.bridge.waiting import release_policy, release_what_came
from odoo_bridge.connections import check, open_odoo
from odoo_bridge.models import ProductMapping, ShopPolicy
from odoo_bridge.models.policy import UnknownSku
from odoo_bridge.odoo.gateways.products import NewProduct
from odoo_bridge.products import Catalogue
from sandbox.odoo import access
from tests.factories import line, shop
from tests.odoo_bridge.world import Row, World

pytestmark = pytest.mark.odoo

NEW = (line(sku="NEW-1", title="Lantern", variant="red"),)
UNNAMED = (line(sku="", title="Made to measure"),)


def decide(world: World, unknown: UnknownSku, fallback: str = "") -> None:
    world.policy.unknown_sku, world.policy.fallback_sku = unknown, fallback
    world.policy.save()


def named(world: World, code: str) -> list[Row]:
    return [row for row in world.rows("product.product") if row["default_code"] == world.sku(code)]


def sold(world: World) -> Row:
    [row] = world.rows("sale.order.line")
    return row


def test_the_fallback_keeps_the_shops_title_and_sku(world: World) -> None:
    decide(world, UnknownSku.FALLBACK, "FEE")

    world.delivered(lines=NEW)

    [fee] = named(world, "FEE")
    assert (sold(world)["product_id"], sold(world)["name"]) == (
        fee["id"],
        f"[{world.sku('NEW-1')}] Lantern – red",
    )


def test_the_fallback_takes_lines_without_sku(world: World) -> None:
    decide(world, UnknownSku.FALLBACK, "FEE")

    world.delivered(lines=UNNAMED)

    assert sold(world)["name"] == "Made to measure"


def test_a_fallback_that_odoo_lacks_holds_the_order(world: World) -> None:
    decide(world, UnknownSku.FALLBACK, world.sku("ANYTHING"))

    held = world.attempt(world.delivery(lines=NEW))

    assert (held.state, held.waits_for) == (DeliveryState.HELD, f"sku:{world.sku('ANYTHING')}")


def test_a_product_is_created_with_what_the_shop_says(world: World) -> None:
    decide(world, UnknownSku.CREATE)

    world.delivered(lines=NEW)

    [lantern] = named(world, "NEW-1")
    assert (lantern["name"], lantern["type"]) == ("Lantern – red", "consu")
    assert lantern["lst_price"] == Decimal("20.42")
    assert sold(world)["product_id"] == lantern["id"]
    world.assert_once()


def test_what_is_not_shipped_becomes_a_service(world: World) -> None:
    decide(world, UnknownSku.CREATE)

    world.delivered(lines=(line(sku="EBOOK", requires_shipping=False),))

    [ebook] = named(world, "EBOOK")
    assert ebook.get("detailed_type", ebook["type"]) == "service"


def test_a_batch_creates_each_product_once_and_in_one_call(world: World) -> None:
    decide(world, UnknownSku.CREATE)
    gros = shop("gros")
    policy = ShopPolicy.objects.create(shop=gros, connection=world.connection, unknown_sku=UnknownSku.CREATE)
    world.beside(gros, policy).delivery("1", lines=NEW)
    for number in range(3):
        world.delivery(str(number), lines=NEW)

    assert run_once() == {DeliveryState.DELIVERED: 4}

    assert len(named(world, "NEW-1")) == 1
    assert world.line.calls("product.product.load") == 1


def test_a_line_without_sku_gets_one_product_for_all_orders(world: World) -> None:
    decide(world, UnknownSku.CREATE)
    world.delivered("1", lines=UNNAMED)
    world.knowledge.catalogue.found.clear()  # another bridge

    world.delivered("2", lines=UNNAMED)

    assert len([row for row in world.rows("product.product") if row["name"] == "Made to measure"]) == 1


def test_services_are_never_made_up(world: World) -> None:
    decide(world, UnknownSku.CREATE)
    ShopPolicy.objects.update(shipping_sku=world.sku("GONE"))

    held = world.attempt(world.delivery(lines=(line(), line("2", kind="shipping", sku=""))))

    assert (held.state, held.waits_for) == (DeliveryState.HELD, f"sku:{world.sku('GONE')}")


@pytest.mark.django_db(transaction=True)
def test_two_bridges_with_the_same_new_sku_make_one_product(real_world: World) -> None:
    catalogues = [Catalogue(), Catalogue()]
    sku = real_world.sku("NEW-1")
    external_id = f"{real_world.connection.prefix}.product_NEW-1"
    product = NewProduct(external_id, sku, "Lantern", Decimal(20), ships=True)

    def make(catalogue: Catalogue) -> None:
        try:
            products.create(open_odoo(real_world.connection), catalogue, [product])
        finally:
            close_old_connections()

    threads = [threading.Thread(target=make, args=(catalogue,)) for catalogue in catalogues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [one] = named(real_world, "NEW-1")
    assert [catalogue.found[sku].ids for catalogue in catalogues] == [(one["id"],)] * 2


def test_a_mapped_sku_is_odoos_product(world: World) -> None:
    ProductMapping.objects.create(shop=world.shop, sku=world.sku("NEW-1"), reference="LMP-02")

    world.delivered(lines=NEW)

    assert [row["id"] for row in named(world, "LMP-02")] == [sold(world)["product_id"]]


def test_a_mapping_is_of_one_shop_and_of_exactly_that_sku(world: World) -> None:
    ProductMapping.objects.create(shop=shop("gros"), sku=world.sku("NEW-1"), reference="LMP-02")
    ProductMapping.objects.create(shop=world.shop, sku=world.sku("new-1"), reference="LMP-02")

    assert world.attempt(world.delivery(lines=NEW)).state == DeliveryState.HELD


def test_what_is_held_goes_on_when_the_policy_helps(world: World) -> None:
    unknown, unnamed = world.delivery("1", lines=NEW), world.delivery("2", lines=UNNAMED)
    assert [world.attempt(one).state for one in (unknown, unnamed)] == [DeliveryState.HELD] * 2
    assert release_what_came(world.connection) == 0

    decide(world, UnknownSku.CREATE)
    assert release_policy(world.policy) == 2

    assert [world.attempt(one).state for one in (unknown, unnamed)] == [DeliveryState.DELIVERED] * 2


def test_a_fallback_must_be_named(world: World) -> None:
    world.policy.unknown_sku = UnknownSku.FALLBACK

    with pytest.raises(ValidationError, match="Name the product"):
        world.policy.full_clean()


@pytest.mark.sandbox
def test_who_may_not_create_products_holds_those_orders_and_no_others(world: World) -> None:
    # given a policy that wants products created, and a user who may not create any
    decide(world, UnknownSku.CREATE)
    registry, user = world.sandbox.engine.registry, world.connection.uid
    assert user is not None
    registry.set_groups(user, registry.groups_of(user) - {access.PRODUCTS})
    strange, usual = world.delivery("1", lines=NEW), world.delivery("2")

    # when both go to Odoo together
    assert run_once() == {DeliveryState.HELD: 1, DeliveryState.DELIVERED: 1}

    # then the one that needs a product says which right is missing, and the connection tells of it too
    strange.refresh_from_db()
    usual.refresh_from_db()
    assert (strange.error_class, strange.error_code) == (ErrorClass.CONFIG, "product_rights_missing")
    assert "Products: Create" in strange.error_remedy
    assert usual.state == DeliveryState.DELIVERED
    [finding] = [one for one in check(world.connection) if not one.ok]
    assert (finding.name, finding.detail) == ("product.product", "may not create")
    assert finding.remedy == strange.error_remedy


@pytest.mark.sandbox
def test_the_right_to_create_products_is_asked_for_only_where_a_policy_wants_it(world: World) -> None:
    named_so = [one.name for one in check(world.connection)]

    decide(world, UnknownSku.CREATE)

    assert [one.name for one in check(world.connection)].count("product.product") == 1 + named_so.count(
        "product.product"
    )
