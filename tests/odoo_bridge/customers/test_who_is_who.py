"""Households, companies, guests and shops: who becomes which partner in Odoo, and when a person is asked."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database

from hub.models import Delivery, DeliveryState
from hub.order import Customer
from odoo_bridge.bridge.process import run_once
from odoo_bridge.customers import search
from odoo_bridge.models import Partner, PartnerLink, ShopPolicy
from tests.factories import PLACED_AT, address, shop
from tests.odoo_bridge.world import Row, World, story

LATER = PLACED_AT + timedelta(days=1)
VAT = "FR23334175221"


def buyers(world: World) -> list[int]:
    """The customers of all sale orders, in the order of the orders."""
    return [int(row["partner_id"]) for row in sorted(world.rows("sale.order"), key=lambda row: row["id"])]


def parents(world: World) -> list[Row]:
    return [row for row in world.customers() if not row["parent_id"]]


def children(world: World, kind: str) -> list[Row]:
    return [row for row in world.customers() if row["parent_id"] and row["type"] == kind]


def by_hand(world: World, **values: Any) -> int:
    """A partner that the merchant made."""
    [made] = world.by_hand().call("res.partner", "create", vals_list=[values])
    return int(made)


def test_a_household_that_shares_an_email_stays_apart(world: World) -> None:
    for number, name in enumerate(("Zoé Martin", "Paul Martin", "Zoe MARTIN")):
        world.delivered(str(number), customer=Customer(email="martin@example.com", name=name))

    zoe, paul, again = buyers(world)
    assert zoe == again != paul
    assert len(parents(world)) == 2


def test_a_guest_who_registers_stays_one_customer(world: World) -> None:
    world.delivered("1", customer=Customer(email="zoe@example.com", name="Zoé Martin", guest=True))
    world.delivered("2", customer=Customer(external_id="31", email="zoe@example.com", name="Zoé Martin"))
    world.delivered("3", customer=Customer(external_id="31", email="new@example.com", name="Zoé Martin"))

    assert len(set(buyers(world))) == 1


def test_a_company_that_changes_its_name_is_kept_by_its_vat_id(world: World) -> None:
    world.delivered("1", customer=Customer(company="Lampes SARL", name="Lampes", vat_id=VAT))
    renamed = Customer(company="Lumières SAS", name="Lumières", vat_id=VAT)
    world.delivered("2", customer=renamed, placed_at=LATER)

    [company] = parents(world)
    assert len(set(buyers(world))) == 1
    assert company["name"] == "Lumières SAS"


def test_the_merchants_own_company_is_found_by_its_vat_id(world: World) -> None:
    known = by_hand(world, name="LAMPES", is_company=True, vat=VAT, country_id=75)

    world.delivered(customer=Customer(company="Lampes SARL", name="Zoé Martin", vat_id=VAT))

    assert buyers(world) == [known]
    assert PartnerLink.objects.get(basis=f"vat:{VAT}").rule == "vat"


def test_a_company_is_found_by_the_email_of_its_contact(world: World) -> None:
    company = by_hand(world, name="Lampes SARL", is_company=True)
    by_hand(world, name="Zoé Martin", email="zoe@example.com", parent_id=company)

    world.delivered(customer=Customer(company="Lampes", name="Zoé Martin", email="zoe@example.com"))

    assert buyers(world) == [company]


def test_the_buyer_of_a_company_is_its_contact_made_once(world: World) -> None:
    office = address(name="", company="Lampes SARL")
    buyer = Customer(company="Lampes SARL", name="Zoé Martin", email="zoe@example.com", vat_id=VAT)
    for number in ("1", "2"):
        world.delivered(number, customer=buyer, billing_address=office, shipping_address=office)

    [company] = parents(world)
    [contact] = children(world, "contact")
    assert (company["name"], company["is_company"], company["vat"]) == ("Lampes SARL", True, VAT)
    assert (contact["name"], contact["email"]) == ("Zoé Martin", "zoe@example.com")
    assert contact["parent_id"] == company["id"]
    assert set(buyers(world)) == {company["id"]}


@pytest.mark.parametrize("kind", ["cut", "truncate", "drop"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_answers_double_neither_company_nor_contact(world: World, kind: str, lost: int) -> None:
    office = address(name="", company="Lampes SARL")
    buyer = Customer(company="Lampes SARL", name="Zoé Martin", email="zoe@example.com", vat_id=VAT)
    delivery = world.delivery("1", customer=buyer, billing_address=office, shipping_address=office)
    world.sandbox.fault(kind, model="res.partner", method="load", times=lost)

    for _ in range(lost):
        assert world.attempt(delivery).state == DeliveryState.WAITING
    world.attempt(delivery)

    assert [len(parents(world)), len(children(world, "contact")), len(world.rows("sale.order"))] == [1, 1, 1]
    assert Partner.objects.get().ours


def test_the_private_purchase_of_a_companys_buyer_is_a_customer_of_its_own(world: World) -> None:
    world.delivered("1", customer=Customer(external_id="31", company="Lampes", name="Zoé Martin"))
    world.delivered("2", customer=Customer(external_id="31", name="Zoé Martin"))
    world.delivered("3", customer=Customer(external_id="31", company="Lampes", name="Zoé Martin"))

    company, person, again = buyers(world)
    assert company == again != person


def test_a_phone_finds_the_merchants_own_partner_however_it_was_typed(world: World) -> None:
    known = by_hand(world, name="Martin Zoé", phone="06 12 34 56 78", country_id=75)

    world.delivered(customer=Customer(name="Zoé Martin", phone="+33 612 345 678"))

    assert buyers(world) == [known]
    assert PartnerLink.objects.get().rule == "phone"


def test_a_shop_says_what_its_customers_are_recognized_by(world: World) -> None:
    ShopPolicy.objects.update(recognize_by="customer, vat")
    by_hand(world, name="Zoé Martin", email="zoe@example.com")

    world.delivered()

    assert list(PartnerLink.objects.values_list("key", flat=True)) == ["customer:lampes-fr:31"]
    assert len(parents(world)) == 2


def test_two_partners_that_fit_alike_are_a_question_for_a_person(world: World) -> None:
    one, other = (by_hand(world, name="Zoé Martin", email="zoe@example.com") for _ in range(2))

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code) == (DeliveryState.HELD, "customer_ambiguous")
    assert held.waits_for == "customer:customer:lampes-fr:31"
    assert f"#{one} Zoé Martin" in held.error_cause
    assert f"#{other} Zoé Martin" in held.error_cause
    assert not world.rows("sale.order")


def test_one_ambiguous_buyer_delays_no_other_and_costs_no_call(world: World) -> None:
    for _ in range(2):
        by_hand(world, name="Zoé Martin", email="zoe@example.com")
    world.delivery("1")
    for number in "234":
        world.delivery(number, customer=Customer(email=f"{number}@example.com", name=f"Buyer {number}"))

    assert run_once() == {DeliveryState.DELIVERED: 3, DeliveryState.HELD: 1}
    assert world.line.calls("res.partner.load") == 1


def test_orders_of_one_batch_that_share_a_single_key_are_one_customers(world: World) -> None:
    world.delivery("1", customer=Customer(external_id="31", email="a@example.com", name="Zoé Martin"))
    world.delivery("2", customer=Customer(external_id="32", email="a@example.com", name="Zoe Martin"))
    world.delivery("3", customer=Customer(external_id="32", email="b@example.com", name="Zoé Martin"))
    world.delivery("4", customer=Customer(email="c@example.com", name="Zoé Martin"))

    run_once()

    first, second, third, stranger = buyers(world)
    assert first == second == third != stranger
    assert Partner.objects.count() == 2


def test_two_bridges_that_share_a_single_key_of_a_new_customer_make_one_partner(real_world: World) -> None:
    # given two orders with one e-mail, of two accounts, in the hands of two workers
    world = real_world
    world.sandbox.fault("latency", seconds=0.05, times=None)
    deliveries = [
        world.delivery(n, customer=Customer(external_id=n, email="zoe@example.com", name="Zoé Martin"))
        for n in ("1", "2")
    ]
    start, pause = threading.Barrier(2), threading.Event()

    def work(mine: int) -> None:
        start.wait()
        while world.attempt(deliveries[mine]).state != DeliveryState.DELIVERED:
            pause.wait(0.05)
        database.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    assert len(parents(world)) == 1
    assert Partner.objects.count() == 1
    assert PartnerLink.objects.count() == 3


def test_the_history_says_who_it_is_and_why(world: World) -> None:
    world.delivered("1")
    done = world.delivered("2", customer=Customer(email="zoe@example.com", name="Z. Martin"))

    assert "Customer: Zoé Martin (The e-mail zoe@example.com is the same, and the names" in story(done)


def test_an_email_of_many_partners_hides_no_other_buyer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given more partners with one buyer's e-mail than a search returns
    monkeypatch.setattr(search, "MOST", 3)
    for number in range(4):
        by_hand(world, name=f"Person {chr(97 + number) * 5}", email="noreply@example.com")
    known = by_hand(world, name="Zoé Martin", email="zoe@example.com")
    world.delivery("1", customer=Customer(email="noreply@example.com", name="Somebody Else"))
    world.delivery("2")

    run_once()

    assert known in buyers(world)


def test_an_address_is_made_once_for_all_shops_and_adopted_customers(world: World) -> None:
    by_hand(world, name="Zoé Martin", email="zoe@example.com")
    second = shop("lampen-de")
    policy = ShopPolicy.objects.create(shop=second, connection=world.connection)
    world.delivered("1")
    world.beside(second, policy).delivered("1")

    assert len(children(world, "invoice")) == 1
    assert world.line.calls("res.partner.load") == 1


def merged_in_odoo(world: World, into: int, gone: int) -> None:
    """Somebody merges two partners in Odoo."""
    odoo, wizard = world.by_hand(), "base.partner.merge.automatic.wizard"
    values = {"partner_ids": [[6, 0, [into, gone]]], "dst_partner_id": into, "state": "selection"}
    made = odoo.call(wizard, "create", vals_list=[values])
    odoo.call(wizard, "action_merge", made if isinstance(made, list) else [made])


def until_delivered(world: World, delivery: Delivery) -> Delivery:
    for _ in range(4):
        done = world.attempt(delivery)
        if done.state == DeliveryState.DELIVERED:
            return done
    raise AssertionError(done.error_cause)


def test_a_customer_merged_away_by_people_in_odoo_is_the_one_that_is_left(world: World) -> None:
    elsewhere = address(name="Neighbour", street="5 rue des Lilas")
    world.delivered("1", shipping_address=elsewhere)
    [ours] = [row["id"] for row in parents(world)]
    merchants = by_hand(world, name="Mme Z. M.", email="other@example.com")
    merged_in_odoo(world, merchants, ours)

    done = until_delivered(world, world.delivery("2", shipping_address=elsewhere))

    assert set(buyers(world)) == {merchants}
    assert done.steps.get(name="partner").record_id == merchants
    assert [row["id"] for row in parents(world)] == [merchants]
    assert len(children(world, "delivery")) == 1
    assert not Partner.objects.get().ours


def test_a_customer_merged_into_another_known_one_leads_there(world: World) -> None:
    world.delivered("1")
    world.delivered("2", customer=Customer(email="anna@example.com", name="Anna Roy"))
    zoe, anna = buyers(world)
    merged_in_odoo(world, anna, zoe)

    until_delivered(world, world.delivery("3"))

    assert set(buyers(world)) == {anna}
    assert Partner.objects.get(partner_id=zoe).stands_for.partner_id == anna


def test_an_adopted_customer_that_is_gone_is_looked_for_anew(world: World) -> None:
    first = by_hand(world, name="Zoé Martin", email="zoe@example.com")
    world.delivered("1")
    second = by_hand(world, name="Zoé Martin", email="zoe@example.com", phone="1")
    merged_in_odoo(world, second, first)

    until_delivered(world, world.delivery("2"))

    assert set(buyers(world)) == {second}
