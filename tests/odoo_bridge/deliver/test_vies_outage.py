"""VIES is down for the first half of 500 orders: none is invoiced wrongly, none is lost, all go on."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from hub import leases
from hub.models import Delivery, DeliveryState
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.models import ChargedDiffers, VatCheck, VatOutcome, VatPart, VatRecord
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies import again
from sandbox.vies import Trader, ViesSandbox
from tests.factories import ingest, unified_order
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.vies.good import good_numbers
from tests.odoo_bridge.vat.vies.world import OWN, later
from tests.odoo_bridge.world import World, build, sandbox

_ORDERS = 500
_STATES = ["DE", "IT", "PL", "PT", "FI"]


@pytest.fixture
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """A register."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """One Odoo is enough: what is asked here is the same for all."""
    with sandbox("19") as running:
        yield build(running)


def place(world: World, numbers: list[VatNumber]) -> None:
    """A company's order for each number (its key too), without VAT, as shops do that believe every number."""
    orders = []
    for number in numbers:
        key = number.text
        buyer = company(number.text, name=f"Company {key}")
        home = address(number.country, name="", company=f"Company {key}")
        orders.append(
            unified_order(
                key,
                shop=world.shop.slug,
                lines=(line("100.00", "0", sku="LMP-01"),),
                customer=buyer,
                billing_address=home,
                shipping_address=home,
            )
        )
    for row in ingest(world.shop, *orders):
        plan(row)


def deliver(world: World) -> None:
    """Deliver all that is due; the clock asks for numbers for which an order had no time."""
    engine = Engine(world.connection, world.knowledge, leases.new_owner())
    while engine.deliver_due() or ask_what_is_due():
        pass


def ask_what_is_due() -> int:
    """As the clock does; how many answers VIES gave. What was cut is asked again in the same round."""
    return again.ask_due(seconds=30)


def states() -> dict[str, int]:
    rows = list(Delivery.objects.values_list("state", flat=True))
    return {state: rows.count(state) for state in sorted(set(rows))}


@pytest.mark.repeats
def test_500_orders_through_an_outage_of_vies(world: World, vies: ViesSandbox) -> None:
    # given: a shop that charges no VAT to whoever types a number; every second number is registered
    world.connection.seller_vat_id = OWN.text
    world.connection.save()
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    numbers = good_numbers(_STATES, _ORDERS // len(_STATES))
    valid = {number.text for number in numbers[::2]}
    for number in numbers[::2]:
        vies.register(Trader(number.prefix, number.number))
    vies.fail("SERVICE_UNAVAILABLE")

    # when: the first half comes while VIES is down
    place(world, numbers[: _ORDERS // 2])
    deliver(world)

    # then: all wait for their number, and Odoo has not heard of any
    assert states() == {DeliveryState.HELD: _ORDERS // 2}
    assert not Delivery.objects.exclude(waits_for__startswith="vies:").exists()
    assert world.rows("sale.order") == []

    # when: it comes back, and answers what is due; then the other half comes
    vies.restore()
    later(hours=2)
    ask_what_is_due()
    released = states()
    place(world, numbers[_ORDERS // 2 :])
    deliver(world)

    # then: what waited was let go by the answers alone
    assert released == {DeliveryState.WAITING: _ORDERS // 2}
    # every valid number is invoiced without VAT with its proof, every other waits for a person
    assert states() == {DeliveryState.DELIVERED: len(valid), DeliveryState.HELD: _ORDERS - len(valid)}
    assert set(Delivery.objects.filter(state=DeliveryState.HELD).values_list("error_code", flat=True)) == {
        "vat_differs"
    }
    delivered = Delivery.objects.filter(state=DeliveryState.DELIVERED).values("order_id")
    records = VatRecord.objects.filter(order__in=delivered).select_related("proof")
    assert {row.vat_id for row in records} == valid
    assert all(row.proof and row.proof.consultation_number for row in records)
    assert set(VatPart.objects.filter(record__in=records).values_list("treatment", flat=True)) == {
        "IC_EXEMPT"
    }
    assert world.sandbox.state()["invoices"] == len(valid)
    # each number got one verdict
    verdicts = VatCheck.objects.exclude(outcome=VatOutcome.UNAVAILABLE)
    assert verdicts.count() == verdicts.values("prefix", "number").distinct().count() == _ORDERS
