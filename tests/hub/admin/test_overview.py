"""The first page, the menu, the events, and who is let in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Delivery, DeliveryState, Event, Order
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff

pytestmark = pytest.mark.django_db
Stuck = Callable[..., Delivery]


def figures(client: Client) -> dict[str, int]:
    return {str(figure.label): figure.count for figure in client.get("/admin/").context["figures"]}


def test_it_says_when_all_is_well(client: Client) -> None:
    shop(last_success_at=timezone.now())

    assert "All is well" in client.get("/admin/").content.decode()


def test_an_empty_hub_says_where_to_begin(client: Client) -> None:
    page = client.get("/admin/").content.decode()

    assert "No shop is set up yet." in page
    assert "/admin/hub/shop/set-up/" in page
    assert "All is well" not in page


def test_it_counts_what_waits_and_leads_there(client: Client, stuck: Stuck) -> None:
    now = timezone.now()
    orders = ingest(
        shop(last_success_at=now),
        *(unified_order(str(n), placed_at=now - timedelta(days=2)) for n in range(4)),
        unified_order("today", placed_at=now),
        {"external_id": "broken"},
    )
    states = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.WAITING, DeliveryState.DELIVERED)
    for order, state in zip(orders, states, strict=False):
        stuck(order, state)

    page = client.get("/admin/").content.decode()

    assert figures(client) == {
        "Orders placed today": 1,
        "Orders held": 1,
        "Deliveries held or failed": 2,
        "Waiting to be delivered": 1,
        "Waiting to be published": 5,
        "Open differences": 0,
        "Webhooks waiting": 0,
    }
    assert "Something waits for a person" in page
    assert "/admin/hub/delivery/?state=person" in page


def test_it_names_shops_in_trouble(client: Client) -> None:
    shop(
        "refused",
        error_class="credentials",
        error_cause="The key was refused.",
        error_remedy="Make a new one.",
    )
    shop("late", last_success_at=timezone.now() - timedelta(hours=3))
    shop("off", active=False, last_success_at=timezone.now() - timedelta(days=3))

    page = client.get("/admin/").content.decode()
    troubles = {trouble.name for trouble in client.get("/admin/").context["troubles"]}

    assert troubles == {"Shop refused", "Shop late"}
    assert "The key was refused." in page
    assert "Make a new one." in page


def test_it_asks_few_questions_however_many_shops_and_orders(staff: Staff, stuck: Stuck) -> None:
    everything = Permission.objects.filter(codename__startswith="view_").values_list("codename", flat=True)
    client = staff(*everything)

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    few = questions()
    for slug in ("a", "b", "c"):
        for order in ingest(shop(slug), *(unified_order(str(n)) for n in range(8))):
            stuck(order)

    assert questions() == few <= 12


def test_it_and_the_menu_show_only_what_one_may_see(staff: Staff) -> None:
    shop("refused", error_class="credentials", error_cause="The key was refused.")

    nobody = staff().get("/admin/").content.decode()
    orders_only = staff("view_order").get("/admin/").content.decode()

    for hidden in ("The key was refused", "Orders placed today", "/admin/hub/shop/"):
        assert hidden not in nobody
    assert "Orders placed today" in orders_only
    assert "Deliveries held or failed" not in orders_only
    assert "/admin/hub/event/" in orders_only
    assert "/admin/hub/shop/" not in orders_only


def test_events_tell_who_did_what(client: Client, stuck: Stuck) -> None:
    [order] = ingest(shop(), unified_order())
    client.post(f"/admin/hub/delivery/{stuck(order).pk}/do/again/", {"again-reason": "product created"})

    page = client.get("/admin/hub/event/?kind__exact=staff").content.decode()

    assert "product created" in page
    assert "zoe" in page
    assert f"../order/{order.pk}/change/" in page


def test_events_of_a_shop_name_it(client: Client) -> None:
    Event.objects.create(shop=shop(name="Lampes de Lyon"), kind="staff", text="Keys exchanged.")

    page = client.get("/admin/hub/event/").content.decode()

    assert "Lampes de Lyon" in page
    assert "Keys exchanged." in page


def test_events_are_only_to_look_at(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    event = order.events.first()
    assert event is not None

    answer = client.post(f"/admin/hub/event/{event.pk}/change/", {"text": "never happened"})

    event.refresh_from_db()
    assert answer.status_code == 302
    assert event.text != "never happened"
    assert client.get("/admin/hub/event/add/").status_code == 403


def test_strangers_are_sent_to_the_login(db: None) -> None:
    answer = Client().get("/admin/hub/order/")

    assert answer.status_code == 302
    assert "/admin/login/" in answer.headers["Location"]


def test_people_are_managed_here(client: Client) -> None:
    for address in ("auth/user/", "auth/user/add/", "auth/group/", "auth/group/add/"):
        assert client.get(f"/admin/{address}").status_code == 200


def test_all_orders_of_all_pages_are_reached_from_the_list(client: Client) -> None:
    ingest(shop(), *(unified_order(str(number)) for number in range(60)))

    pages = [client.get(f"/admin/hub/order/?p={number}").context["cl"].result_list for number in (1, 2)]

    assert [len(page) for page in pages] == [50, 10]
    assert len({order.pk for page in pages for order in page}) == Order.objects.count()
