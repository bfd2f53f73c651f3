"""The dry run over the REST API: its own scope, exact answers, and problems in words."""

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from hub import api_keys
from odoo_bridge.models import OdooConnection
from tests.factories import line
from tests.hub.api.test_openapi import complaints, schema  # noqa: F401 - the stored document as a fixture
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)

Caller = Callable[..., Client]


@pytest.fixture
def caller(db: None) -> Caller:
    cache.clear()

    def make(*scopes: str) -> Client:
        _, key = api_keys.make("test", scopes)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


def test_it_answers_as_the_document_says(world: World, caller: Caller, schema: dict[str, object]) -> None:  # noqa: F811
    order, client = world.order(lines=(line(sku="NO-1"),)), caller("orders:preview")

    answer = client.get(f"/api/v1/orders/{order.pk}/preview/")

    assert answer.status_code == 200
    document = json.loads(answer.content)
    assert complaints(schema, "Preview", document) == []
    assert (document["order_id"], document["verdict"]) == (order.pk, "missing")
    assert [lack["key"] for lack in document["lacks"]] == ["sku:NO-1"]


def test_nothing_but_the_keys_last_use_is_written(world: World, caller: Caller) -> None:
    order, client = world.order(), caller("orders:preview")
    client.get(f"/api/v1/orders/{order.pk}/preview/")  # notes that the key was used

    with untouched(world.sandbox):
        assert client.get(f"/api/v1/orders/{order.pk}/preview/").json()["verdict"] == "ready"


def test_it_needs_its_scope(world: World, caller: Caller) -> None:
    answer = caller("orders:read").get(f"/api/v1/orders/{world.order().pk}/preview/")

    assert (answer.status_code, answer.json()["required_scope"]) == (403, "orders:preview")


def test_an_odoo_that_is_gone_is_a_503(world: World, caller: Caller) -> None:
    order = world.order()
    world.sandbox.stop()

    answer = caller("orders:preview").get(f"/api/v1/orders/{order.pk}/preview/")

    assert (answer.status_code, answer.json()["code"]) == (503, "target-unavailable")
    assert answer.headers["Retry-After"]


def test_a_connection_that_was_never_tested_is_a_409(world: World, caller: Caller) -> None:
    OdooConnection.objects.update(uid=None)

    answer = caller("orders:preview").get(f"/api/v1/orders/{world.order().pk}/preview/")

    assert (answer.status_code, answer.json()["code"]) == (409, "preview-impossible")
    assert "Test the connection" in answer.json()["detail"]


def test_an_order_that_does_not_exist_is_a_404(world: World, caller: Caller) -> None:
    assert caller("orders:preview").get("/api/v1/orders/4711/preview/").status_code == 404
