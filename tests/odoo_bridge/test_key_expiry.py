"""An API key that is about to end is told in time, everywhere where people look."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from odoo_bridge import connections
from odoo_bridge.connections import open_odoo
from odoo_bridge.key_expiry import days_left, refresh, warning
from odoo_bridge.models import OdooConnection
from tests.odoo_bridge.world import World


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def connection(ends: date | None) -> OdooConnection:
    return OdooConnection(name="main", url="https://odoo.example.com", key_expires_on=ends)


def test_odoo_tells_when_the_key_ends(world: World) -> None:
    left = days_left(OdooConnection.objects.get())

    assert (left in (79, 80)) if world.sandbox.version == "19" else (left is None)


def test_where_nobody_can_tell_what_a_person_typed_in_stays(world: World) -> None:
    # given a user with a second key
    table = world.sandbox.engine.database.table("res.users.apikeys")
    table.insert({**next(row for row in table.rows.values() if row["user_id"] == world.connection.uid)})
    world.sandbox.engine.database.commit()
    world.connection.key_expires_on = in_days(30)

    refresh(world.connection, open_odoo(world.connection))

    assert days_left(world.connection) == 30


def test_a_user_who_may_not_look_is_no_trouble(world: World) -> None:
    world.sandbox.fault("access_error", model="res.users.apikeys", method="search_read", times=None)

    assert all(finding.ok for finding in connections.check(world.connection))


@pytest.mark.parametrize(
    ("days", "said"), [(15, ""), (14, "in 14 days"), (0, "in 0 days"), (-1, "ended"), (None, "")]
)
def test_people_are_warned_from_two_weeks_before(days: int | None, said: str) -> None:
    told = warning(connection(None if days is None else in_days(days)))

    assert (said in told) if said else (told == "")


def test_the_check_fails_in_time(world: World) -> None:
    # given a key that ends soon: 19 tells it, with 17 a person typed it in
    table = world.sandbox.engine.database.table("res.users.apikeys")
    for row in list(table.rows.values()):
        table.update(row["id"], {"expiration_date": f"{in_days(5)} 12:00:00"})
    world.sandbox.engine.database.commit()
    OdooConnection.objects.update(key_expires_on=in_days(5))

    found = {finding.name: finding for finding in connections.check(OdooConnection.objects.get())}

    assert not found["API key"].ok
    assert "in 5 days" in found["API key"].detail


@pytest.mark.django_db
def test_the_back_office_and_the_metrics_say_it() -> None:
    row = connection(in_days(3))
    row.save()
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))

    overview = client.get("/admin/").content.decode()
    page = client.get(f"/admin/odoo_bridge/odooconnection/{row.pk}/change/").content.decode()
    metrics = client.get("/metrics").content.decode()

    assert "in 3 days" in overview
    assert "in 3 days" in page
    assert 'affluent_odoo_key_days_left{connection="main"} 3.0' in metrics


def test_another_key_does_not_inherit_the_day(world: World) -> None:
    # given a day that somebody typed in for the key of before
    table = world.sandbox.engine.database.table("res.users.apikeys")
    for row in list(table.rows.values()):
        table.update(row["id"], {"scope": "other"})
    world.sandbox.engine.database.commit()
    OdooConnection.objects.update(key_expires_on=in_days(1), secrets={"api_key": "the key of before"})
    access = {"url": world.sandbox.url, "database": world.sandbox.database, "user": world.sandbox.login}

    call_command("add_odoo", "main", update=True, api_key=world.sandbox.api_key, **access)

    assert days_left(OdooConnection.objects.get()) is None
