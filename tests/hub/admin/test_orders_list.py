"""The list of orders: what it shows, its filters, its search, and how little it asks the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Delivery, DeliveryState, DeliveryStep, Order
from hub.order import Customer
from hub.order.vocabulary import PaymentStatus, Status
from tests.factories import ingest, line, shop, unified_order

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/order/"


def numbers(client: Client, query: str = "") -> set[str]:
    """The numbers of the orders on the page."""
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200, answer.headers
    return {order.number for order in answer.context["cl"].result_list}


def test_a_row_says_what_staff_want_to_know(client: Client, stuck: Callable[[Order], Delivery]) -> None:
    [order] = ingest(shop(name="Lampes de Lyon"), unified_order("4711", number="#1042"))
    stuck(order)

    page = client.get(LIST).content.decode()

    for told in (
        "#1042",
        "Lampes de Lyon",
        "Zoé Martin",
        "49.00",
        "Open",
        "Paid",
        "Held",
        "no product LMP-9",
    ):
        assert told in page


def test_an_order_that_cannot_be_read_shows_why(client: Client) -> None:
    ingest(shop(), {"external_id": "broken"})

    page = client.get(LIST).content.decode()

    assert "Cannot be read" in page
    assert "cannot be understood" in page


@pytest.fixture
def variety(stuck: Callable[..., Delivery]) -> None:
    """Four orders that differ in everything that can be filtered and searched."""
    lampes, tables = shop("lampes-fr"), shop("tables-be")
    paid, unpaid, held = ingest(
        lampes,
        unified_order("1", number="#1001", customer=Customer(name="Zoé Martin", email="zoe@example.com")),
        unified_order("2", number="#1002", payment_status=PaymentStatus.PENDING, status=Status.PENDING),
        {"external_id": "77-held"},
    )
    [other] = ingest(
        tables,
        unified_order(
            "9",
            number="T-9",
            customer=Customer(
                name="Bruxelles Import NV", email="achat@import.example", vat_id="BE0477472701"
            ),
            lines=(line(sku="TBL-OAK"),),
        ),
    )
    stuck(paid)
    sold = stuck(other, DeliveryState.DELIVERED)
    DeliveryStep.objects.create(delivery=sold, name="order", record_name="S00042", record_id=42)
    DeliveryStep.objects.create(delivery=sold, name="posted", record_name="INV/2026/00007", record_id=7)
    assert unpaid.number == "#1002"
    assert held.number == ""


@pytest.mark.usefixtures("variety")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"#1001", "#1002", "T-9", ""}),
        ("?held=yes", {"#1001", ""}),
        ("?held=no", {"#1002", "T-9"}),
        ("?delivery=held", {"#1001"}),
        ("?delivery=delivered", {"T-9"}),
        ("?delivery=none", {"#1002", ""}),
        ("?status=pending", {"#1002"}),
        ("?payment_status=pending", {"#1002"}),
        ("?fulfillment_status=unfulfilled", {"#1001", "#1002", "T-9"}),
        ("?channel=paper", {"#1001", "#1002", "T-9", ""}),
        ("?channel=woocommerce", set()),
    ],
)
def test_filters(client: Client, query: str, found: set[str]) -> None:
    assert numbers(client, query) == found


@pytest.mark.usefixtures("variety")
@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("#1001", {"#1001"}),
        ("1001", {"#1001"}),
        ("100", {"#1001", "#1002"}),
        ("ZOE@example.com", {"#1001", "#1002"}),
        ("achat@", {"T-9"}),
        ("martin", {"#1001", "#1002"}),
        ("import nv", {"T-9"}),
        ("77-held", {""}),
        ("TBL-OAK", {"T-9"}),
        ("tbl", {"T-9"}),
        ("be 0477.472.701", {"T-9"}),
        ("S00042", {"T-9"}),
        ("inv/2026/0", {"T-9"}),
        ("00042", set()),
        ("nobody", set()),
        ("%", set()),
        ("x" * 500, set()),
        ("  ", {"#1001", "#1002", "T-9", ""}),
    ],
)
def test_search_by_everything_that_people_know_of_an_order(
    client: Client, term: str, found: set[str]
) -> None:
    answer = client.get(LIST, {"q": term})

    assert {order.number for order in answer.context["cl"].result_list} == found


@pytest.mark.usefixtures("variety")
def test_search_and_filters_go_together(client: Client) -> None:
    assert numbers(client, "?q=martin&payment_status=pending") == {"#1002"}


def test_more_matches_than_are_shown_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.admin.orders.search.MOST_FOUND", 2)
    ingest(shop(), *(unified_order(str(number)) for number in range(3)))

    answer = client.get(LIST, {"q": "zoe@example.com"})

    assert len(answer.context["cl"].result_list) == 2
    assert "There are more matches" in answer.content.decode()


def test_old_orders_are_reached_by_their_age(client: Client) -> None:
    now = timezone.now()
    days = {"today": 0, "week": 6, "month": 29, "quarter": 60, "years": 800}
    ingest(shop(), *(unified_order(n, number=n, placed_at=now - timedelta(days=d)) for n, d in days.items()))

    assert numbers(client, "?placed=today") == {"today"}
    assert numbers(client, "?placed=7") == {"today", "week"}
    assert numbers(client, "?placed=30") == {"today", "week", "month"}
    assert numbers(client, "?placed=30%2B") == {"quarter", "years"}
    assert numbers(client, "?placed=365%2B") == {"years"}


def test_pages_are_turned_so_far_and_no_farther(client: Client) -> None:
    ingest(shop(), unified_order())

    assert client.get(f"{LIST}?p=200").status_code == 200
    assert "Show all" not in client.get(LIST).content.decode()  # with a count that nobody counted
    assert client.get(f"{LIST}?p=201").status_code == 302  # to the list, as for any page there is not


@pytest.mark.parametrize("query", ["?p=abc", "?p=99999999999999999999", "?shop__id__exact=x", "?nonsense=1"])
def test_an_address_typed_wrong_is_no_mistake_of_the_hub(client: Client, query: str) -> None:
    assert client.get(f"{LIST}{query}", follow=True).status_code == 200


def test_the_questions_to_the_database_do_not_grow_with_the_list_and_count_nothing(
    client: Client, stuck: Callable[[Order], Delivery]
) -> None:
    def questions(query: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{LIST}{query}")
        return [str(entry["sql"]) for entry in captured]

    def fill(slug: str) -> None:
        for order in ingest(shop(slug), *(unified_order(f"{slug}{number}") for number in range(12))):
            DeliveryStep.objects.create(delivery=stuck(order), name="partner")

    for query in ("", "?q=zoe", "?held=yes"):
        Order.objects.all().delete()
        fill(f"few{len(query)}")
        few = questions(query)
        fill(f"many{len(query)}")
        many = questions(query)

        assert len(few) == len(many) <= 9, many
        assert not any("COUNT(" in question and "hub_order" in question for question in many)
