"""Odoo connections in the back office, against a sandbox Odoo on a real socket."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from hub.errors import CredentialsError, TransientError
from hub.models import Delivery, DeliveryState
from odoo_bridge.models import OdooConnection, TaxMapping
from sandbox.odoo import OdooSandbox
from tests.factories import ingest, shop, unified_order
from tests.odoo_bridge.world import connection_to

pytestmark = pytest.mark.django_db
ADD = "/admin/odoo_bridge/odooconnection/add/"
ACCESS = {
    "name": "main",
    "active": "on",
    "url": "https://odoo.example.com",
    "database": "prod",
    "user": "hub@x",
}


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def page_of(connection: OdooConnection) -> str:
    return f"/admin/odoo_bridge/odooconnection/{connection.pk}/change/"


def press(client: Client, connection: OdooConnection, action: str) -> str:
    address = f"/admin/odoo_bridge/odooconnection/{connection.pk}/do/{action}/"
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def stored(name: str = "main") -> OdooConnection:
    """A connection made without asking anybody."""
    access: dict[str, Any] = {name: ACCESS[name] for name in ("url", "database", "user")}
    access["secrets"] = {"api_key": "very-secret"}
    return OdooConnection.objects.create(name=name, **access)


def test_a_connection_is_added_and_its_key_never_shown(client: Client) -> None:
    answer = client.post(
        ADD, {**ACCESS, "url": "https://odoo.example.com/", "api_key": "very-secret"}, follow=True
    )

    made = OdooConnection.objects.get()
    assert "Test it now" in answer.content.decode()
    assert (made.url, made.api_key, made.active) == ("https://odoo.example.com", "very-secret", True)
    assert "very-secret" not in client.get(page_of(made)).content.decode()
    assert made.prefix in client.get(page_of(made)).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": "Main Odoo"}, "lower-case letters"),
        ({"url": "odoo.example.com"}, "Write the address as"),
        ({"url": "https://odoo.example.com/web"}, "Write the address as"),
        ({"url": "javascript:alert(1)"}, "Write the address as"),
        ({"database": ""}, "required"),
        ({"api_key": ""}, "required"),
        ({"company_id": "first"}, "whole number"),
        ({"company_id": "9" * 30}, "less than or equal"),
    ],
)
def test_what_is_typed_wrong_is_said_at_the_form(client: Client, given: dict[str, str], told: str) -> None:
    answer = client.post(ADD, {**ACCESS, "api_key": "very-secret", **given})

    assert told in str(answer.context["adminform"].form.errors)
    assert "very-secret" not in answer.content.decode()
    assert not OdooConnection.objects.exists()


def test_an_empty_key_keeps_the_stored_one(client: Client) -> None:
    connection = stored()

    client.post(page_of(connection), {**ACCESS, "user": "other@x"})

    connection.refresh_from_db()
    assert (connection.user, connection.api_key) == ("other@x", "very-secret")


def test_saving_leaves_alone_what_the_bridge_writes(client: Client) -> None:
    connection = stored()
    OdooConnection.objects.update(planned_position=77, uid=5, protocol="json2")

    client.post(page_of(connection), {**ACCESS, "active": ""})

    connection.refresh_from_db()
    assert (connection.active, connection.planned_position, connection.uid) == (False, 77, 5)


def test_a_new_key_ends_the_pause_and_the_server_is_asked_anew(client: Client) -> None:
    connection = stored()
    connection.note_trouble(CredentialsError("refused", "The key was refused."), timezone.now())
    connection.uid, connection.protocol = 5, "json2"
    connection.save()

    client.post(page_of(connection), {**ACCESS, "api_key": "new-secret"})

    connection.refresh_from_db()
    assert (connection.api_key, connection.error_class) == ("new-secret", "")
    assert OdooConnection.objects.filter(uid=None).exists()


def test_the_name_never_changes(client: Client) -> None:
    connection = stored()

    client.post(page_of(connection), {**ACCESS, "name": "other"})

    connection.refresh_from_db()
    assert connection.name == "main"


def test_test_connection_shows_what_works(client: Client, odoo: OdooSandbox) -> None:
    connection = connection_to(odoo)

    page = press(client, connection, "test")

    connection.refresh_from_db()
    assert f"Odoo {odoo.version}" in page
    assert "sale taxes can be used" in page
    assert connection.uid
    assert "usable" in client.get(page_of(connection)).content.decode()


def test_test_connection_shows_what_to_mend(client: Client, odoo: OdooSandbox) -> None:
    connection = connection_to(odoo, secrets={"api_key": "wrong"})

    page = press(client, connection, "test")

    assert "Something has to be mended" in page
    assert "does not work" in page


def test_an_odoo_that_falls_silent_in_the_middle_of_the_test(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_silent(connection: OdooConnection) -> None:
        raise TransientError("timeout", "Odoo main did not answer.", "Test again.")

    monkeypatch.setattr("odoo_bridge.connections.check", fall_silent)

    page = press(client, stored(), "test")

    assert "Odoo main did not answer." in page
    assert "Test again." in page


def test_refreshing_taxes_lets_go_what_waited_for_one(client: Client, odoo: OdooSandbox) -> None:
    connection = connection_to(odoo)
    [order] = ingest(shop(), unified_order())
    waiting = Delivery.objects.create(
        order=order, revision=1, target="odoo:main", state="held", waits_for="tax:20:included"
    )

    page = press(client, connection, "taxes")

    waiting.refresh_from_db()
    assert "1 deliveries go on" in page
    assert waiting.state == DeliveryState.WAITING
    assert TaxMapping.objects.filter(connection=connection, rate=20).exists()


def test_refreshing_taxes_of_an_odoo_that_is_down_says_so(client: Client) -> None:
    connection = stored()
    OdooConnection.objects.update(url="http://127.0.0.1:9", protocol="jsonrpc", uid=2)

    page = press(client, connection, "taxes")

    assert "127.0.0.1:9" in page


def test_the_list_and_the_overview_tell_how_each_fares(client: Client) -> None:
    down = stored("down")
    down.note_trouble(TransientError("timeout", "Odoo down did not answer.", "Wait."), timezone.now())
    down.save()
    stored("new")
    OdooConnection.objects.filter(pk=stored("off").pk).update(active=False)
    OdooConnection.objects.filter(pk=stored("fine").pk).update(uid=2)

    listed = client.get("/admin/odoo_bridge/odooconnection/").content.decode()
    overview = client.get("/admin/").content.decode()

    for told in ("Out of reach", "Odoo down did not answer.", "Not tested yet", "Paused", "Works"):
        assert told in listed
    assert "Odoo down did not answer." in overview
    assert page_of(down) in overview
    assert "Odoo down did not answer." in client.get(page_of(down)).content.decode()


def test_a_connection_that_was_delivered_to_stays(client: Client) -> None:
    used, unused = stored("used"), stored("unused")
    [order] = ingest(shop(), unified_order())
    Delivery.objects.create(order=order, revision=1, target="odoo:used")

    for connection in (used, unused):
        client.post(f"/admin/odoo_bridge/odooconnection/{connection.pk}/delete/", {"post": "yes"})

    assert list(OdooConnection.objects.values_list("name", flat=True)) == ["used"]


def test_a_key_whose_encryption_key_is_lost_is_asked_for_again(client: Client) -> None:
    connection = stored()
    with database.cursor() as cursor:
        cursor.execute("UPDATE odoo_bridge_odooconnection SET secrets = %s", ["v1:lost:nonsense"])

    answer = client.post(page_of(connection), ACCESS)

    assert "required" in str(answer.context["adminform"].form.errors["api_key"])
