"""Who may log in and do what, beside what is recorded."""

import urllib.error
from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client, RefusedError, http


def test_a_password_is_as_good_as_a_key(odoo: OdooSandbox, client: Client) -> None:
    uid = client.ask("common", "authenticate", odoo.database, odoo.login, odoo.password, {})
    args = [odoo.database, uid, odoo.password, "res.users", "context_get", [], {}]

    assert client.ask("object", "execute_kw", *args)["uid"] == uid


@pytest.mark.parametrize(
    ("method", "kwargs", "complaint"),
    [
        ("search", {"domain": [], "colour": 1}, "search() got an unexpected keyword argument 'colour'"),
        ("write", {}, "write() missing 1 required positional argument: 'vals'"),
        ("load", {}, "load() missing 2 required positional arguments: 'fields' and 'data'"),
    ],
)
def test_arguments_that_do_not_fit(
    client: Client, odoo: OdooSandbox, method: str, kwargs: Any, complaint: str
) -> None:
    args = [[1]] if method == "write" else []

    with pytest.raises(RefusedError) as refused:
        client.call("res.partner", method, *args, **kwargs)

    prefix = "" if odoo.version == "17" else "ResPartner."
    assert (refused.value.name, refused.value.message) == ("builtins.TypeError", prefix + complaint)


@pytest.mark.parametrize(
    ("login", "model", "operation", "allowed"),
    [
        ("hub_api", "sale.order", "create", True),
        ("hub_api", "account.move", "write", True),
        ("hub_api", "account.tax", "write", False),
        ("hub_sales", "sale.order", "create", True),
        ("hub_sales", "account.payment", "create", False),
        ("hub_ro", "sale.order", "read", True),
        ("hub_ro", "sale.order", "create", False),
        ("admin", "account.tax", "write", True),
    ],
)
def test_rights_by_group(odoo: OdooSandbox, login: str, model: str, operation: str, allowed: bool) -> None:
    client = Client(odoo, login)

    assert client.call(model, "check_access_rights", operation, raise_exception=False) is allowed
    if not allowed:
        with pytest.raises(RefusedError, match="You are not allowed to"):
            client.call(model, "check_access_rights", operation)


def test_json2_over_the_whole_way(odoo19: OdooSandbox) -> None:
    headers = {"Authorization": f"Bearer {odoo19.api_key}", "X-Odoo-Database": odoo19.database}

    def call(model: str, method: str, **body: Any) -> Any:
        return http("POST", f"{odoo19.url}/json/2/{model}/{method}", body, headers)

    context = {"mode": "update", "noupdate": True}
    fields = ["id", "name"]
    (partner,) = call("res.partner", "load", fields=fields, data=[["hub_s.c", "Ann"]], context=context)["ids"]
    line = [0, 0, {"product_id": 1, "price_unit": 10, "tax_ids": [[6, 0, [41]]]}]
    (order,) = call("sale.order", "create", vals_list=[{"partner_id": partner, "order_line": [line]}])
    call("sale.order", "action_confirm", ids=[order])
    (wizard,) = call("sale.advance.payment.inv", "create", vals_list=[{"sale_order_ids": [[6, 0, [order]]]}])
    (invoice,) = call("sale.advance.payment.inv", "create_invoices", ids=[wizard])["domain"][0][2]
    call("account.move", "action_post", ids=[invoice])

    (found,) = call("account.move", "read", ids=[invoice], fields=["state", "amount_total"])
    assert found == {"id": invoice, "state": "posted", "amount_total": 10.0}


def test_17_knows_no_json2(odoo17: OdooSandbox) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        http("POST", f"{odoo17.url}/json/2/res.partner/search", {"domain": []})

    assert refused.value.code == 404


def test_only_versions_that_were_recorded() -> None:
    with pytest.raises(ValueError, match="17 or 19"):
        OdooSandbox(16)
