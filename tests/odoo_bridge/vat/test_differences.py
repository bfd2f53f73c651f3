"""The list of differences: which lines it has, with both figures and the reason, as API, page and CSV."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hub.models import Order
from odoo_bridge.models import ChargedDiffers, VatRecord, VatState
from odoo_bridge.vat.stored import differences as stored
from odoo_bridge.vat.stored.differences import differences
from tests.odoo_bridge.vat.orders.orders import address, line
from tests.odoo_bridge.vat.vies.test_api import caller
from tests.odoo_bridge.world import World, build, sandbox

pytestmark = pytest.mark.django_db
ADDRESS, PAGE = "/api/v1/vat/differences/", "/admin/odoo_bridge/vatrecord/differences/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Orders to Poland on which French VAT was charged: one held, one followed the shop; and one as due."""
    with sandbox("19") as running:
        world = build(running)
        world.policy.seller_oss = True
        for number, follows in (("1", ChargedDiffers.HOLD), ("2", ChargedDiffers.FOLLOW_SHOP)):
            world.policy.charged_differs = follows
            world.policy.save()
            sell(world, number, "PL", line("123.00", "20", sku="LMP-01", title="=<Lamp>"))
        sell(world, "3", "FR", line("120.00", "20", sku="LMP-01"))
        yield world


def sell(world: World, number: str, state: str, *lines: Any) -> None:
    place = address(state)
    world.attempt(world.delivery(number, lines=lines, billing_address=place, shipping_address=place))


def today() -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {"from": day, "to": day}


def test_each_differing_line_has_both_figures_and_the_reason(world: World) -> None:
    answer = caller("vat:report").get(ADDRESS, {**today(), "state": "held_different"})

    order = Order.objects.get(external_id="1")
    sold = VatRecord.objects.get(order=order).day.isoformat()
    assert answer.json() == {
        "lines": [
            {
                "decided_on": timezone.localdate().isoformat(),
                "shop": world.shop.slug,
                "order": order.number,
                "order_id": "1",
                "sold_on": sold,
                "state": "held_different",
                "line": "=<Lamp>",
                "treatment": "OSS_DESTINATION",
                "country": "PL",
                "currency": "EUR",
                "charged_rate": "20",
                "charged_tax": "20.50",
                "due_rate": "23",
                "due_tax": "23.00",
                "difference": "-2.50",
                "reason": "the shop charged 20.50 EUR (20 %), due are 23.00 EUR (23 %)",
            }
        ],
        "complete": True,
    }


def test_it_is_the_list_of_a_day_of_all_that_differ(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    day = timezone.localdate()

    assert {line.order.external_id for line in differences(day, day).lines} == {"1", "2"}
    assert not differences(date(2020, 1, 1), date(2020, 1, 2)).lines
    assert len(differences(day, day, world.shop, VatState.FOLLOWED_SHOP).lines) == 1
    monkeypatch.setattr(stored, "MOST", 1)
    cut = differences(day, day)
    assert (len(cut.lines), cut.complete) == (1, False)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "from"),
        ({"state": "agreed"}, "state"),
        ({"shop": "nowhere"}, "shop"),
        ({"to": "1999-01-01"}, "to"),
    ],
)
def test_what_cannot_be_used_is_named(query: dict[str, str], parameter: str) -> None:
    given = {**today(), **query} if query else {}

    answer = caller("vat:report").get(ADDRESS, given)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_the_page_shows_today_and_gives_a_file_that_no_spreadsheet_runs(world: World) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))

    page = client.get(PAGE).content.decode()
    day = timezone.localdate().isoformat()
    file = client.get(PAGE, {"first": day, "last": day, "state": "followed_shop", "format": "csv"})
    wrong = client.get(PAGE, {"first": day, "last": "2000-01-01"})

    assert "=&lt;Lamp&gt;" in page
    assert page.count("20.50\xa0EUR") == 2
    head, row = file.content.decode().splitlines()
    assert head.startswith("decided_on,shop,order,")
    assert ",'=<Lamp>,OSS_DESTINATION,PL,EUR,20,20.50,23,23.00,-2.50," in row
    assert "before the first" in wrong.content.decode()
    assert "differences/" in client.get("/admin/odoo_bridge/vatrecord/").content.decode()


def test_who_may_not_see_the_decisions_does_not_see_the_list(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("staff", is_staff=True))

    assert client.get(PAGE).status_code == 403
