"""What the bridge relies on in every Odoo: its ways in, get-or-create by `load`, and how it says no."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection as database

from hub.errors import AffluentError, BusinessError, CredentialsError, ErrorClass
from hub.models import DeliveryState
from odoo_bridge.bridge.process import run_once
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import OdooConnection, TaxMapping
from odoo_bridge.odoo import probe
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import NoRightsError, SetupError
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_bridge.world import Target, World, speak, with_few_rights

pytestmark = [pytest.mark.odoo, pytest.mark.every_odoo]
FIELDS = ("id", "name", "email")


def protocols(odoo: Target) -> list[str]:
    """The ways in that this Odoo has and that we have the secrets for."""
    newest = ["json2"] if int(odoo.version.partition(".")[0]) >= 19 else []
    return [*newest, "jsonrpc", *(["session"] if odoo.password else [])]


def partner(world: World, key: str, name: str = "Zoé") -> list[str]:
    return [f"{world.connection.prefix}.contract_{key}", name, world.mail(f"{key}@example.com")]


def access(world: World, **changes: Any) -> probe.Access:
    values = {
        "url": world.odoo.url,
        "database": world.odoo.database,
        "user": world.odoo.login,
        "key": world.odoo.api_key,
        "company_id": world.company,
        "uid": world.connection.uid,
    }
    return probe.Access(**{**values, **changes})


def client(world: World, protocol: str, **changes: Any) -> Odoo:
    if protocol == "session":
        changes = {"key": world.odoo.password, "session": True, **changes}
    return probe.connect(access(world, protocol=protocol, **changes), Wire(world.odoo.url))


def test_an_order_arrives_by_every_way_in(world: World) -> None:
    for protocol in protocols(world.odoo):
        speak(world.connection, world.odoo, protocol)

        world.delivered(protocol)

    invoices = world.rows("account.move")
    assert [row["state"] for row in invoices] == ["posted"] * len(protocols(world.odoo))
    assert {row["amount_total"] for row in invoices} == {49}
    assert len(world.customers()) == 1


def test_every_way_in_tells_the_same(world: World) -> None:
    told = [
        client(world, protocol).read("res.company", [world.company], ["name", "currency_id"])
        for protocol in protocols(world.odoo)
    ]

    assert all(rows == told[0] for rows in told)


def test_a_wrong_key_is_refused_by_every_way_in(world: World) -> None:
    for protocol in protocols(world.odoo):
        with pytest.raises(CredentialsError):
            client(world, protocol, key="0" * 40).call("res.users", "context_get")


def test_a_wrong_database_is_a_matter_of_the_connection(world: World) -> None:
    for protocol in protocols(world.odoo):
        with pytest.raises(AffluentError) as error:
            client(world, protocol, database="no_such_database").call("res.users", "context_get")

        assert isinstance(error.value, SetupError | CredentialsError), (protocol, error.value)


@pytest.mark.parametrize(
    ("model", "method", "params"),
    [
        ("res.partner", "search_read", {"domain": [["no_such_field", "=", 1]], "fields": ["name"]}),
        ("res.partner", "no_such_method", {}),
        ("no.such.model", "search_read", {"domain": [], "fields": ["name"]}),
    ],
)
def test_what_odoo_does_not_know_is_a_classed_error(
    world: World, model: str, method: str, params: dict[str, Any]
) -> None:
    for protocol in protocols(world.odoo):
        with pytest.raises(AffluentError) as error:
            client(world, protocol).call(model, method, **params)

        assert not error.value.error_class.retries, (protocol, error.value)


def test_records_that_are_gone_are_left_out_or_named(world: World) -> None:
    for protocol in protocols(world.odoo):
        odoo = client(world, protocol)
        assert odoo.read("sale.order", [2_000_000_000], ["name"]) == []
        with pytest.raises(BusinessError):
            odoo.call("sale.order", "action_confirm", [2_000_000_000])


def test_load_gets_what_is_there_and_changes_nothing(world: World) -> None:
    odoo = open_odoo(world.connection)
    one, two = odoo.load("res.partner", FIELDS, [partner(world, "1"), partner(world, "2")])

    again = odoo.load(
        "res.partner", FIELDS, [partner(world, "2", "Changed"), partner(world, "3"), partner(world, "1")]
    )

    assert (again[0], again[2]) == (two, one)
    assert [row["name"] for row in world.customers()] == ["Zoé"] * 3


def test_load_with_overwrite_changes_what_it_names(world: World) -> None:
    odoo = open_odoo(world.connection)
    [one] = odoo.load("res.partner", FIELDS, [partner(world, "1")])

    assert odoo.load("res.partner", FIELDS, [partner(world, "1", "Changed")], overwrite=True) == [one]

    assert [row["name"] for row in world.customers()] == ["Changed"]


def test_load_of_one_name_twice_makes_one_record(world: World) -> None:
    ids = open_odoo(world.connection).load("res.partner", FIELDS, [partner(world, "1")] * 2)

    assert len(ids) == 2
    assert len(set(ids)) == len(world.customers()) == 1


def test_load_makes_all_or_nothing(world: World) -> None:
    columns = (*FIELDS, "country_id/.id")
    rows = [[*partner(world, "1"), ""], [*partner(world, "2"), "2000000000"]]

    with pytest.raises(BusinessError, match=r"Odoo refused to create res\.partner"):
        open_odoo(world.connection).load("res.partner", columns, rows)

    assert not world.customers()


def test_load_by_several_at_once_makes_one_record(world: World) -> None:
    ids = at_once(world, 4, lambda odoo: odoo.load("res.partner", FIELDS, [partner(world, "1")]))

    assert len({tuple(found) for found in ids}) == len(world.customers()) == 1


def at_once(world: World, count: int, ask: Any) -> Sequence[Any]:
    """The answers of several clients that ask at the same moment."""
    answers: list[Any] = []
    start = threading.Barrier(count)
    clients = [client(world, world.connection.protocol, session=False) for _ in range(count)]

    def work(odoo: Odoo) -> None:
        start.wait()
        answers.append(ask(odoo))

    threads = [threading.Thread(target=work, args=(odoo,)) for odoo in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def test_two_bridges_with_orders_of_one_new_customer_make_one(real_world: World) -> None:
    # given two orders of one new customer, in the hands of two workers
    planned = [real_world.delivery(number) for number in ("1", "2")]
    start, pause = threading.Barrier(2), threading.Event()

    def work(mine: int) -> None:
        start.wait()
        for _ in range(200):
            if real_world.attempt(planned[mine]).state == DeliveryState.DELIVERED:
                break
            pause.wait(0.1)
        database.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(real_world.customers()) == 1
    assert [row["state"] for row in real_world.rows("account.move")] == ["posted"] * 2


def test_a_tax_that_was_deleted_in_odoo_holds_its_order(world: World) -> None:
    right = TaxMapping.objects.get(rate=20, price_included=True, connection=world.connection)
    TaxMapping.objects.filter(pk=right.pk).update(tax_id=2_000_000_000, chosen=True)

    held = world.attempt(world.delivery())

    assert (held.state, held.error_class, held.attempts) == (DeliveryState.HELD, ErrorClass.BUSINESS, 0)
    assert not world.rows("sale.order")


def test_a_currency_that_odoo_has_switched_off_holds_its_order(world: World) -> None:
    held = world.attempt(world.delivery(currency="PLN"))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "pricelist_missing")
    assert not world.rows("sale.order")


def test_a_user_with_few_rights_is_told_what_it_lacks(world: World) -> None:
    user, secret = with_few_rights(world)
    odoo = client(world, "jsonrpc", user=user[0], key=secret, uid=user[1], company_id=None)

    assert odoo.call("res.users", "context_get")["uid"] == user[1]
    with pytest.raises(NoRightsError) as error:
        odoo.load("res.partner", FIELDS, [partner(world, "1")])

    assert "Billing" in error.value.remedy
    with pytest.raises(NoRightsError):
        odoo.search_read("account.move", [], ["name"], limit=1)


def test_missing_rights_rest_the_connection_and_no_order_pays_for_it(world: World) -> None:
    (login, uid), secret = with_few_rights(world)
    mine = world.connection
    OdooConnection.objects.filter(pk=mine.pk).update(
        user=login, secrets={"api_key": secret}, uid=uid, protocol="jsonrpc"
    )
    delivery = world.delivery()

    assert run_once() == {DeliveryState.WAITING: 1}

    stored = OdooConnection.objects.get(pk=mine.pk)
    assert (stored.error_code, stored.error_class) == ("odoo_rights_missing", ErrorClass.CONFIG)
    # when the rights are there, it goes on by itself
    OdooConnection.objects.filter(pk=mine.pk).update(
        user=mine.user, secrets=mine.secrets, uid=mine.uid, protocol=mine.protocol, retry_at=None
    )
    assert world.attempt(delivery).state == DeliveryState.DELIVERED
