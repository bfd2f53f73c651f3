"""Whatever a shop, a customer or an ERP writes, the pages show it as text."""

from collections.abc import Callable

import pytest
from django.test import Client

from hub.models import Attempt, Delivery, DeliveryStep, Event, Order, Shop
from hub.order import Customer, Notice
from hub.problems import desk
from tests.factories import PLACED_AT, address, ingest, line, shop, unified_order

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('hit')</script>"
HOSTILE = [
    SCRIPT,
    "\"><img src=x onerror=alert('hit')>",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnirts live\N{ARABIC LETTER ALEF}\N{HEBREW LETTER ALEF}",
    "\N{COLLISION SYMBOL}\N{ZERO WIDTH JOINER}{{ 7|add:7 }}{% now 'Y' %}",
    "javascript:alert('hit')",
    "W" * 5000,
    "</title></pre></textarea><svg onload=alert('hit')>",
]


@pytest.fixture
def hostile(request: pytest.FixtureRequest, stuck: Callable[[Order], Delivery]) -> Order:
    """An order, its delivery, its events and its shop that carry the text wherever text is."""
    text: str = request.param
    short = text[:120]
    person = Customer(name=text, email=text, company=text, vat_id=short, phone=text)
    [order] = ingest(
        shop(name=short),
        unified_order(
            number=text,
            customer=person,
            billing_address=address(name=text, street=text, city=text),
            lines=(line(title=text, sku=text, variant=text),),
            note=text,
            notices=(Notice(code="totals_mismatch", detail=text),),
        ),
    )
    delivery = stuck(order)
    DeliveryStep.objects.create(
        delivery=delivery, name="order", model=short[:60], record_id=1, record_name=short
    )
    Attempt.objects.create(delivery=delivery, started_at=PLACED_AT, outcome="held", error_cause=text)
    Event.objects.create(shop=order.shop, order=order, kind="staff", text=text, actor=short)
    trouble = {"error_class": "business", "error_code": "x", "error_cause": text, "error_remedy": text}
    Delivery.objects.update(**trouble)
    Shop.objects.update(**trouble)
    return order


@pytest.mark.parametrize("hostile", HOSTILE, indirect=True)
def test_it_is_text_on_every_page(client: Client, hostile: Order) -> None:
    delivery = hostile.deliveries.get()
    pages = [
        "",
        "hub/order/",
        *(f"hub/order/{hostile.pk}/{tab}/" for tab in ("change", "unified", "raw", "revisions")),
        f"hub/order/{hostile.pk}/do/accept/",
        "hub/delivery/",
        f"hub/delivery/{delivery.pk}/change/",
        f"hub/delivery/{delivery.pk}/do/again/",
        "hub/event/",
        "hub/problem/",
        *(f"hub/problem/{group.key}/change/" for group in desk.open_groups()),
        "hub/shop/",
        f"hub/shop/{hostile.shop_id}/change/",
    ]

    for page in pages:
        answer = client.get(f"/admin/{page}")
        shown = answer.content.decode()

        assert answer.status_code == 200, page
        for harmful in (SCRIPT, "<img src=x", "<svg onload", "</pre></textarea>", 'href="javascript:'):
            assert harmful not in shown, (page, harmful)
        assert "14{% now" not in shown


@pytest.mark.parametrize("hostile", ["W" * 5000], indirect=True)
def test_endless_text_is_shortened_in_lists(client: Client, hostile: Order) -> None:
    for page in ("hub/order/", "hub/delivery/", "hub/event/", "hub/problem/", "hub/shop/", ""):
        assert "W" * 501 not in client.get(f"/admin/{page}").content.decode(), page


@pytest.mark.parametrize("term", HOSTILE)
def test_searching_for_it_is_harmless(client: Client, term: str) -> None:
    for page in ("hub/order/", "hub/delivery/", "odoo_bridge/partner/", "odoo_bridge/partnerlink/"):
        answer = client.get(f"/admin/{page}", {"q": term})

        assert answer.status_code == 200
        assert SCRIPT not in answer.content.decode()


def test_messages_about_it_are_text_too(client: Client, stuck: Callable[[Order], Delivery]) -> None:
    [order] = ingest(shop(), unified_order(number=SCRIPT))
    delivery = stuck(order)

    answer = client.post(
        f"/admin/hub/delivery/{delivery.pk}/do/again/", {"again-reason": SCRIPT}, follow=True
    )

    assert "is delivered again" in answer.content.decode()
    assert SCRIPT not in answer.content.decode()
