"""The pages of one order: amounts, VAT, people, history, contents."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from hub import links
from hub.models import Attempt, Delivery, DeliveryStep, Event, Order, Revision
from hub.order import Notice, Payment, Refund
from tests.factories import PLACED_AT, SETTLED_AFTER, address, ingest, line, shop, unified_order

pytestmark = pytest.mark.django_db


class PaperLinks:
    """Links into a made-up target."""

    def record(self, model: str, record_id: int) -> str:
        return f"https://erp.example/{model}/{record_id}"

    def called(self, record: links.Stored) -> links.Called:
        return links.Called(f"Sale {record.name}", f"made by {record.step}")

    def mend(self, delivery: Delivery) -> str:
        return "https://erp.example/products"


def page(client: Client, order: Order, tab: str = "change") -> str:
    answer = client.get(f"/admin/hub/order/{order.pk}/{tab}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_amounts_and_vat_per_rate(client: Client) -> None:
    lines = (line("1"), line("2", net="100.00", tax_rate="5.5", sku="BK-1", title="Book"))
    [order] = ingest(shop(), unified_order(lines=lines))

    shown = page(client, order)

    for told in (
        "Desk lamp",
        "BK-1",
        "20\N{NO-BREAK SPACE}%",
        "40.83",
        "8.17",
        "5.5\N{NO-BREAK SPACE}%",
        "5.50",
    ):
        assert told in shown
    assert "154.50" in shown


def test_people_payments_refunds_and_notices(client: Client) -> None:
    paid = Payment(method="stripe", amount=Decimal("49.00"), reference="pi_77")
    refund = Refund(
        external_id="5",
        created_at=PLACED_AT,
        net=Decimal("10.00"),
        tax=Decimal("2.00"),
        gross=Decimal("12.00"),
        reason="scratched",
    )
    unified = unified_order(
        payments=(paid,),
        refunds=(refund,),
        note="Ring twice",
        shipping_address=address(name="Paul Roy", city="Nantes"),
        notices=(Notice(code="odd", detail="something to know"),),
    )
    [order] = ingest(shop(), unified)

    shown = page(client, order)

    for told in (
        "stripe",
        "pi_77",
        "scratched",
        "12.00",
        "Ring twice",
        "Paul Roy",
        "Nantes",
        "something to know",
    ):
        assert told in shown
    assert "https://paper.example/orders/4711" in shown


def test_french_staff_read_french(client: Client) -> None:
    [order] = ingest(shop(), unified_order(lines=(line(net="1234.50"),)))

    client.cookies["django_language"] = "fr"
    shown = page(client, order)

    for told in ("Montants", "TVA par taux", "Chronologie", "1\N{NARROW NO-BREAK SPACE}234,50", "Payé"):
        assert told in shown.replace("\N{NO-BREAK SPACE}234", "\N{NARROW NO-BREAK SPACE}234")
    translation.activate("en")


def test_a_delivery_shows_steps_with_links_attempts_and_what_to_do(
    client: Client, stuck: Callable[[Order], Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(links._openers, "odoo", lambda target: PaperLinks())
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)
    DeliveryStep.objects.create(
        delivery=delivery,
        name="order",
        model="sale.order",
        record_id=7,
        record_name="S00007",
        milliseconds=81,
    )
    Attempt.objects.create(
        delivery=delivery, started_at=timezone.now(), milliseconds=312, calls=9, outcome="held"
    )

    shown = page(client, order)

    for told in (
        "https://erp.example/sale.order/7",
        "Sale S00007",
        "made by order",
        "Sale order",
        "81",
        "312",
        "Create the product",
    ):
        assert told in shown
    assert "https://erp.example/products" in shown


def test_a_step_s_key_is_shown_where_it_says_something(
    client: Client, stuck: Callable[[Order], Delivery]
) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)
    for name in ("credited:R-7", "paid:x4210ee968f1f4ef5d26bdc75", "paid:stripe-1", "repaired"):
        DeliveryStep.objects.create(delivery=delivery, name=name, record_name="49.00 EUR")

    shown = page(client, order)

    assert "Credit note finished for refund R-7<" in shown
    assert "Payment settles the invoice<" in shown
    assert "Payment settles the invoice: stripe-1<" in shown
    assert "Invoice repaired<" in shown


def test_the_timeline_tells_who_and_how_long(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    Event.objects.create(
        shop=order.shop, order=order, kind="staff", text="Deliver again.", actor="zoe", detail={"ms": 1234}
    )

    shown = page(client, order)

    for told in ("First seen at the shop.", "has settled", "Deliver again.", "by zoe", "1234 ms"):
        assert told in shown


def test_the_contents_unified_raw_and_what_changed(client: Client) -> None:
    first = unified_order()
    lampes = shop()
    ingest(lampes, first)
    [order] = ingest(
        lampes,
        replace(first, note="Call first", updated_at=PLACED_AT + SETTLED_AFTER),
        observed_at=PLACED_AT + 3 * SETTLED_AFTER,
    )

    revisions, unified, raw = (page(client, order, tab) for tab in ("revisions", "unified", "raw"))

    assert "<code>note</code>" in revisions
    assert "<ins>Call first</ins>" in revisions
    assert "The first content" in revisions
    assert "&quot;schema&quot;: &quot;order/1&quot;" in unified
    assert "&quot;note&quot;: &quot;Call first&quot;" in raw


def test_an_order_that_was_never_understood_has_pages_too(client: Client) -> None:
    [order] = ingest(shop(), {"external_id": "7", "odd": float("nan")})

    assert "This order is held" in page(client, order)
    assert "could be read yet" in page(client, order, "revisions")
    assert "could be read yet" in page(client, order, "unified")
    assert "NaN" in page(client, order, "raw")


def test_a_document_of_another_version_is_said_and_no_crash(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    Revision.objects.update(document={"schema": "order/99"})

    assert "could not be read" in page(client, order)


def test_a_channel_that_is_gone_leaves_the_page(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    order.shop.channel = "gone"
    order.shop.save(update_fields=["channel"])

    assert "Desk lamp" in page(client, order)


@pytest.mark.parametrize("address", ["0", "999999999999999999999999", "abc", "1/2"])
@pytest.mark.parametrize("tab", ["change", "raw", "do/accept"])
def test_an_order_that_does_not_exist_leads_to_the_list(client: Client, address: str, tab: str) -> None:
    answer = client.get(f"/admin/hub/order/{address}/{tab}/", follow=True)

    assert answer.redirect_chain[-1][0] == "/admin/hub/order/"
    assert "There is no such order" in answer.content.decode()


def test_nothing_of_an_order_can_be_edited_added_or_deleted(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    before = Order.objects.values().get()

    client.post(f"/admin/hub/order/{order.pk}/change/", {"number": "X", "status": "cancelled"})

    assert Order.objects.values().get() == before
    assert client.get("/admin/hub/order/add/").status_code == 403
    assert client.post(f"/admin/hub/order/{order.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/hub/order/", {"action": "delete_selected", "_selected_action": [order.pk]})
    assert Order.objects.count() == 1


def test_the_page_asks_the_same_number_of_questions_however_long_the_history(
    client: Client, stuck: Callable[[Order], Delivery]
) -> None:
    [order] = ingest(shop(), unified_order())

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, order)
        return len(captured)

    def lengthen(times: int) -> None:
        delivery = stuck(order)
        for number in range(times):
            DeliveryStep.objects.create(
                delivery=delivery, name=f"step{delivery.steps.count() + number}{times}"
            )
            Attempt.objects.create(delivery=delivery, started_at=timezone.now(), outcome="held")
            Event.objects.create(shop=order.shop, order=order, kind="delivery", text="again")

    lengthen(1)
    few = questions()
    lengthen(20)

    assert questions() == few <= 14
