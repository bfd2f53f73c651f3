"""Addresses that do not tell their VAT territory: a person says it, and all that wait for it go on."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from hub.models import Delivery, DeliveryState
from hub.order import from_document
from hub.problems import desk
from hub.problems.group import Group
from odoo_bridge.bridge.waiting import release_policy
from odoo_bridge.models import AddressTerritory, ChargedDiffers, VatRecord
from odoo_bridge.preview.previewer import OdooPreviewer
from odoo_bridge.vat.stored.batch import Wanted, decide_all
from odoo_bridge.vat.stored.register import Register
from tests.factories import address
from tests.odoo_bridge.deliver.test_taxing import decides, lamp
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.django_db
PAGE = "/admin/odoo_bridge/addressterritory/"


@pytest.fixture
def client(world: World) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def going_to(country: str, postcode: str, city: str, rate: str = "0") -> dict[str, Any]:
    place = address(country=country, postcode=postcode, city=city)
    return {"lines": (lamp("100.00", rate),), "billing_address": place, "shipping_address": place}


def held(world: World, number: str, **order: Any) -> Delivery:
    found = world.attempt(world.delivery(number, **order))
    assert found.state == DeliveryState.HELD, found
    return found


def only() -> Group:
    [group] = desk.open_groups()
    return group


def say(client: Client, territory: str) -> str:
    group = only()
    given = {"version": group.version, "reason": "asked the buyer", "territory": territory}
    answer = client.post(f"/admin/hub/problem/{group.key}/do/mend-territory/", given, follow=True)
    return str(answer.content.decode())


def test_orders_to_one_unclear_address_are_one_problem_that_a_form_mends(
    client: Client, world: World
) -> None:
    # given two orders for the same town in Spain without postcode, written a little differently
    decides(world, ChargedDiffers.FOLLOW_SHOP)
    waiting = [
        held(world, "1", **going_to("ES", "", "Las Palmas")),
        held(world, "2", **going_to("ES", " ", "LAS PALMAS")),
    ]
    assert {one.error_code for one in waiting} == {"vat_place_unclear"}
    assert {one.waits_for for one in waiting} == {"vat:place:ES|||las palmas"}

    # when somebody looks at the problem and says where that is
    page = client.get(f"/admin/hub/problem/{only().key}/change/").content.decode()
    assert "VAT territory of ES las palmas not known" in page
    assert '<option value="canaries">Canary Islands</option>' in page
    assert '<option value="ES">ES, the country itself</option>' in page
    assert "reunion" not in page
    shown = say(client, "canaries")

    # then both go on, as exports to the Canary Islands, and the reasons tell who said so
    assert "2 orders go on." in shown
    assert "For VAT, the address ES las palmas lies in Canary Islands." in shown
    for one in waiting:
        assert world.attempt(one).error_code != "vat_place_unclear"
    record = VatRecord.objects.get(order__external_id="1")
    assert record.decisions[0]["treatment"] == "EXPORT"
    assert "staff said that it lies in Canary Islands" in " ".join(record.decisions[0]["reasons"])


def test_a_territory_that_is_not_offered_is_refused(client: Client, world: World) -> None:
    decides(world)
    waiting = held(world, "1", **going_to("ES", "", "Las Palmas"))

    for wrong in ("", "reunion", "<script>", "atlantis"):
        assert "bo-errors" in say(client, wrong)

    waiting.refresh_from_db()
    assert (waiting.state, AddressTerritory.objects.count()) == (DeliveryState.HELD, 0)


def test_an_address_that_tells_it_is_never_overruled(world: World) -> None:
    decides(world)
    AddressTerritory.objects.create(country="FR", postcode="69002", town="lyon", territory="reunion")

    done = world.attempt(world.delivery("1", **going_to("FR", "69002", "Lyon", "20")))

    assert done.state == DeliveryState.DELIVERED, done.error_cause


def test_a_country_alone_says_too_little_to_hold_for_all(world: World) -> None:
    decides(world)

    waiting = held(world, "1", **going_to("ES", "", ""))

    assert (waiting.error_code, waiting.waits_for) == ("vat_undecided", "vat:undecided")


def test_orders_with_clear_addresses_ask_nothing_more(world: World) -> None:
    decides(world)
    delivery = world.delivery("1", **going_to("FR", "69002", "Lyon", "20"))
    newest = delivery.order.newest
    assert newest is not None
    wanted = [Wanted(delivery.order_id, from_document(newest.document), world.policy)]
    with CaptureQueriesContext(connection) as captured:
        decide_all(wanted, Register())

    assert not any("addressterritory" in entry["sql"] for entry in captured)


def test_the_page_lets_go_what_waits_and_keeps_addresses_as_they_are_compared(
    client: Client, world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    decides(world)
    waiting = held(world, "1", **going_to("ES", "", "Las Palmas"))
    given = {"country": " es", "postcode": "", "province": "", "town": "LAS-Palmas", "territory": "canaries"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGE}add/", given)

    row = AddressTerritory.objects.get()
    assert row.written == ("ES", "", "", "las palmas")
    assert str(row) == "ES las palmas → Canary Islands"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waits_for) == (DeliveryState.WAITING, "")
    assert "Canary Islands" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"town": ""}, "Write the postcode or the town."),
        ({"territory": "atlantis"}, "Select a valid choice."),
        ({"town": "LAS PALMAS!"}, "already exists"),
    ],
)
def test_what_is_filled_in_wrong_on_the_page_is_said(
    client: Client, world: World, given: dict[str, str], said: str
) -> None:
    AddressTerritory.objects.create(country="ES", town="las palmas", territory="canaries")
    values = {"country": "ES", "postcode": "", "province": "", "town": "Telde", "territory": "canaries"}

    shown = client.post(f"{PAGE}add/", {**values, **given}).content.decode()

    assert said in shown
    assert AddressTerritory.objects.count() == 1


def test_a_preview_names_the_address_and_leads_to_the_form(client: Client, world: World) -> None:
    decides(world)
    delivery = world.delivery("1", **going_to("ES", "", "Las Palmas"))

    [lack] = OdooPreviewer().of_order(delivery.order, seconds=20).lacks

    assert (lack.code, lack.key) == ("vat_place_unclear", "vat:place:ES|||las palmas")
    assert lack.url == f"{PAGE}add/?country=ES&postcode=&province=&town=las+palmas"
    assert client.get(lack.url).status_code == 200


def test_another_policy_lets_them_try_again(world: World) -> None:
    decides(world)
    held(world, "1", **going_to("ES", "", "Las Palmas"))

    assert release_policy(world.policy) == 1
