"""Examples for the documentation, built from the types themselves so that they are always valid."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hub.order import Address, Customer, Line, Order, Payment, TaxAmount, to_document
from hub.order.closing import totals_of
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status

_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_BASE = "https://hub.example.com/api/v1"
_ADDRESS = Address(name="Zoé Martin", street="3 rue des Lilas", postcode="69003", city="Lyon", country="FR")


def _line(external_id: str, kind: LineKind, title: str, quantity: int, **amounts: str) -> Line:
    net, tax = Decimal(amounts["net"]), Decimal(amounts["tax"])
    return Line(
        external_id=external_id,
        kind=kind,
        title=title,
        sku=amounts.get("sku", ""),
        quantity=Decimal(quantity),
        unit_price=(net + tax) / quantity,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=(TaxAmount(rate=Decimal(20), amount=tax, label="TVA 20 %"),),
        requires_shipping=kind is LineKind.PRODUCT,
    )


_LINES = (
    _line("9", LineKind.PRODUCT, "Desk lamp", 2, net="40.83", tax="8.17", sku="LMP-01"),
    _line("10", LineKind.SHIPPING, "Colissimo", 1, net="5.00", tax="1.00"),
)
document: dict[str, Any] = to_document(
    Order(
        channel="woocommerce",
        shop="lampes-fr",
        external_id="4711",
        number="1042",
        placed_at=_AT,
        updated_at=_AT,
        status=Status.OPEN,
        payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.UNFULFILLED,
        raw_status={"status": "processing"},
        currency="EUR",
        prices_include_tax=True,
        customer=Customer(external_id="31", email="zoe@example.com", name="Zoé Martin", locale="fr"),
        billing_address=_ADDRESS,
        shipping_address=_ADDRESS,
        lines=_LINES,
        totals=totals_of(_LINES),
        payments=(Payment(method="stripe", amount=totals_of(_LINES).gross, paid_at=_AT),),
    )
)
_TRACE = "8c1f0f0e6f4a4f0c9b6f3b1d2a7e5c44"
_SKU_UNKNOWN: dict[str, Any] = {
    "class": "config",
    "code": "sku_unknown",
    "cause": "Order 1042 of shop lampes-fr: Odoo knows no product LMP-01.",
    "remedy": "Make the product in Odoo, or correct the SKU at the shop; the order then goes by itself.",
    "since": "2026-11-21T09:31:04Z",
}
order: dict[str, Any] = {
    "id": 17,
    "shop": "lampes-fr",
    "channel": "woocommerce",
    "external_id": "4711",
    "revision": 1,
    "trace_id": _TRACE,
    "received_at": "2026-11-21T09:30:41Z",
    "changed_at": "2026-11-21T09:31:02Z",
    "state": {"held": True, "settled": True, "error": _SKU_UNKNOWN},
    "links": {"self": f"{_BASE}/orders/17/", "shop": f"{_BASE}/shops/lampes-fr/"},
    "order": document,
}
_STEP = {
    "name": "partner",
    "model": "res.partner",
    "record_id": 52,
    "record_name": "Zoé Martin",
    "milliseconds": 118,
    "done_at": "2026-11-21T09:31:03Z",
}
_ATTEMPT = {
    "started_at": "2026-11-21T09:31:03Z",
    "milliseconds": 804,
    "calls": 7,
    "outcome": "held",
    "error": {name: _SKU_UNKNOWN[name] for name in ("class", "code", "cause")},
}
_DELIVERY = {
    "id": 21,
    "target": "odoo:main",
    "revision": 1,
    "state": "held",
    "waits_for": "sku:LMP-01",
    "error": _SKU_UNKNOWN,
    "attempts_used": 0,
    "next_attempt_at": None,
    "created_at": "2026-11-21T09:31:02Z",
    "finished_at": None,
    "result": {},
    "steps": [_STEP],
    "attempts": [_ATTEMPT],
}
invoice: dict[str, Any] = {
    "id": 5,
    "order_id": 17,
    "kind": "invoice",
    "number": "INV/2026/00068",
    "target": "odoo:main",
    "state": "kept",
    "error": None,
    "created_at": "2026-11-21T09:31:05Z",
    "file": {
        "name": "INV_2026_00068.pdf",
        "size": 185194,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "fetched_at": "2026-11-21T09:31:11Z",
        "link": {
            "url": "https://hub.example.com/documents/5.1795339871:pWxk3yJ0bGmV7r5aT1c9QeZ2u8s/",
            "expires_at": "2026-11-21T09:46:11Z",
        },
    },
}
_EVENTS = [
    {"occurred_at": at, "kind": kind, "text": text, "detail": {}, "actor": ""}
    for at, kind, text in (
        ("2026-11-21T09:30:41Z", "received", "First seen at the shop."),
        ("2026-11-21T09:31:02Z", "published", "Revision 1 has settled."),
    )
]
order_detail: dict[str, Any] = {**order, "events": _EVENTS, "deliveries": [_DELIVERY]}
shop: dict[str, Any] = {
    "slug": "lampes-fr",
    "name": "Lampes",
    "channel": "woocommerce",
    "active": True,
    "poll_seconds": 60,
    "created_at": "2026-10-01T08:00:00Z",
    "health": {
        "last_poll_at": "2026-11-21T09:31:02Z",
        "last_success_at": "2026-11-21T09:31:02Z",
        "next_poll_at": "2026-11-21T09:32:02Z",
        "lag_seconds": 12,
        "error": None,
    },
    "links": {"self": f"{_BASE}/shops/lampes-fr/", "orders": f"{_BASE}/orders/?shop=lampes-fr"},
}
preview: dict[str, Any] = {
    "order_id": 17,
    "target": "odoo:main",
    "revision": 1,
    "verdict": "missing",
    "reason": "",
    "customer": {
        "name": "Zoé Martin",
        "found": True,
        "rule": "email",
        "reasons": ["The e-mail zoe@example.com is the same, and the name."],
        "partner": 41,
    },
    "lines": [
        {
            "sku": "LMP-01",
            "product": "#7",
            "name": "Desk lamp",
            "quantity": "2",
            "unit_price": "24.50",
            "taxes": "20% G INC",
        }
    ],
    "totals": [{"what": "invoice", "net": "45.83", "tax": "9.17", "gross": "55.00", "currency": "EUR"}],
    "lacks": [
        {
            "code": "sku_unknown",
            "error_class": "business",
            "key": "sku:SHIPPING",
            "subject": "SKU SHIPPING",
            "cause": "Order 1042 of shop lampes-fr: Odoo has no product SHIPPING.",
            "remedy": "Create the product in Odoo with this internal reference.",
        }
    ],
    "calls": [
        {
            "words": "Confirm ‹new sale order 1›.",
            "name": "sale.order.action_confirm",
            "records": [{"ids": ["‹new sale order 1›"]}],
        }
    ],
    "notes": [],
}
difference: dict[str, Any] = {
    "id": 3,
    "shop": "lampes-fr",
    "order_id": 17,
    "number": "1042",
    "side": "odoo:main",
    "kind": "sale_order_deleted",
    "state": "open",
    "cause": "Order 1042 of shop lampes-fr was delivered as sale order 68, which does not exist in Odoo any "
    "more.",
    "remedy": "Let the hub write it again; or accept this difference.",
    "facts": {"sale": 68, "left": []},
    "record": {"model": "sale.order", "id": 68, "name": ""},
    "times": 1,
    "opened_at": "2026-11-22T02:14:09Z",
    "seen_at": "2026-11-22T02:14:09Z",
    "resolved_at": None,
    "accepted": None,
    "links": {"order": f"{_BASE}/orders/17/", "shop": f"{_BASE}/shops/lampes-fr/"},
}
reconciliation: dict[str, Any] = {
    "id": 12,
    "shop": "lampes-fr",
    "side": "shop",
    "reason": "nightly",
    "state": "done",
    "since": "2026-10-23T02:00:00Z",
    "counts": {
        "orders": 412,
        "equal": 411,
        "differing": 0,
        "under_way": 1,
        "not_due": 0,
        "not_compared": 0,
    },
    "days": [{"day": "2026-11-21", "shop": 14, "hub": 14}],
    "error": None,
    "started_at": "2026-11-22T02:13:58Z",
    "finished_at": "2026-11-22T02:14:02Z",
}
feed: dict[str, Any] = {
    "next_after": 1,
    "more": False,
    "results": [
        {
            "position": 1,
            "event_id": "5f0d0bb1-7f2e-4f1c-9d55-0b3a4e6f7a10",
            "type": "order.created",
            "occurred_at": "2026-11-21T09:31:02Z",
            "trace_id": _TRACE,
            "channel": "woocommerce",
            "shop": "lampes-fr",
            "order_id": 17,
            "revision": 1,
            "order": document,
        }
    ],
}
waiting: dict[str, Any] = {
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
            "cause": "Order 1042 of shop lampes-fr: Odoo has no product LMP-9.",
            "remedy": "Create the product in Odoo with this internal reference, or map the shop's SKU to "
            "another one; the orders that wait go on by themselves.",
            "waiting": 14,
            "amounts": [{"currency": "EUR", "gross": "573.60"}],
            "shops": ["Lampes de Lyon", "Verre & Co"],
            "since": "2026-11-21T09:31:02Z",
            "assignee": None,
            "snoozed_until": None,
            "class": "business",
        }
    ],
}
