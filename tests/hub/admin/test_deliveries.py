"""The list of deliveries, many at once, and the page of one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.models import Delivery, DeliveryState, Event, Order
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/delivery/"
Stuck = Callable[..., Delivery]


@pytest.fixture
def three(stuck: Stuck) -> list[Delivery]:
    """Held, failed, delivered."""
    orders = ingest(shop(), *(unified_order(str(number)) for number in (1, 2, 3)))
    states = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.DELIVERED)
    rows = [stuck(order, state) for order, state in zip(orders, states, strict=True)]
    Delivery.objects.filter(pk=rows[1].pk).update(error_class="transient", waits_for="", target="odoo:two")
    return rows


def found(client: Client, query: str) -> set[int]:
    return {row.pk for row in client.get(f"{LIST}{query}").context["cl"].result_list}


def test_a_row_says_what_is_wrong_and_what_to_do(client: Client, three: list[Delivery]) -> None:
    page = client.get(f"{LIST}?state=held").content.decode()

    for told in ("#1", "odoo:main", "Held", "Needs a decision", "no product LMP-9", "Create the product"):
        assert told in page


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", {0, 1, 2}),
        ("?state=person", {0, 1}),
        ("?state=delivered", {2}),
        ("?error_class=transient", {1}),
        ("?target=odoo:two", {1}),
        ("?q=sku:LMP", {0, 2}),
        ("?q=1", {0}),
        ("?q=%232", {1}),
        ("?q=nothing", set()),
    ],
)
def test_filters_and_search(client: Client, three: list[Delivery], query: str, places: set[int]) -> None:
    assert found(client, query) == {three[place].pk for place in places}


def test_many_are_delivered_again_with_one_reason(client: Client, three: list[Delivery]) -> None:
    chosen = {"action": "deliver_again", "_selected_action": [row.pk for row in three]}

    asked = client.post(LIST, chosen).content.decode()
    assert "Reason" in asked
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 0

    refused = client.post(LIST, {**chosen, "confirmed": "1", "again-reason": ""}).content.decode()
    assert "This field is required" in refused

    done = client.post(LIST, {**chosen, "confirmed": "1", "again-reason": "Odoo is back"}, follow=True)
    assert "2 deliveries go on." in done.content.decode()
    assert "1 was running or done." in done.content.decode()
    assert Event.objects.filter(kind="staff", actor="zoe", text__contains="Odoo is back").count() == 2


def test_who_may_only_look_cannot_deliver_many(staff: Staff, three: list[Delivery]) -> None:
    chosen = {"action": "deliver_again", "_selected_action": [three[0].pk], "confirmed": "1"}

    staff("view_delivery").post(LIST, {**chosen, "again-reason": "x"})

    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 0


def test_the_page_of_a_delivery_leads_to_its_order(client: Client, three: list[Delivery]) -> None:
    page = client.get(f"{LIST}{three[0].pk}/change/").content.decode()

    assert f"/admin/hub/order/{three[0].order_id}/change/" in page
    assert "Waits for a person" in page
    assert "Declare done" in page


def test_why_a_delivery_is_not_due_is_said(client: Client, three: list[Delivery]) -> None:
    Delivery.objects.filter(pk=three[0].pk).update(
        state="not_due", result={"reason": "The order is not paid."}
    )

    assert "The order is not paid." in client.get(f"{LIST}{three[0].pk}/change/").content.decode()


def test_a_result_that_is_no_object_is_no_crash(client: Client, three: list[Delivery]) -> None:
    Delivery.objects.filter(pk=three[0].pk).update(result=["odd"])

    assert client.get(f"{LIST}{three[0].pk}/change/").status_code == 200


def test_the_questions_do_not_grow_with_the_list_and_count_nothing(client: Client, stuck: Stuck) -> None:
    def questions() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return [str(entry["sql"]) for entry in captured]

    def fill(slug: str) -> list[Order]:
        orders = ingest(shop(slug), *(unified_order(str(number)) for number in range(10)))
        return [stuck(order).order for order in orders]

    fill("few")
    few = questions()
    fill("many")
    many = questions()

    assert len(few) == len(many) <= 12
    assert not any("COUNT(" in question for question in many)
