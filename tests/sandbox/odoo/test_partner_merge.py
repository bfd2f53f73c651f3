"""The wizard that merges partners, with its effects and refusals as they were recorded on 19."""

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client, RefusedError

WIZARD = "base.partner.merge.automatic.wizard"


def merge(client: Client, into: int, *others: int) -> object:
    """Run the wizard; what it returned."""
    values = {"partner_ids": [[6, 0, [into, *others]]], "dst_partner_id": into, "state": "selection"}
    return client.call(WIZARD, "action_merge", [client.call(WIZARD, "create", values)])


def test_everything_of_a_merged_partner_is_the_others(client: Client) -> None:
    columns = ["id", "name", "email", "phone"]
    [stays] = client.load("res.partner", columns, [["hub_x.a", "Ann", "a@x.fr", ""]])["ids"]
    [goes] = client.load("res.partner", columns, [["hub_x.b", "Anna", "a@x.fr", "0612345678"]])["ids"]
    address = client.partner(parent_id=goes, type="delivery")
    order = client.order([{"price_unit": "10"}], partner_id=goes)

    action = merge(client, stays, goes)

    assert isinstance(action, dict)
    assert (action["type"], action["res_model"]) == ("ir.actions.act_window", WIZARD)
    assert client.call("res.partner", "search_read", [["id", "=", goes]], ["name"]) == []
    assert client.read("res.partner", stays, "name", "phone") == {
        "id": stays,
        "name": "Ann",
        "phone": "0612345678",
    }
    assert client.read("sale.order", order, "partner_id")["partner_id"][0] == stays
    assert client.read("res.partner", address, "parent_id")["parent_id"][0] == stays
    again = client.load("res.partner", columns, [["hub_x.b", "Anna", "a@x.fr", ""]])
    assert again["ids"] == [stays]


def test_merging_again_does_nothing(client: Client) -> None:
    stays, goes = client.partner(email="a@x.fr"), client.partner(email="a@x.fr")
    values = {"partner_ids": [[6, 0, [stays, goes]]], "dst_partner_id": stays}
    wizard = client.call(WIZARD, "create", values)

    first, second = (client.call(WIZARD, "action_merge", [wizard]) for _ in range(2))

    assert first == second


def test_only_administrators_merge_different_emails(odoo: OdooSandbox) -> None:
    client, admin = Client(odoo), Client(odoo, "admin")
    stays, goes = client.partner(email="a@x.fr"), client.partner(email="b@x.fr")

    with pytest.raises(RefusedError, match="All contacts must have the same email"):
        merge(client, stays, goes)
    merge(admin, stays, goes)

    assert client.call("res.partner", "search_read", [["id", "=", goes]], ["name"]) == []


def test_families_and_crowds_are_not_merged(client: Client) -> None:
    some = [client.partner(email="a@x.fr") for _ in range(4)]
    child = client.partner(email="a@x.fr", parent_id=some[0])

    with pytest.raises(RefusedError, match="more than 3 contacts"):
        merge(client, *some)
    with pytest.raises(RefusedError, match="one of his parent"):
        merge(client, some[0], child)
