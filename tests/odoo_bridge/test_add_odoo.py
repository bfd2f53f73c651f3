"""`manage.py add_odoo`: a connection that does not work is not stored."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hub.models import Delivery
from hub.outbox.relay import Embedded, relay_batch
from odoo_bridge.bridge.feed import plan_from_feed
from odoo_bridge.models import OdooConnection, ShopPolicy, TaxMapping
from sandbox.odoo import OdooSandbox
from tests.factories import shop
from tests.odoo_bridge.world import World, connection_to

pytestmark = pytest.mark.django_db


def add(odoo: OdooSandbox, *more: str, name: str = "main", **changes: str) -> str:
    """What the command printed."""
    values = {"url": odoo.url, "database": odoo.database, "user": odoo.login, "api-key": odoo.api_key}
    arguments = [f"--{key}={value}" for key, value in {**values, **changes}.items()]
    out = StringIO()
    call_command("add_odoo", name, *arguments, *more, stdout=out)
    return out.getvalue()


def refused(odoo: OdooSandbox, *more: str, name: str = "main", **changes: str) -> str:
    with pytest.raises(CommandError) as error:
        add(odoo, *more, name=name, **changes)
    return str(error.value)


def test_a_connection_that_works_is_stored_with_what_was_found_out(odoo: OdooSandbox) -> None:
    shop("lampes-fr")

    said = add(odoo, "--shop=lampes-fr", url=f"{odoo.url}/")

    connection = OdooConnection.objects.get()
    assert (connection.url, connection.version) == (odoo.url, f"{odoo.version}.0")
    assert connection.api_key == odoo.api_key
    assert ShopPolicy.objects.get().connection == connection
    assert TaxMapping.objects.filter(connection=connection).exists()
    assert "FAIL" not in said
    assert connection.prefix in said
    assert odoo.api_key not in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"api-key": "wrong"}, "API key"),
        ({"api-key": "ключ"}, "API key"),
        ({"database": "nodb"}, "Correct the address or the database name"),
        ({"url": "http://127.0.0.1:9"}, "Connection refused"),
        ({"url": "odoo.example.com"}, "url: Write the address as https://"),
        ({"url": "https://odoo.example.com/web"}, "url: Write the address as https://"),
        ({"url": "http://a..b"}, "Correct the address"),
        ({"company": "2"}, "may not work for company 2"),
        ({"company": "9999"}, "may not work for company 9999"),
        ({"shop": "nobody"}, "No shop is called 'nobody'"),
    ],
)
def test_what_does_not_work_is_not_stored(odoo: OdooSandbox, changes: dict[str, str], said: str) -> None:
    answer = refused(odoo, **changes)

    assert said in answer
    assert "\n" not in answer
    assert not OdooConnection.objects.exists()


@pytest.mark.parametrize("name", ["Main", "a b", "", "x" * 41])
def test_a_name_that_cannot_be_one(odoo: OdooSandbox, name: str) -> None:
    assert "name" in refused(odoo, name=name)
    assert not OdooConnection.objects.exists()


def test_a_name_is_taken_once(odoo: OdooSandbox) -> None:
    add(odoo)

    assert "--update" in refused(odoo)


def test_an_update_changes_the_key_and_keeps_the_names_in_odoo(odoo: OdooSandbox) -> None:
    add(odoo)
    before = OdooConnection.objects.get()

    add(odoo, "--update", **{"user": "admin", "api-key": odoo.key_for("admin")})

    after = OdooConnection.objects.get()
    assert (after.pk, after.prefix) == (before.pk, before.prefix)
    assert (after.user, after.api_key) == ("admin", odoo.key_for("admin"))
    assert after.uid != before.uid


@pytest.mark.parametrize(
    "changes", [{"api-key": "wrong"}, {"url": "http://127.0.0.1:9"}, {"database": "nodb"}]
)
def test_an_update_that_does_not_work_leaves_what_worked(odoo: OdooSandbox, changes: dict[str, str]) -> None:
    add(odoo)
    before = OdooConnection.objects.values().get()

    refused(odoo, "--update", **changes)

    assert OdooConnection.objects.values().get() == before


def test_an_update_wakes_a_connection_that_was_paused(odoo: OdooSandbox) -> None:
    add(odoo)
    OdooConnection.objects.update(error_class="credentials", error_code="odoo_key_refused", failures=3)

    add(odoo, "--update")

    assert not OdooConnection.objects.get().in_trouble


def test_a_key_may_stand_in_a_file(odoo: OdooSandbox, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{odoo.api_key}\n", encoding="utf-8")

    add(odoo, **{"api-key": f"@{file}"})

    assert OdooConnection.objects.get().api_key == odoo.api_key


def test_a_file_that_holds_no_key_is_named(odoo: OdooSandbox, tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    assert "no-such-file" in refused(odoo, **{"api-key": "@/no-such-file"})
    assert str(binary) in refused(odoo, **{"api-key": f"@{binary}"})


def test_orders_that_came_before_are_delivered_too(world: World) -> None:
    # given two connections, and an order of a shop that went to none of them
    connection_to(world.sandbox, "second")
    ShopPolicy.objects.all().delete()
    world.order()
    relay_batch(Embedded(), "test")
    for connection in OdooConnection.objects.all():
        plan_from_feed(connection)
    assert not Delivery.objects.exists()

    add(world.sandbox, "--update", "--shop=lampes-fr")

    plan_from_feed(world.connection)
    assert Delivery.objects.get().target == "odoo:main"


def test_orders_before_a_day_can_be_left_out(odoo: OdooSandbox) -> None:
    shop("lampes-fr")

    add(odoo, "--shop=lampes-fr", "--deliver-from=2026-11-01")
    assert ShopPolicy.objects.get().deliver_from == date(2026, 11, 1)
    add(odoo, "--shop=lampes-fr", "--update")

    assert ShopPolicy.objects.get().deliver_from == date(2026, 11, 1)
    assert "'May' is no day" in refused(odoo, "--update", "--shop=lampes-fr", "--deliver-from=May")
    assert "add --shop" in refused(odoo, "--update", "--deliver-from=2026-11-01")


def test_a_connection_stays_with_its_database(odoo: OdooSandbox) -> None:
    add(odoo)

    said = refused(odoo, "--update", database="another")

    assert "Add a new connection" in said


def test_the_companys_own_vat_id_is_kept_as_vies_takes_it(odoo: OdooSandbox) -> None:
    add(odoo, "--vat-id=fr 40 303 265 045")
    wrong = refused(odoo, "--update", "--vat-id=GB980780684")

    assert OdooConnection.objects.get().seller_vat_id == "FR40303265045"
    assert "seller_vat_id: This is no VAT id of the EU" in wrong
