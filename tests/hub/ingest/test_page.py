"""One page: raw, orders, revisions, history, messages and cursor."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import Cursor, Event, EventKind, Line, Order, Outbox, RawOrder, Revision
from hub.order import Notice
from tests.factories import line, shop
from tests.hub.ingest.pages import raw, send

pytestmark = pytest.mark.django_db


def test_an_order_is_stored_raw_understood_and_told() -> None:
    lampes = shop()

    result = send(lampes, raw(), seen=60, cursor="the end")

    order = Order.objects.get()
    assert (result.seen, result.new, result.changed, result.held, result.unsettled) == (1, 1, 1, 0, 0)
    assert (order.number, order.gross, order.currency, order.email) == (
        "#4711",
        Decimal("49.00"),
        "EUR",
        "zoe@example.com",
    )
    assert (order.revision, order.published_revision) == (1, 1)
    assert order.raw is not None
    assert order.raw.payload == raw()
    assert Revision.objects.get().document == raw()
    assert Line.objects.get().sku == "LMP-01"
    assert Outbox.objects.get().type == "order.created"
    assert Cursor.objects.get().position == "the end"
    assert [event.kind for event in order.events.all()] == [EventKind.RECEIVED, EventKind.PUBLISHED]


def test_the_same_page_again_changes_nothing() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)
    before = Order.objects.values().get()

    result = send(lampes, raw(), seen=60)

    assert (result.seen, result.new, result.changed) == (1, 0, 0)
    assert Order.objects.values().get() == before
    assert (RawOrder.objects.count(), Revision.objects.count(), Outbox.objects.count()) == (1, 1, 1)


def test_a_hundred_unchanged_orders_cost_a_handful_of_queries() -> None:
    lampes = shop()
    page = [raw(str(number)) for number in range(100)]
    send(lampes, *page, seen=60)

    with CaptureQueriesContext(connection) as queries:
        send(lampes, *page, seen=120, cursor="later")

    assert len(queries) <= 12
    assert set(Order.objects.values_list("observed_at", flat=True)) == {
        Order.objects.latest("pk").observed_at
    }


def test_a_save_that_changed_only_the_date_is_no_new_revision() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)

    result = send(lampes, raw(changed=100), seen=160)

    assert (result.changed, RawOrder.objects.count(), Revision.objects.count(), Outbox.objects.count()) == (
        0,
        2,
        1,
        1,
    )


def test_a_change_is_a_new_revision_and_replaces_the_lines() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)

    send(lampes, raw(changed=100, note="Ring twice"), seen=160)

    order = Order.objects.get()
    assert order.newest is not None
    assert order.newest.document["note"] == "Ring twice"
    assert order.lines.count() == 1
    assert list(Outbox.objects.values_list("revision", "type")) == [
        (1, "order.created"),
        (2, "order.updated"),
    ]


def test_two_orders_with_the_same_number_are_two_orders() -> None:
    lampes = shop()

    send(lampes, raw("1", number="#1042"), raw("2", number="#1042"), seen=60)

    assert Order.objects.filter(number="#1042").count() == 2


def test_ids_that_differ_only_by_case_or_accent_are_different_orders() -> None:
    lampes = shop()

    send(lampes, raw("a1"), raw("A1"), raw("é"), raw("e"), seen=60)
    send(lampes, raw("A1"), raw("a1"), seen=90)

    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["A1", "a1", "e", "é"]


def test_the_same_id_in_two_shops_is_two_orders() -> None:
    lampes, maison = shop(), shop("maison")

    send(lampes, raw(), seen=60)
    send(maison, raw(shop="maison"), seen=60)

    assert Order.objects.filter(external_id="4711").count() == 2


def test_one_order_twice_on_a_page_is_one_order() -> None:
    lampes = shop()

    send(lampes, raw(), raw(changed=5, note="new"), raw(changed=5, note="new"), seen=60)

    order = Order.objects.get()
    assert (order.revision, Outbox.objects.count()) == (2, 2)


def test_a_blocking_notice_holds_the_order_until_a_person_accepts_that_revision() -> None:
    lampes = shop()
    mismatch = (Notice(code="totals_mismatch", detail="shop says 45.85, lines say 45.10"),)

    # given an order whose totals do not add up
    send(lampes, raw(notices=mismatch), seen=60)
    order = Order.objects.get()
    assert (order.error_class, order.error_code) == ("business", "totals_mismatch")

    # when a person accepts it, a mere new date does not hold it again
    Order.objects.update(accepted_revision=1, error_class="", error_code="")
    send(lampes, raw(changed=100, notices=mismatch), seen=160)
    assert not Order.objects.get().in_trouble

    # but another content does
    send(lampes, raw(changed=200, notices=mismatch, note="new"), seen=260)
    assert Order.objects.get().in_trouble

    # and a corrected one clears it
    send(lampes, raw(changed=300, note="new"), seen=360)
    assert not Order.objects.get().in_trouble


def test_what_staff_accepted_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)
    stale = Order.objects.get()
    Order.objects.update(accepted_revision=1)

    monkeypatch.setattr("hub.ingest.page._known_orders", lambda *_: {stale.external_id: stale})
    send(lampes, raw(changed=100, note="new"), seen=160)

    assert Order.objects.get().accepted_revision == 1


def test_long_texts_are_cut_in_columns_and_whole_in_the_document() -> None:
    lampes = shop()
    title = "Lampe 🛋️ " * 100

    send(lampes, raw(number="7" * 400, lines=(line(title=title, sku="S" * 400),)), seen=60)

    order = Order.objects.get()
    assert len(order.number) == 191
    assert order.newest is not None
    assert order.newest.document["lines"][0]["title"] == title
    assert not Event.objects.filter(kind=EventKind.HELD).exists()


def test_microseconds_of_the_shop_survive_the_database() -> None:
    lampes = shop()

    send(lampes, raw(changed=0.123456), seen=60.654321)

    order = Order.objects.get()
    assert order.updated_at is not None
    assert order.observed_at is not None
    assert (order.updated_at.microsecond, order.observed_at.microsecond) == (123456, 654321)
