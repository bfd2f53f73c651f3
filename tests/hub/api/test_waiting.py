"""Problems through the API."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import ApiKey
from hub.problems import handling
from tests.factories import shop
from tests.hub.api.conftest import Caller
from tests.hub.problems.test_grouping import only, orders, waiting

pytestmark = pytest.mark.django_db


def test_a_problem_says_what_waits_for_it(client: Client) -> None:
    for order in orders(shop(name="Lampes"), "1", "2"):
        waiting(order)
    handling.assign(only(), User.objects.create_user("zoe"), version=0, actor="zoe")

    found = client.get("/api/v1/problems/").json()

    assert found == {
        "count": 1,
        "results": [
            {
                "key": "dcd79215de271cd5896309532d0aaf15",
                "source": "delivery",
                "place": "odoo:main",
                "code": "sku_unknown",
                "subject": "sku:LMP-9",
                "standing": "held",
                "title": "SKU LMP-9 unknown in Odoo",
                "cause": "Odoo has no product.",
                "remedy": "Create it.",
                "waiting": 2,
                "amounts": [{"currency": "EUR", "gross": "98.00"}],
                "shops": ["Lampes"],
                "since": "2026-11-21T09:30:00Z",
                "assignee": "zoe",
                "snoozed_until": None,
                "class": "business",
            }
        ],
    }


def test_they_are_filtered_and_limited(client: Client) -> None:
    for number, order in enumerate(orders(shop(), "1", "2", "3")):
        waiting(order, f"sku:{number}", error_class="config" if number else "business")

    def asked(query: str) -> tuple[int, int]:
        answer = client.get(f"/api/v1/problems/?{query}").json()
        return answer["count"], len(answer["results"])

    assert asked("class=config") == (2, 2)
    assert asked("standing=held&limit=1") == (3, 1)
    assert asked("standing=failed") == (0, 0)


@pytest.mark.parametrize("query", ["class=odd", "standing=odd", "limit=0", "limit=1001", "shop=x", "class="])
def test_a_filter_that_cannot_be_used_is_said(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/problems/?{query}").status_code == 400


def test_it_needs_its_scope(caller: Caller) -> None:
    answer = caller("orders:read").get("/api/v1/problems/")

    assert (answer.status_code, answer.json()["required_scope"]) == (403, "problems:read")


def test_each_kind_is_asked_for_once_however_much_waits(client: Client) -> None:
    def questions() -> int:
        ApiKey.objects.update(last_used_at=timezone.now())
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/api/v1/problems/").status_code == 200
        return len(captured)

    few = questions()
    for number, order in enumerate(orders(shop(), *map(str, range(20)))):
        waiting(order, f"sku:{number}")

    assert questions() == few == 9  # key, outages, six kinds of rows, what is kept about them
