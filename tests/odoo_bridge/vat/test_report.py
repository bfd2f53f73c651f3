"""The VAT of a period: what is added up and what is not, as API, page and CSV."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub.models import Order, Shop
from odoo_bridge.models import VatPart, VatRecord, VatState
from odoo_bridge.vat.stored.report import report
from tests.factories import ingest, shop, unified_order
from tests.odoo_bridge.vat.vies.test_api import caller

pytestmark = pytest.mark.django_db
ADDRESS, PAGE = "/api/v1/vat/report/", "/admin/odoo_bridge/vatrecord/report/"
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def decided(lampes: Shop, key: str, day: str = "2026-11-20", **columns: Any) -> VatRecord:
    """A German consumer's order of 100.00 net."""
    [order] = ingest(lampes, unified_order(key, shop=lampes.slug))
    values = {"revision": 1, "state": VatState.AGREED, "currency": "EUR", "gross": 119, **columns}
    record = VatRecord.objects.create(
        order=order, day=date.fromisoformat(day), charged_tax=19, due_tax=19, **values
    )
    VatPart.objects.create(record=record, treatment="OSS_DESTINATION", country="DE", rate=19, net=100, tax=19)
    return record


@pytest.fixture
def lampes(db: None) -> Shop:
    return shop()


def test_orders_of_one_treatment_country_and_rate_are_added_up(lampes: Shop) -> None:
    # given: two that count, and others that are held, cancelled, older, or of an earlier content
    decided(lampes, "1")
    decided(lampes, "2", state=VatState.FOLLOWED_RULE)
    decided(lampes, "3", state=VatState.HELD_DIFFERENT)
    decided(lampes, "4")
    Order.objects.filter(external_id="4").update(status="cancelled")
    decided(lampes, "5", day="2025-12-31")
    decided(lampes, "6", newest=False)

    # when
    [line] = report(date(2026, 1, 1), date(2026, 12, 31))

    # then
    assert (line.country, line.rate, line.sold.count) == ("DE", Decimal(19), 2)
    assert (line.net, line.tax) == (Decimal(200), Decimal(38))


def test_currencies_and_shops_stay_apart(lampes: Shop) -> None:
    decided(lampes, "1")
    decided(lampes, "2", currency="SEK")
    decided(shop("other"), "1")

    assert [line.currency for line in report(date(2026, 1, 1), date(2026, 12, 31))] == ["EUR", "SEK"]
    assert [line.sold.count for line in report(date(2026, 1, 1), date(2026, 12, 31), lampes)] == [1, 1]


def test_the_api_says_the_same(lampes: Shop) -> None:
    decided(lampes, "1")

    answer = caller("vat:report").get(ADDRESS, {**YEAR, "shop": lampes.slug})

    assert answer.json() == {
        "lines": [
            {
                "currency": "EUR",
                "treatment": "OSS_DESTINATION",
                "country": "DE",
                "rate": "19",
                "orders": "1",
                "sold_net": "100.00",
                "sold_tax": "19.00",
                "refunds": "0",
                "refunded_net": "0.00",
                "refunded_tax": "0.00",
                "net": "100.00",
                "tax": "19.00",
            }
        ]
    }


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "from"),
        ({**YEAR, "to": "soon"}, "to"),
        ({"from": "2026-12-31", "to": "2026-01-01"}, "to"),
        ({**YEAR, "shop": "nowhere"}, "shop"),
    ],
)
def test_what_cannot_be_used_is_named(query: dict[str, str], parameter: str) -> None:
    answer = caller("vat:report").get(ADDRESS, query)

    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_the_page_shows_a_period_and_gives_it_as_csv(lampes: Shop) -> None:
    # given
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    decided(lampes, "1")
    period = {"first": "2026-01-01", "last": "2026-12-31"}

    # when
    page = client.get(PAGE, period).content.decode()
    file = client.get(PAGE, {**period, "format": "csv"})
    wrong = client.get(PAGE, {"first": "2026-12-31", "last": "2026-01-01", "format": "csv"})

    # then
    assert "OSS_DESTINATION" in page
    assert file.content.decode().splitlines() == [
        "currency,treatment,country,rate,orders,sold_net,sold_tax,refunds,refunded_net,refunded_tax,net,tax",
        "EUR,OSS_DESTINATION,DE,19,1,100.00,19.00,0,0.00,0.00,100.00,19.00",
    ]
    assert "before the first" in wrong.content.decode()
    assert client.get(PAGE).status_code == 200
    assert "report/" in client.get("/admin/odoo_bridge/vatrecord/").content.decode()


def test_who_may_not_see_the_decisions_does_not_see_the_report(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("staff", is_staff=True))

    assert client.get(PAGE).status_code == 403
