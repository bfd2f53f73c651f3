"""What nobody can understand is stored and held; the page goes on and the cursor moves."""

import math
from typing import Any

import pytest

from hub.errors import ConfigError, ContractError
from hub.models import Cursor, EventKind, Order, Outbox, RawOrder
from hub.order import from_document
from tests.factories import shop
from tests.hub.ingest.pages import Scripted, raw, send

pytestmark = pytest.mark.django_db


def nested(depth: int) -> Any:
    value: Any = "deep"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "junk",
    [
        {"external_id": "9", "schema": "order/1"},
        {"external_id": "9", "note": "\ud800 half an emoji"},
        {"external_id": "9", "note": "a\x00b"},
        {"external_id": "9", "meta": nested(60)},
        {"external_id": "9", "weight": math.nan, "height": math.inf},
        {"external_id": "9", "number": 10**40},
        {"external_id": "\ud800"},
        {"external_id": "x" * 500},
        {"external_id": " 9 "},
        {"no id": True},
        {},
        [],
        None,
        "Database error",
        0,
    ],
)
def test_an_unreadable_order_is_held_and_its_neighbours_go_on(junk: Any) -> None:
    lampes = shop()

    result = send(lampes, raw("1"), junk, raw("2"), seen=60, cursor="moved")

    assert (result.seen, result.held) == (3, 1)
    assert set(Outbox.objects.values_list("order__external_id", flat=True)) == {"1", "2"}
    assert Cursor.objects.get().position == "moved"
    held = Order.objects.exclude(error_class="").get()
    assert (held.error_class, held.error_code) == ("contract", "unreadable_order")
    assert held.external_id in held.error_cause
    assert "lampes-fr" in held.error_cause
    assert held.error_remedy
    assert held.events.filter(kind=EventKind.HELD).count() == 1
    assert held.raw is not None
    assert str(held.raw.payload) == str(junk)


def test_a_mistake_in_the_mapping_is_held_as_a_bug() -> None:
    def broken(document: Any) -> Any:
        return document["lines"][17] if document["external_id"] == "9" else from_document(document)

    lampes = shop()

    send(lampes, raw("1"), raw("9"), raw("2"), seen=60, channel=Scripted(normalize=broken))

    held = Order.objects.get(external_id="9")
    assert (held.error_class, held.error_code) == ("bug", "mapping_failed")
    assert "IndexError" in held.error_cause
    assert Outbox.objects.count() == 2


def test_an_order_that_is_read_as_another_one_is_held_as_a_bug() -> None:
    lampes = shop()
    confused = Scripted(normalize=lambda document: from_document({**document, "external_id": "8"}))

    send(lampes, raw("9"), seen=60, channel=confused)

    held = Order.objects.get()
    assert (held.external_id, held.error_class, held.error_code) == ("9", "bug", "wrong_key")


def test_a_missing_setting_keeps_its_own_words() -> None:
    def unmapped(document: Any) -> Any:
        raise ConfigError("status_map", "Status wc-lost is not mapped.", "Map it.")

    lampes = shop()

    send(lampes, raw("9"), seen=60, channel=Scripted(normalize=unmapped))

    held = Order.objects.get()
    assert (held.error_class, held.error_code, held.error_remedy) == ("config", "status_map", "Map it.")


@pytest.mark.parametrize("mistake", [KeyError("id"), ContractError("no_id", "none"), RecursionError()])
def test_an_identification_that_fails_costs_only_its_order(mistake: Exception) -> None:
    def identify(document: Any) -> str:
        if document["external_id"] == "9":
            raise mistake
        return str(document["external_id"])

    lampes = shop()

    send(lampes, raw("1"), raw("9"), seen=60, channel=Scripted(identify=identify))

    assert Order.objects.filter(external_id__startswith="unidentified-", error_class="bug").count() == 1
    assert Outbox.objects.get().order.external_id == "1"


def test_text_of_the_error_can_always_be_stored() -> None:
    def rude(document: Any) -> Any:
        raise ContractError("odd", "The field \ud800 is odd.")

    lampes = shop()

    send(lampes, raw("9"), seen=60, channel=Scripted(normalize=rude))

    assert "The field ? is odd." in Order.objects.get().error_cause


def test_a_held_order_that_is_seen_again_is_told_once_and_tried_again() -> None:
    lampes = shop()
    send(lampes, raw("9"), seen=60, channel=Scripted(normalize=lambda document: from_document({})))
    assert Order.objects.get().in_trouble

    # the same content again, still not understood
    send(lampes, raw("9"), seen=120, channel=Scripted(normalize=lambda document: from_document({})))
    assert Order.objects.get().events.filter(kind=EventKind.HELD).count() == 1

    # and once more, after an update of the hub
    send(lampes, raw("9"), seen=180)
    send(lampes, raw("9"), seen=240)
    order = Order.objects.get()
    assert (order.in_trouble, order.published_revision, RawOrder.objects.count()) == (False, 1, 1)


def test_what_is_not_understood_any_more_is_not_told_in_its_earlier_form() -> None:
    # given a half-made order that has not settled
    lampes = shop()
    send(lampes, raw("9"), seen=2)

    # when its finished form cannot be read, however long it stays like that
    for seen in (20, 40, 60):
        result = send(lampes, {"external_id": "9", "new": "form"}, seen=seen)

    # then the half-made one is not published, and nobody is asked to look again at once
    assert Order.objects.get().in_trouble
    assert result.unsettled == 0
    assert not Outbox.objects.exists()


def test_an_old_unreadable_content_does_not_hold_a_newer_order() -> None:
    lampes = shop()
    send(lampes, raw("9"), seen=60)

    send(lampes, {"external_id": "9", "half": "made"}, seen=30)

    order = Order.objects.get()
    assert not order.in_trouble
    assert order.events.filter(kind=EventKind.STALE).count() == 1
    assert RawOrder.objects.count() == 2
