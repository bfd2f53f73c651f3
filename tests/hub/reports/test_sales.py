"""Orders and VAT by day, channel, country and rate: as page, file and API, in few queries."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from hub import api_keys
from hub.models import Line, Order, Shop
from hub.order.vocabulary import Status
from hub.reports.days import stretches
from hub.reports.sales import by, sales
from tests.factories import ingest, line, shop, unified_order

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
PAGE = "/admin/reports/"


@pytest.fixture
def zoe() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def placed(at: datetime, number: str = "1", where: Shop | None = None) -> Order:
    [order] = ingest(where or shop(), replace(unified_order(external_id=number), placed_at=at))
    return order


def test_the_rate_of_a_line_is_stored_with_it() -> None:
    ingest(shop(), unified_order(lines=(line(),)))

    assert Line.objects.get().rate == Decimal(20)


def test_an_order_is_counted_on_the_day_of_the_people() -> None:
    placed(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))  # half past midnight in Paris

    found = sales(date(2026, 7, 1), date(2026, 7, 2))

    assert [(row.day, row.orders) for row in found.orders] == [(date(2026, 7, 2), 1)]
    assert {row.day for row in found.taxes} == {date(2026, 7, 2)}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # 00:30 in summer time
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # 23:30 in winter time
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_when_the_clocks_change(at: datetime, day: date) -> None:
    placed(at)

    found = sales(date(2026, 3, 1), date(2026, 11, 30))

    assert [row.day for row in found.orders] == [day]


def test_stretches_cover_a_period_without_gap() -> None:
    parts = list(stretches(date(2026, 1, 1), date(2026, 12, 31), PARIS))

    assert len(parts) == 5
    assert parts[0].begin == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert parts[-1].end == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert all(one.end == following.begin for one, following in pairwise(parts))
    assert [part.only for part in parts if part.only] == [date(2026, 3, 29), date(2026, 10, 25)]


def test_the_sums_are_those_of_the_lines() -> None:
    where = shop()
    orders = [placed(datetime(2026, 11, 21, 9, tzinfo=UTC), str(number), where) for number in range(3)]

    found = sales(date(2026, 11, 21), date(2026, 11, 21))

    [row] = found.orders
    assert (row.orders, row.gross) == (3, sum(order.gross or 0 for order in orders))
    assert sum(tax.net + tax.tax for tax in found.taxes) == row.gross
    assert sum(net for _currency, _rate, net, _tax in by(found.taxes, "rate")) == sum(
        t.net for t in found.taxes
    )


def test_shops_of_one_channel_are_summed_together() -> None:
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    placed(at), placed(at, "2", shop(slug="other"))

    found = sales(at.date(), at.date())

    assert [row.orders for row in found.orders] == [2]
    assert found.orders[0].gross == sum(order.gross or 0 for order in Order.objects.all())
    assert len(found.taxes) == 1


def test_cancelled_orders_and_other_shops_are_left_out() -> None:
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    order, other = placed(at), placed(at, "2", shop(slug="other"))
    Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)

    day = at.date()
    assert sum(row.orders for row in sales(day, day).orders) == 1
    assert sales(day, day, Shop.objects.exclude(pk=other.shop_id).get()).orders == []


def test_a_year_takes_few_queries(zoe: Client, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    placed(datetime(2026, 11, 21, 9, tzinfo=UTC))

    with django_assert_max_num_queries(
        6
    ):  # session, person, orders, VAT, shops twice; the clocks change twice
        page = zoe.get(PAGE, {"first": "2026-01-01", "last": "2026-12-31"}).content.decode()

    assert "<svg" in page
    assert "21 Nov 2026: 1" in page


def test_the_files(zoe: Client) -> None:
    placed(datetime(2026, 11, 21, 9, tzinfo=UTC))
    period = {"first": "2026-11-01", "last": "2026-11-30"}

    text = zoe.get(PAGE, {**period, "format": "csv"}).content.decode()
    answer = zoe.get(PAGE, {**period, "format": "xlsx"})

    assert text.splitlines()[0] == "day,channel,country,currency,rate,net,tax"
    assert text.splitlines()[1].startswith("2026-11-21,")
    assert "orders-20261101-20261130.xlsx" in answer["Content-Disposition"]
    assert "xl/worksheets/sheet2.xml" in zipfile.ZipFile(BytesIO(answer.content)).namelist()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-02-01", "2026-01-01", "before the first"),
        ("2024-01-01", "2026-01-01", "at most 366 days"),
        ("nonsense", "2026-01-01", "valid date"),
    ],
)
def test_a_period_that_cannot_be(zoe: Client, first: str, last: str, said: str) -> None:
    assert said in zoe.get(PAGE, {"first": first, "last": last}).content.decode()


def test_only_those_who_may_see_orders() -> None:
    person = User.objects.create_user("nobody", is_staff=True)
    client = Client()
    assert client.get(PAGE).url.startswith("/admin/login/")  # type: ignore[attr-defined]
    client.force_login(person)
    assert client.get(PAGE).status_code == 403


def test_the_api() -> None:
    order = placed(datetime(2026, 11, 21, 9, tzinfo=UTC))
    _row, key = api_keys.make("books", ["reports:read"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    address = "/api/v1/reports/sales/"

    answer = client.get(address, {"from": "2026-11-01", "to": "2026-11-30", "shop": "lampes-fr"})

    assert answer.json()["orders"][0]["gross"] == f"{order.gross:.2f}"
    assert answer.json()["taxes"][0]["rate"] == "20"
    for period in (
        {"from": "x"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "2020-01-01", "to": "2026-01-01"},
    ):
        assert client.get(address, period).status_code == 400
    assert (
        client.get(address, {"from": "2026-11-01", "to": "2026-11-02", "shop": "nowhere"}).status_code == 400
    )
    _row, other = api_keys.make("feed", ["events:read"])
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {other}")
    assert client.get(address, {"from": "2026-11-01", "to": "2026-11-30"}).status_code == 403
