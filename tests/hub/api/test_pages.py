"""Pages by key: complete, without repeats, and indifferent to what is written meanwhile."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from hub.api.pagination import decode, encode
from hub.models import Order
from hub.order.vocabulary import Status
from tests.factories import PLACED_AT, ingest, shop, unified_order

pytestmark = pytest.mark.django_db
KEYSET = ("changed_at", "id")


def pages(client: Client, address: str) -> Iterator[list[dict[str, Any]]]:
    """The pages that `next` leads to."""
    following: str | None = address
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        yield answer.json()["results"]
        following = answer.json()["next"]


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["external_id"] for row in rows]


@pytest.fixture
def seven_orders(db: None) -> None:
    ingest(shop(), *(unified_order(str(number)) for number in range(1, 8)))


@pytest.mark.usefixtures("seven_orders")
@pytest.mark.parametrize(
    ("limit", "sizes"), [(3, [3, 3, 1]), (7, [7]), (6, [6, 1]), (200, [7]), (1, [1] * 7)]
)
def test_pages_are_complete(client: Client, limit: int, sizes: list[int]) -> None:
    read = list(pages(client, f"/api/v1/orders/?limit={limit}"))

    assert [len(page) for page in read] == sizes
    assert [name for page in read for name in ids(page)] == list("1234567")


def test_no_orders_are_one_empty_page(client: Client) -> None:
    assert client.get("/api/v1/orders/").json() == {"next": None, "results": []}


@pytest.mark.usefixtures("seven_orders")
def test_orders_of_the_same_moment_are_neither_lost_nor_repeated(client: Client) -> None:
    Order.objects.update(changed_at=PLACED_AT)

    read = [name for page in pages(client, "/api/v1/orders/?limit=2") for name in ids(page)]

    assert read == list("1234567")


@pytest.mark.usefixtures("seven_orders")
def test_filters_stay_in_force_on_the_next_page(client: Client) -> None:
    ingest(shop("vases-de"), unified_order("8"))

    read = [name for page in pages(client, "/api/v1/orders/?shop=lampes-fr&limit=4") for name in ids(page)]

    assert read == list("1234567")


@pytest.mark.usefixtures("seven_orders")
def test_what_changes_while_reading_comes_again_at_the_end_and_nothing_is_skipped(client: Client) -> None:
    reader = pages(client, "/api/v1/orders/?limit=3")
    first = next(reader)

    # meanwhile: a change of an order already read, one of an order not yet read, and a new order
    lampes = Order.objects.get(external_id="1").shop
    later = PLACED_AT + timedelta(hours=1)
    ingest(
        lampes,
        unified_order("1", status=Status.COMPLETED, updated_at=later),
        unified_order("6", status=Status.COMPLETED, updated_at=later),
        unified_order("8"),
    )
    rest = [row for page in reader for row in page]

    assert ids(first) == ["1", "2", "3"]
    assert ids(rest)[:3] == ["4", "5", "7"]
    assert sorted(ids(rest)[3:]) == ["1", "6", "8"]
    assert {row["external_id"]: row["order"]["status"] for row in rest}["6"] == "completed"


@pytest.mark.usefixtures("seven_orders")
def test_the_row_at_which_a_page_ended_may_vanish(client: Client) -> None:
    reader = pages(client, "/api/v1/orders/?limit=3")
    next(reader)
    Order.objects.filter(external_id="3").delete()

    assert ids([row for page in reader for row in page]) == list("4567")


def test_shops_come_in_pages_too(client: Client) -> None:
    for number in range(5):
        shop(f"shop-{number}")

    read = [row["slug"] for page in pages(client, "/api/v1/shops/?limit=2") for row in page]

    assert read == [f"shop-{number}" for number in range(5)]


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "made_up",
    [
        "x",
        "é",
        "====",
        "WyIyMDI2LTEx",
        cursor(None),
        cursor({}),
        cursor([]),
        cursor(["2026-11-21T09:30:00+00:00"]),
        cursor(["2026-11-21T09:30:00+00:00", "1", "1"]),
        cursor(["2026-11-21T09:30:00+00:00", 1]),
        cursor(["2026-11-21T09:30:00+00:00", "one"]),
        cursor(["2026-11-21T09:30:00+00:00", "9" * 5000]),
        cursor(["yesterday", "1"]),
        cursor([["2026"], "1"]),
        cursor(["0001-01-01T00:00:00+12:00", "1"]),
        "W" * 3000,
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_made_up_cursor_is_refused(client: Client, made_up: str) -> None:
    answer = client.get("/api/v1/orders/", {"cursor": made_up})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "parameter": "cursor",
            "detail": "It was not made by this API. Take it whole from `next`, or leave it out.",
        }
    ]


@pytest.mark.parametrize("number", ["-1", "0", str(2**63), "9" * 30])
def test_a_cursor_beyond_all_ids_is_harmless(client: Client, number: str) -> None:
    answer = client.get("/api/v1/orders/", {"cursor": cursor(["2026-11-21T09:30:00+00:00", number])})

    assert answer.status_code == 200


@given(moment=st.datetimes(timezones=st.just(UTC)), number=st.integers(1, 2**63 - 1))
def test_a_cursor_keeps_its_row_to_the_microsecond(moment: datetime, number: int) -> None:
    assert decode(encode([moment, number]), KEYSET, Order) == [moment, number]


@given(text=st.text())
def test_whatever_is_typed_is_a_cursor_or_is_refused(text: str) -> None:
    with suppress(ValidationError):
        assert len(decode(text, KEYSET, Order)) == len(KEYSET)
