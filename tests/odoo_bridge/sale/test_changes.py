"""What of an order Odoo needs to hear of again."""

from dataclasses import replace
from typing import Any

import pytest

from hub.order import Customer, Fulfillment, to_document
from odoo_bridge.sale.changes import changed_parts
from tests.factories import address, line, unified_order


def changed(**changes: Any) -> list[str]:
    before = unified_order()
    return changed_parts(to_document(before), to_document(replace(before, **changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ("vip",)},
        {"note": "Ring twice."},
        {"fulfillments": (Fulfillment(external_id="1", tracking_number="1Z"),)},
        {"raw_status": {"status": "completed"}},
        {"number": "#1"},
        {"customer": Customer(external_id="31", email="zoe@example.com", name="Zoé Martin", locale="de")},
    ],
)
def test_what_odoo_does_not_hold_is_no_change(changes: dict[str, Any]) -> None:
    assert changed(**changes) == []


def test_what_odoo_holds_is_named() -> None:
    lines = (line(net="50.00"),)
    other = unified_order(lines=lines)

    assert changed(lines=lines, totals=other.totals, shipping_address=address(city="Nice")) == [
        "shipping_address",
        "lines",
        "totals",
    ]


@pytest.mark.parametrize("field", ["email", "name", "company", "vat_id"])
def test_another_customer_is_a_change(field: str) -> None:
    other: dict[str, Any] = {field: "other@example.com"}

    assert changed(customer=replace(unified_order().customer, **other)) == ["customer"]
