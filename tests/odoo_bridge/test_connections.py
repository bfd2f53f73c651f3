"""What "test connection" says, in words that tell what to do."""

from typing import Any

import pytest

from hub.connections import check_all as check_every
from hub.errors import TransientError
from hub.ports import Finding
from odoo_bridge import connections
from odoo_bridge.models import OdooConnection, ShopPolicy
from tests.factories import shop
from tests.odoo_bridge.test_taxes import switch
from tests.odoo_bridge.world import World, connection_to


def findings(world: World, **columns: Any) -> dict[str, Finding]:
    OdooConnection.objects.update(**columns)
    return {found.name: found for found in connections.check(OdooConnection.objects.get())}


def test_all_is_well(world: World) -> None:
    found = findings(world)

    assert all(finding.ok for finding in found.values())
    protocol = "JSON-RPC (14–18)" if world.sandbox.version == "17" else "JSON-2 (19+)"
    said = f"Odoo {world.sandbox.version}.0 by {protocol}, company Hub Test SAS"
    assert found["connection"].detail == said
    assert set(found) == {
        "connection",
        "sale.order",
        "res.partner",
        "account.move",
        "product.product",
        "user",
        "taxes",
        *(["API key"] if world.sandbox.version == "19" else []),
    }


def test_a_test_that_works_ends_the_trouble(world: World) -> None:
    connections.note_outage(world.connection, TransientError("odoo_unavailable", "Down."))

    findings(world)

    connection = OdooConnection.objects.get()
    assert (connection.failures, connection.in_trouble, connection.retry_at) == (0, False, None)
    assert connection.last_success_at is not None


@pytest.mark.parametrize(
    ("columns", "said", "remedy"),
    [
        ({"secrets": {"api_key": "wrong"}}, "", "API key"),
        ({"database": "nodb"}, "", "Correct the address or the database name"),
        ({"url": "http://127.0.0.1:9"}, "Connection refused", "Check that Odoo runs"),
        ({"company_id": 2}, "may not work for company 2", "Choose one of [1]"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    world: World, columns: dict[str, Any], said: str, remedy: str
) -> None:
    [found] = findings(world, **columns).values()

    assert not found.ok
    assert said in found.detail
    assert remedy in found.remedy


def test_missing_rights_are_named(world: World) -> None:
    found = findings(world, user="hub_ro", secrets={"api_key": world.sandbox.key_for("hub_ro")})

    assert not found["sale.order"].ok
    assert found["sale.order"].detail == "may not create"
    assert "Billing" in found["sale.order"].remedy
    assert found["product.product"].ok


def test_a_server_that_refuses_to_say_is_a_finding(world: World) -> None:
    world.sandbox.fault("user_error", model="sale.order", method="check_access_rights", message="Not now.")

    found = findings(world)

    assert "Not now." in found["sale.order"].detail
    assert found["res.partner"].ok


def test_a_user_without_email_is_told(world: World) -> None:
    table = world.sandbox.engine.database.table("res.users")
    for uid in table.rows:
        table.update(uid, {"email": False})
    world.sandbox.engine.database.commit()

    found = findings(world)

    assert not found["user"].ok
    assert "e-mail" in found["user"].remedy


def test_taxes_that_are_switched_off_are_named(world: World) -> None:
    for name in ("5.5% G INC", "5.5% S INC"):
        switch(world, name, active=False)

    found = findings(world)

    assert found["inactive taxes"].detail == "switched off: 5.5% G INC"
    assert "Activate" in found["inactive taxes"].remedy


def test_check_connections_tests_odoo_too(world: World) -> None:
    connection_to(world.sandbox, "retired", active=False)

    names = [connection.name for connection in check_every()]

    assert "odoo main" in names
    assert "odoo retired" not in names


def test_a_single_connection_takes_every_shop(world: World) -> None:
    second = shop("lampen-de")

    policy = connections.policy_for(second)

    assert policy is not None
    assert policy.connection == world.connection
    assert ShopPolicy.objects.filter(shop=second).count() == 1


def test_with_two_connections_somebody_has_to_say_which(world: World) -> None:
    connection_to(world.sandbox, "second")

    assert connections.policy_for(shop("lampen-de")) is None


@pytest.mark.parametrize("columns", [{"active": False}, {"error_class": "credentials"}])
def test_when_deliveries_rest(world: World, columns: dict[str, Any]) -> None:
    assert connections.is_open(world.connection)
    OdooConnection.objects.update(**columns)

    assert not connections.is_open(world.connection)
