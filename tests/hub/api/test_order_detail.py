"""One order with all that happened to it."""

from datetime import timedelta

import pytest
from django.test import Client

from hub import deliveries
from hub.errors import BusinessError
from hub.models import Attempt, DeliveryState, DeliveryStep, Event, EventKind
from hub.order.vocabulary import Status
from tests.factories import PLACED_AT, ingest, shop, unified_order

pytestmark = pytest.mark.django_db


def test_it_says_all_that_the_list_says(client: Client) -> None:
    [order] = ingest(shop(), unified_order())

    [row] = client.get("/api/v1/orders/").json()["results"]
    detail = client.get(f"/api/v1/orders/{order.pk}/").json()

    assert {name: detail[name] for name in row} == row
    assert row["links"]["self"] == f"http://testserver/api/v1/orders/{order.pk}/"


def test_history_is_told_oldest_first(client: Client) -> None:
    lampes = shop()
    [order] = ingest(lampes, unified_order())
    ingest(lampes, unified_order(status=Status.COMPLETED, updated_at=PLACED_AT + timedelta(hours=1)))
    Event.objects.create(
        shop=lampes, order=order, kind=EventKind.STAFF, text="Deliver again.", actor="ann", detail={"n": 1}
    )

    events = client.get(f"/api/v1/orders/{order.pk}/").json()["events"]

    assert [event["kind"] for event in events] == ["received", "published", "changed", "published", "staff"]
    assert events[-1]["actor"] == "ann"
    assert events[-1]["detail"] == {"n": 1}
    assert all(event["occurred_at"].endswith("Z") for event in events)


def test_a_delivery_shows_its_steps_attempts_and_error(client: Client) -> None:
    # given a delivery that made a partner and then met a closed period
    [order] = ingest(shop(), unified_order())
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    error = BusinessError("period_closed", "November is closed.", "Open the period.")
    delivery.note_trouble(error, PLACED_AT)
    delivery.state, delivery.attempts, delivery.waits_for = DeliveryState.HELD, 1, "period:2026-11"
    delivery.save()
    DeliveryStep.objects.create(
        delivery=delivery,
        name="partner",
        model="res.partner",
        record_id=52,
        record_name="Zoé",
        milliseconds=118,
    )
    Attempt.objects.create(
        delivery=delivery,
        started_at=PLACED_AT,
        milliseconds=804,
        calls=7,
        outcome="held",
        error_class="business",
        error_code="period_closed",
        error_cause="November is closed.",
    )
    Attempt.objects.create(delivery=delivery, started_at=PLACED_AT, milliseconds=5, calls=1, outcome="ok")

    # when the order is read
    detail = client.get(f"/api/v1/orders/{order.pk}/").json()

    # then all of it is there
    [shown] = detail["deliveries"]
    since = "2026-11-21T09:30:00Z"
    trouble = {"class": "business", "code": "period_closed", "cause": "November is closed."}
    assert shown["error"] == {**trouble, "remedy": "Open the period.", "since": since}
    assert detail["state"]["error"] == shown["error"]
    assert (shown["target"], shown["revision"], shown["state"]) == ("odoo:main", 1, "held")
    assert (shown["waits_for"], shown["attempts_used"]) == ("period:2026-11", 1)
    [step] = shown["steps"]
    assert (step["name"], step["model"], step["record_id"]) == ("partner", "res.partner", 52)
    assert (step["record_name"], step["milliseconds"]) == ("Zoé", 118)
    failed, went_well = shown["attempts"]
    assert failed["error"] == trouble
    assert (failed["started_at"], failed["milliseconds"], failed["calls"]) == (since, 804, 7)
    assert (went_well["outcome"], went_well["error"]) == ("ok", None)


def test_an_order_that_was_never_understood_can_be_read(client: Client) -> None:
    [order] = ingest(shop(), {"external_id": "13"})

    detail = client.get(f"/api/v1/orders/{order.pk}/").json()

    assert detail["order"] is None
    assert [event["kind"] for event in detail["events"]] == ["received", "held"]
    assert detail["deliveries"] == []


def test_it_takes_no_filters(client: Client) -> None:
    [order] = ingest(shop(), unified_order())

    answer = client.get(f"/api/v1/orders/{order.pk}/?status=open")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "There is no such parameter here. This address takes none."
