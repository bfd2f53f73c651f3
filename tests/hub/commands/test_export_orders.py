"""`export_orders`: the newest document of each order."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.management.commands import export_orders
from hub.models import Order
from hub.order import from_document
from tests.factories import ingest, shop, unified_order
from tests.hub.commands.running import manage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five orders, one unreadable one and one of another shop, read two at a time."""
    monkeypatch.setattr(export_orders, "_AT_ONCE", 2)
    ingest(
        shop(), *[unified_order(str(number), note="🛋️\nline two") for number in range(5)], {"external_id": "x"}
    )
    ingest(shop("maison"), unified_order("0"))


def test_an_array_of_all() -> None:
    ran = manage("export_orders")

    exported = [from_document(document) for document in json.loads(ran.out)]
    assert [(order.shop, order.external_id) for order in exported] == [
        *[("lampes-fr", str(number)) for number in range(5)],
        ("maison", "0"),
    ]


def test_one_order_a_line() -> None:
    lines = manage("export_orders", "--jsonl", "--shop", "lampes-fr").out.splitlines()

    assert [json.loads(line)["external_id"] for line in lines] == ["0", "1", "2", "3", "4"]


def test_only_what_changed_since() -> None:
    old = timezone.now() - timedelta(days=2)
    Order.objects.exclude(external_id="3").update(changed_at=old)

    lines = manage(
        "export_orders", "--jsonl", "--since", (old + timedelta(days=1)).isoformat()
    ).out.splitlines()

    assert [json.loads(line)["external_id"] for line in lines] == ["3"]


def test_nothing_is_an_empty_array() -> None:
    assert json.loads(manage("export_orders", "--since", "2999-01-01").out) == []


@pytest.mark.parametrize(("arguments", "named"), [(["--shop", "gone"], "gone"), (["--since", "now"], "now")])
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    assert named in manage("export_orders", *arguments).complaint
