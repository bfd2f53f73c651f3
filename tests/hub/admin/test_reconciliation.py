"""Differences in the back office: by kind, explained, healed, accepted with a reason; runs that add up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import deliveries
from hub.models import Cursor, Difference, Event, Order
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.reconciliation.differences import difference, run

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/difference/"


@pytest.fixture
def order() -> Order:
    [row] = ingest(shop(last_success_at=timezone.now()), unified_order())
    return row


def page_of(client: Client, row: Difference) -> str:
    return text_of(client.get(f"{LIST}{row.pk}/change/"))


def test_the_list_shows_what_is_open_and_what_it_adds_up_to(client: Client, order: Order) -> None:
    difference(order)
    difference(order, "doubled", cause="It is in Odoo twice.")
    difference(order, "held", state="accepted", cause="Held since long.")
    run(order.shop)
    run(order.shop, "odoo:main", equal=400, differing=2, not_due=10, under_way=0)

    page = text_of(client.get(LIST))

    assert "Sale order deleted in Odoo" in page
    assert "It is in Odoo twice." in page
    assert "Held since long." not in page
    assert f"{LIST}?kind=doubled" in page
    assert "<td>412</td>" in page
    assert "Held since long." in text_of(client.get(f"{LIST}?state=all"))
    assert "It is in Odoo twice." not in text_of(client.get(f"{LIST}?kind=sale_order_deleted"))
    assert "It is in Odoo twice." in text_of(client.get(f"{LIST}?side=odoo:main"))


def test_an_empty_list_says_so(client: Client) -> None:
    page = text_of(client.get(LIST))

    assert "Nothing is open." in page
    assert "No comparison yet" in page


def test_a_difference_says_why_and_what_to_do_and_where_to_look(client: Client, order: Order) -> None:
    page = page_of(client, difference(order))

    assert "Sale order deleted in Odoo" in page
    assert "which does not exist any more" in page
    assert "Let the hub write it again; or accept this difference." in page
    assert f"/admin/hub/order/{order.pk}/change/" in page
    assert "https://paper.example/orders/4711" in page
    assert "Write it to Odoo again" in page


def test_it_is_accepted_with_a_reason_and_opened_again(client: Client, order: Order) -> None:
    row = difference(order)

    client.post(f"{LIST}{row.pk}/do/accept/", {"accept-reason": "It was a test order."})

    row.refresh_from_db()
    assert (row.state, row.accepted_by, row.accepted_reason) == ("accepted", "zoe", "It was a test order.")
    assert "It was a test order." in page_of(client, row)
    told = Event.objects.get(order=order, actor="zoe").text
    assert told.startswith("Difference accepted: Order #4711")
    assert told.endswith("Reason: It was a test order.")

    client.post(f"{LIST}{row.pk}/do/reopen/")

    row.refresh_from_db()
    assert (row.state, row.accepted_by, row.accepted_at) == ("open", "", None)


def test_no_reason_no_acceptance(client: Client, order: Order) -> None:
    row = difference(order)

    client.post(f"{LIST}{row.pk}/do/accept/", {"accept-reason": " "})

    row.refresh_from_db()
    assert row.state == "open"


def test_many_are_accepted_at_once(client: Client, order: Order) -> None:
    rows = [difference(order), difference(order, "doubled"), difference(order, "held", state="resolved")]
    chosen = {"action": "accept_many", "_selected_action": [row.pk for row in rows]}

    asked = client.post(f"{LIST}?state=all", chosen)
    assert "They are right as they are." in text_of(asked)
    given = {**chosen, "confirmed": "1", "accept-reason": "All tests."}
    page = client.post(f"{LIST}?state=all", given, follow=True)

    assert "2 differences are accepted." in text_of(page)
    assert set(Difference.objects.values_list("state", flat=True)) == {"accepted", "resolved"}


def test_healing_lets_the_delivery_go_on(client: Client, order: Order) -> None:
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    delivery.state = "held"
    delivery.save()
    row = difference(order, "held")

    client.post(f"{LIST}{row.pk}/do/heal-held/", {"heal-held-reason": "The product is there."}, follow=True)

    row.refresh_from_db()
    delivery.refresh_from_db()
    assert (row.state, row.heals, delivery.state) == ("healing", 1, "waiting")


def test_what_cannot_be_healed_any_more_says_why(client: Client, order: Order) -> None:
    row = difference(order)

    page = client.post(
        f"{LIST}{row.pk}/do/heal-sale-order-deleted/",
        {"heal-sale-order-deleted-reason": "Again."},
        follow=True,
    )

    assert "is running or done. Reconcile again to see how it stands." in text_of(page)
    row.refresh_from_db()
    assert row.state == "open"


def test_the_shop_is_asked_again_by_a_button(client: Client, order: Order) -> None:
    row = difference(order, "gone_at_shop", side="shop", model="", record_id=None)

    client.post(f"{LIST}{row.pk}/do/heal-gone-at-shop/", {"heal-gone-at-shop-reason": "Restored."})

    assert Event.objects.filter(order=order, text__contains="it does not have the order").exists()


def test_who_may_only_see_changes_nothing(staff: Staff, order: Order) -> None:
    row = difference(order)
    someone = staff("view_difference", "view_order")

    assert "which does not exist any more" in page_of(someone, row)
    assert someone.post(f"{LIST}{row.pk}/do/accept/", {"accept-reason": "x"}).status_code == 403
    assert staff().get(LIST).status_code == 403


def test_hostile_text_stays_text(client: Client, order: Order) -> None:
    row = difference(order, cause="<script>alert(1)</script>", facts={"<b>": "<img src=x>"})

    for page in (page_of(client, row), text_of(client.get(LIST))):
        assert "<script>alert(1)" not in page
        assert "<img src=x>" not in page


def test_a_run_shows_counts_that_add_up_and_its_days(client: Client, order: Order) -> None:
    row = run(order.shop)

    page = text_of(client.get(f"/admin/hub/reconciliation/{row.pk}/change/"))

    assert "<td>412</td>" in page
    assert "has not settled yet" in page
    assert "2026-11-21" in page
    assert "411 equal, 1 under way" in text_of(client.get("/admin/hub/reconciliation/"))


def test_the_first_page_tells_of_open_differences_and_of_nights_without_a_run(
    client: Client, order: Order
) -> None:
    Cursor.objects.update(position="2026-11-21T00:00:00Z")
    run(order.shop, finished_at=timezone.now())
    assert "All is well" in text_of(client.get("/admin/"))

    difference(order)
    incomplete = {"state": "incomplete", "error_class": "transient", "error_cause": "Odoo is down."}
    run(order.shop, "odoo:main", **incomplete, finished_at=timezone.now())
    late = shop("late", last_success_at=timezone.now())
    late.created_at = timezone.now() - timedelta(days=9)
    late.save()
    Cursor.objects.create(shop=late, position="2026-11-21T00:00:00Z")
    page = text_of(client.get("/admin/"))

    assert "1 difference between the shop, the hub and what orders go to is open." in page
    assert "Odoo is down." in page
    assert "Its orders were never compared." in page


def test_the_list_asks_few_questions_however_many_there_are(client: Client, order: Order) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    difference(order)
    run(order.shop)
    few = questions()
    for number in range(20):
        [more] = ingest(order.shop, unified_order(f"n{number}"))
        difference(more)
    assert questions() == few
