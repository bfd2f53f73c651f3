"""Fetching what is due: kept, tried again, given up; and Odoo is spared what it cannot answer."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from hub import leases
from hub.models import DocumentState, InvoiceContent, InvoiceDocument
from odoo_bridge import connections
from odoo_bridge.documents import portal
from odoo_bridge.documents.fetching import FEW, fetch_all_due, fetch_due
from odoo_bridge.documents.planning import plan_new
from odoo_bridge.models import OdooConnection
from tests.odoo_bridge.world import World


@pytest.fixture
def world(world: World) -> World:
    """With an invoice whose PDF is wanted."""
    world.policy.keep_pdf = True
    world.policy.save()
    world.delivered()
    while plan_new(ours(world)):  # as many steps as other tests left behind
        pass
    return world


def ours(world: World) -> OdooConnection:
    return OdooConnection.objects.get(pk=world.connection.pk)


def only() -> InvoiceDocument:
    return InvoiceDocument.objects.get()


def break_pdf(world: World, kind: str, **options: Any) -> None:
    world.sandbox.fault(kind, model="account.move", method="portal_pdf", **options)


@pytest.mark.odoo
def test_the_pdf_is_kept(world: World) -> None:
    assert fetch_due(ours(world)) == 1

    assert (only().state, only().number) == (DocumentState.KEPT, world.state_of_invoice()["name"])
    assert bytes(InvoiceContent.objects.get().data).startswith(b"%PDF-")
    assert fetch_due(ours(world)) == 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("html", {"status": 502}),
        ("html", {"status": 504}),
        ("drop", {}),
        ("truncate", {}),
        ("user_error", {}),
    ],
)
def test_trouble_with_a_pdf_is_tried_again_later(world: World, kind: str, options: dict[str, Any]) -> None:
    break_pdf(world, kind, **options)

    fetch_due(ours(world))

    assert (only().state, only().attempts) == (DocumentState.WAITING, 1)
    assert only().error_class == "transient"
    assert ours(world).error_class == "", "orders must go on"
    assert connections.is_open(ours(world))
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        fetch_due(ours(world))
    assert (only().state, only().error_class) == (DocumentState.KEPT, "")


def test_one_that_is_refused_does_not_stop_the_others(world: World) -> None:
    refused = only()
    world.by_hand().call("account.move", "button_draft", [refused.record_id])
    world.delivered("2")
    while plan_new(ours(world)):  # as many steps as other tests left behind
        pass

    fetch_due(ours(world))

    states = dict(InvoiceDocument.objects.values_list("pk", "state"))
    assert states.pop(refused.pk) == DocumentState.FAILED
    assert list(states.values()) == [DocumentState.KEPT]


def test_an_odoo_that_is_away_costs_no_try(world: World) -> None:
    world.sandbox.fault("html", model="account.move", method="get_portal_url", status=502)

    assert fetch_all_due(ours(world)) == 1

    assert (only().state, only().attempts) == (DocumentState.WAITING, 0)
    assert not connections.is_open(ours(world))


def test_a_refused_key_is_not_tried_again_and_again(world: World) -> None:
    world.sandbox.engine.revoked.add(world.sandbox.api_key)

    assert fetch_all_due(ours(world)) == 1

    assert ours(world).error_class == "credentials"
    assert fetch_all_due(ours(world)) == 0


def test_a_mistake_of_ours_is_told_and_stops_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> portal.Pdf:
        raise ZeroDivisionError

    monkeypatch.setattr(portal, "fetch", crash)

    assert fetch_due(ours(world)) == 1

    assert (only().state, only().error_class) == (DocumentState.FAILED, "bug")


def test_a_file_that_is_too_large_is_not_kept(world: World, settings: Settings) -> None:
    settings.PDF_MAX_BYTES = 20

    fetch_due(ours(world))

    assert (only().state, only().error_code) == (DocumentState.FAILED, "pdf_too_large")
    assert "PDF_MAX_BYTES" in only().error_remedy
    assert not InvoiceContent.objects.exists()


def test_only_one_fetches_from_an_odoo_at_a_time(world: World) -> None:
    with leases.held(f"documents:{world.connection.pk}"):
        assert fetch_due(ours(world)) == 0

    assert fetch_due(ours(world)) == 1


def test_few_at_a_time(world: World) -> None:
    for number in range(FEW):
        world.delivered(f"{number}")
    while plan_new(ours(world)):  # as many steps as other tests left behind
        pass

    assert [fetch_due(ours(world)) for _ in range(3)] == [FEW, 1, 0]


def test_who_is_asked_to_end_begins_no_other(world: World) -> None:
    assert fetch_due(ours(world), stopped=lambda: True) == 0
    assert only().attempts == 0


def test_a_switched_off_odoo_is_left_alone(world: World) -> None:
    OdooConnection.objects.update(active=False)

    assert fetch_due(ours(world)) == 0
