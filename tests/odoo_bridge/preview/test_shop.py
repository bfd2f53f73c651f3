"""The dry run of a shop: each order counted once, grouped by what is missing, with few calls."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from hub import previews
from hub.errors import AffluentError
from hub.models import Delivery, DeliveryState, Shop
from hub.order import Customer, Payment
from hub.order.vocabulary import PaymentStatus, Status
from hub.previews import ShopPreview, Verdict, summary
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import TaxMapping
from odoo_bridge.models.policy import UnknownSku
from tests.factories import PLACED_AT, address, ingest, line, unified_order
from tests.odoo_bridge.preview.situations import policy
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.sale.carts import cart
from tests.odoo_bridge.world import World

ON_19 = pytest.mark.parametrize("odoo", ["19"], indirect=True)

PERIOD = timedelta(days=3650)


def dry_run(world: World, **options: Any) -> ShopPreview:
    """Without touching anything."""
    with untouched(world.sandbox):
        shop = Shop.objects.get(pk=world.shop.pk)
        since = timezone.now() - PERIOD
        return previews.previewer().of_shop(shop, since, **{"seconds": 60, **options})


def orders(world: World, *contents: dict[str, Any]) -> None:
    """One order for each, of different customers where they do not say it."""
    made = [
        unified_order(
            str(number),
            shop=world.shop.slug,
            **{
                "customer": Customer(email=f"{number}@example.com", name=f"Customer {number}"),
                "placed_at": PLACED_AT + timedelta(minutes=number),
                **content,
            },
        )
        for number, content in enumerate(contents, start=1)
    ]
    ingest(world.shop, *made)


@ON_19
def test_orders_are_counted_once_and_grouped_by_cause(world: World) -> None:
    lamp, unknown = (line(),), (line(sku="LMP-9"),)
    TaxMapping.objects.filter(rate=10).update(active=False)
    orders(
        world,
        *[{"lines": lamp}] * 5,
        *[{"lines": unknown}] * 3,
        {"lines": (line("1", sku="LMP-8", tax_rate="10"), line("2", sku="LMP-9"))},
        {"payment_status": PaymentStatus.PENDING, "payments": ()},
    )

    found = dry_run(world)

    assert found.verdicts == {Verdict.READY: 5, Verdict.MISSING: 4, Verdict.NOTHING: 1}
    assert [(cause.lack.key, cause.orders) for cause in found.causes] == [
        ("sku:LMP-9", 4),
        ("sku:LMP-8", 1),
        ("tax:10:included", 1),
    ]
    assert [order.external_id for order in found.causes[0].examples] == ["6", "7", "8", "9"]
    assert summary(found) == "10 orders: 5 ready, 4 need a product, 1 with nothing to do."
    assert not found.ready


@ON_19
def test_many_orders_take_a_few_calls(world: World) -> None:
    orders(world, *[{}] * 60)
    before = Counter(world.sandbox.engine.calls)

    found = dry_run(world)

    assert found.verdicts == {Verdict.READY: 60}
    made = Counter(world.sandbox.engine.calls) - before
    assert found.calls == made.total() <= 13, made


@ON_19
def test_the_first_day_of_the_policy_is_not_applied(world: World) -> None:
    policy(world, deliver_from=date(2030, 1, 1))
    orders(world, {})

    assert dry_run(world).verdicts == {Verdict.READY: 1}


@ON_19
def test_a_family_is_told_apart_as_the_delivery_does_it(world: World) -> None:
    names = ("Zoé Martin", "Zoé MARTIN", "Luc Martin", "Zoe Martin", "Z. Martin", "Anna Schmidt")
    orders(world, *[{"customer": Customer(email="family@example.com", name=name)} for name in names])

    found = dry_run(world)

    assert_as_delivered(world, found)


@pytest.mark.parametrize(
    ("odoo", "unknown"), list(zip(("17", "19", "17"), UnknownSku, strict=True)), indirect=["odoo"]
)
def test_what_the_shop_sells_arrives_as_foretold(world: World, unknown: UnknownSku) -> None:
    """Carts in three currencies, unknown products, hidden rates, odd states: counted as they then end."""
    policy(world, unknown_sku=unknown, fallback_sku="FEE")
    odd: list[dict[str, Any]] = [
        {"lines": (line(sku="NO-1"), line("2", sku="", title="Made to measure"))},
        {"lines": (line(tax_rate="19"),)},
        {"lines": ()},
        {"status": Status.CANCELLED},
        {"test": True},
        {"customer": Customer(name="Nobody"), "shipping_address": address(city="Nice")},
        {"payments": (Payment(method="card", amount=Decimal(1), paid_at=PLACED_AT),)},
    ]
    carts = [{name: getattr(cart(seed).order, name) for name in CART} for seed in range(7)]
    orders(world, *odd, *carts)

    found = dry_run(world)

    assert_as_delivered(world, found)


CART = ("currency", "prices_include_tax", "lines", "totals")


def assert_as_delivered(world: World, found: ShopPreview) -> None:
    """Deliver all of them for real, and count."""
    for order in world.shop.orders.all():
        assert plan(order) is not None
    while Delivery.objects.filter(state=DeliveryState.WAITING).exists():
        run_once()
    ended = Counter(Delivery.objects.values_list("state", flat=True))
    said = found.verdicts
    assert ended == +Counter(
        {
            DeliveryState.DELIVERED: said.get(Verdict.READY, 0),
            DeliveryState.HELD: said.get(Verdict.MISSING, 0),
            DeliveryState.NOT_DUE: said.get(Verdict.NOTHING, 0),
        }
    )
    held = Delivery.objects.filter(state=DeliveryState.HELD)
    assert Counter(held.values_list("error_code", flat=True)) == Counter(found.stopped)


@ON_19
def test_what_is_delivered_already_has_nothing_to_do(world: World) -> None:
    world.delivered("1")

    found = dry_run(world)

    assert (found.verdicts, found.reasons) == ({Verdict.NOTHING: 1}, {"It is delivered already.": 1})


@ON_19
def test_an_order_that_nobody_can_read_is_counted(world: World) -> None:
    ingest(world.shop, {"external_id": "13", "nonsense": True})

    found = dry_run(world)

    assert found.verdicts == {Verdict.MISSING: 1}
    assert found.causes[0].examples[0].external_id == "13"


@ON_19
def test_missing_rights_stop_all_orders(world: World) -> None:
    world.connection.user, world.connection.secrets = "hub_ro", {"api_key": world.sandbox.key_for("hub_ro")}
    world.connection.save()
    connections.set_up(world.connection)
    orders(world, {}, {})

    found = dry_run(world)

    assert found.verdicts == {Verdict.MISSING: 2}
    assert found.causes[0].lack.code == "odoo_rights_missing"
    assert "create sale.order" in found.causes[0].lack.cause


@ON_19
def test_without_time_the_rest_is_left(world: World) -> None:
    orders(world, *[{}] * 3)

    found = dry_run(world, most=2)

    assert (found.orders, found.left) == (2, 1)


@ON_19
def test_an_odoo_that_is_gone_is_told_in_a_sentence(world: World) -> None:
    orders(world, {})
    world.sandbox.stop()

    with pytest.raises(AffluentError) as caught:
        previews.previewer().of_shop(world.shop, timezone.now() - PERIOD, seconds=5)

    assert caught.value.code == "odoo_unreachable"
