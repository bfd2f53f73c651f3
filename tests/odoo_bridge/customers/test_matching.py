"""One customer is one partner, however often and from wherever they buy."""

import threading
from typing import Any

import pytest
from django.db import connection as database

from hub.models import DeliveryState
from hub.order import Customer
from odoo_bridge.connections import open_odoo
from odoo_bridge.customers.identity import DEFAULT_RULES, Buyer
from odoo_bridge.customers.matching import Directory
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.models import Partner, PartnerLink, ShopPolicy
from tests.factories import address, ingest, shop, unified_order
from tests.odoo_bridge.world import Row, World


def partner_of(world: World, order_row: Row) -> Row:
    [partner] = [row for row in world.rows("res.partner") if row["id"] == order_row["partner_id"]]
    return partner


def keys() -> dict[str, str]:
    """What is remembered, and by which rule it was found."""
    return dict(PartnerLink.objects.values_list("key", "rule"))


def children(world: World) -> list[Row]:
    return [row for row in world.rows("res.partner") if row["parent_id"]]


def test_a_new_customer_is_created_once_and_remembered(world: World) -> None:
    world.delivered("1")
    world.delivered("2")

    [partner] = world.customers()
    assert (partner["name"], partner["email"], partner["lang"]) == ("Zoé Martin", "zoe@example.com", "fr_FR")
    assert keys() == {"customer:lampes-fr:31": "created", "email:zoe@example.com/martin zoe": "created"}
    assert world.line.calls("res.partner.load") == 1


def test_the_merchants_own_partner_is_adopted(world: World) -> None:
    world.by_hand().call("res.partner", "create", vals_list=[{"name": "Zoé M.", "email": "ZOE@example.com"}])

    world.delivered()

    parents = [row for row in world.customers() if not row["parent_id"]]
    assert [row["name"] for row in parents] == ["Zoé M."]
    assert set(keys().values()) == {"email"}
    assert world.rows("sale.order")[0]["partner_id"] == parents[0]["id"]


def test_an_adopted_partner_is_left_as_it_is(world: World) -> None:
    values = {"name": "Zoé M.", "email": "zoe@example.com", "street": "Elsewhere 1"}
    world.by_hand().call("res.partner", "create", vals_list=[values])

    world.delivered()

    [parent] = [row for row in world.customers() if not row["parent_id"]]
    [child] = children(world)
    assert parent["street"] == "Elsewhere 1"
    assert (child["type"], child["street"]) == ("invoice", "3 rue des Lilas")


def test_a_contact_of_a_company_is_not_taken_for_the_customer(world: World) -> None:
    odoo = world.by_hand()
    [company] = odoo.call("res.partner", "create", vals_list=[{"name": "Big SA", "is_company": True}])
    employee = {"name": "Zoé", "email": "zoe@example.com", "parent_id": company}
    odoo.call("res.partner", "create", vals_list=[employee])

    world.delivered()

    assert set(keys().values()) == {"created"}


def test_a_guest_without_email_is_a_partner_of_their_own(world: World) -> None:
    for number in ("1", "2"):
        world.delivered(number, customer=Customer(guest=True, name="Anonymous"))

    assert len(world.customers()) == 2


def test_the_same_customer_of_two_shops_is_one_partner(world: World) -> None:
    second = shop("lampen-de")
    ShopPolicy.objects.create(shop=second, connection=world.connection)
    world.delivered("1")

    [row] = ingest(second, unified_order("1", shop="lampen-de"))
    other = world.beside(second, ShopPolicy.objects.get(shop=second))
    other.delivered("1")

    assert row.shop_id == second.pk
    assert len(world.customers()) == 1
    assert len(world.rows("sale.order")) == 2


def test_who_remembers_a_customer_second_takes_what_is_remembered(world: World) -> None:
    # given a worker that lost its lease while it was looking for the customer
    order = unified_order()
    places = world.knowledge.places(open_odoo(world.connection), world.connection)
    ours = open_odoo(world.connection)
    search = ours.search_read

    def slow(*arguments: Any, **named: Any) -> Any:
        world.delivered()
        return search(*arguments, **named)

    ours.search_read = slow  # type: ignore[method-assign] # the moment in which the other is quicker
    buyer = Buyer.of(order, DEFAULT_RULES)
    [answer] = Directory(world.connection, ours, places).find_or_create([buyer])

    assert isinstance(answer, Resolved)
    assert answer.partner == Partner.objects.get()
    assert str(answer.partner) == f"Zoé Martin #{world.customers()[0]['id']}"


def test_customers_that_differ_in_an_accent_stay_two(world: World) -> None:
    for number, email in enumerate(("rene@example.com", "rené@example.com")):
        world.delivered(str(number), customer=Customer(email=email, name=email))

    assert sorted(row["email"] for row in world.customers()) == ["rene@example.com", "rené@example.com"]


def test_a_vat_id_that_odoo_takes(world: World) -> None:
    world.delivered(customer=Customer(name="Lampes", company="Lampes SA", vat_id="FR23334175221"))

    [partner] = world.customers()
    assert (partner["vat"], partner["is_company"], partner["comment"]) == ("FR23334175221", True, False)


def test_a_vat_id_that_odoo_refuses_does_not_stop_the_sale(world: World) -> None:
    world.delivered(customer=Customer(name="Lampes", company="Lampes SA", vat_id="FR12345678901"))

    [partner] = world.customers()
    assert not partner["vat"]
    assert "FR12345678901" in partner["comment"]


def test_another_delivery_address_is_a_child_made_once(world: World) -> None:
    for number in ("1", "2"):
        world.delivered(number, shipping_address=address(name="Neighbour", street="5 rue des Lilas"))

    [child] = children(world)
    orders = world.rows("sale.order")
    assert (child["type"], child["street"]) == ("delivery", "5 rue des Lilas")
    assert {row["partner_shipping_id"] for row in orders} == {child["id"]}
    assert {row["partner_invoice_id"] for row in orders} == {row["partner_id"] for row in orders}


def test_who_moves_house_gets_an_invoice_address(world: World) -> None:
    world.delivered("1")
    moved = address(street="9 quai Sud")
    world.delivered("2", billing_address=moved, shipping_address=moved)

    [child] = children(world)
    newest = max(world.rows("sale.order"), key=lambda row: int(row["id"]))
    assert (child["type"], child["street"]) == ("invoice", "9 quai Sud")
    assert newest["partner_invoice_id"] == newest["partner_shipping_id"] == child["id"]


@pytest.mark.parametrize("changes", [{"billing_address": None}, {"shipping_address": None}])
def test_one_address_is_enough(world: World, changes: dict[str, Any]) -> None:
    world.delivered(**changes)

    assert len(world.customers()) == 1


def test_an_order_without_any_address_goes_too(world: World) -> None:
    world.delivered(billing_address=None, shipping_address=None)

    world.assert_once()


def test_unknown_country_and_language_do_not_stop_the_sale(world: World) -> None:
    nowhere = address(country="XK")
    world.delivered(
        billing_address=nowhere, shipping_address=nowhere, customer=Customer(name="Zoé", locale="tlh")
    )

    [partner] = world.customers()
    assert not partner["country_id"]


def test_a_partner_that_was_merged_away_in_odoo_is_found_or_made_anew(world: World) -> None:
    world.delivered("1")
    [partner] = world.customers()
    world.sandbox.engine.database.table("res.partner").delete(partner["id"])
    world.sandbox.engine.database.commit()
    delivery = world.delivery("2")

    world.attempt(delivery)
    done = world.attempt(delivery)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert len(world.customers()) == 1


def test_two_bridges_at_once_make_one_partner_of_a_new_customer(real_world: World) -> None:
    # given two orders of one new customer, in the hands of two workers
    real_world.sandbox.fault("latency", seconds=0.05, times=None)
    deliveries = [real_world.delivery(number) for number in ("1", "2")]
    start = threading.Barrier(2)

    def work(mine: int) -> None:
        start.wait()
        while real_world.attempt(deliveries[mine]).state != DeliveryState.DELIVERED:
            start_again.wait(0.05)
        database.close()

    start_again = threading.Event()
    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    # then nobody was doubled
    assert len(real_world.customers()) == 1
    assert len(real_world.rows("sale.order")) == 2
    assert Partner.objects.count() == 1
