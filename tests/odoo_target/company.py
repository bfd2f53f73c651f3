"""What the tests need in a real Odoo: a company of their own with products, taxes, a bank and a pricelist.

All of it under external ids, so that a second run finds what the first one made.
"""

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from odoo_bridge.odoo.client import Odoo
from tests.odoo_target.options import Address

MODULE = "affluent_tests"
NAME = "Affluent tests"
RATES = ("20", "10", "5.5", "2.1")
GOODS = {"LMP-01": ("Desk lamp", 20), "LMP-02": ("Floor lamp", 60)}
SERVICES = {"SHIPPING": "Shipping", "FEE": "Fee", "DISCOUNT": "Discount", "ROUNDING": "Rounding"}


def user_ids(odoo: Odoo, logins: Sequence[str]) -> dict[str, int]:
    """Login to id."""
    rows = odoo.search_read("res.users", [["login", "in", list(set(logins))]], ["login"])
    return {str(row["login"]): int(row["id"]) for row in rows}


def prepare(odoo: Odoo, where: Address, users: dict[str, int]) -> int:
    """Make what is missing, as an administrator; returns the company's id."""
    company_id = where.company_id or _company(odoo, users)
    here = {"allowed_company_ids": [company_id]}
    _chart(odoo, company_id, here)
    _taxes(odoo, company_id, here)
    _products(odoo, company_id, here)
    _pricelist(odoo, company_id, here)
    _bank(odoo, company_id, here)
    _warehouse(odoo, company_id, here)
    return company_id


def _load(odoo: Odoo, model: str, rows: Sequence[dict[str, Any]], context: dict[str, Any]) -> list[int]:
    """Get or create; a row's `id` is its name among ours."""
    fields = list(rows[0])
    data = [[f"{MODULE}.{row['id']}", *(str(row[name]) for name in fields[1:])] for row in rows]
    answer = odoo.call(
        model, "load", context={**context, "mode": "update", "noupdate": True}, fields=fields, data=data
    )
    assert answer["ids"], (model, answer["messages"])
    return [int(one) for one in answer["ids"]]


def _company(odoo: Odoo, users: dict[str, int]) -> int:
    """A company without a country: with one, Odoo would install that country's apps for everybody."""
    currency = _switched_on(odoo, "EUR")
    [company_id] = _load(
        odoo, "res.company", [{"id": "company", "name": NAME, "currency_id/.id": currency}], {}
    )
    for user_id in set(users.values()):
        odoo.call("res.users", "write", [user_id], vals={"company_ids": [[4, company_id]]})
    return company_id


def _switched_on(odoo: Odoo, currency: str) -> int:
    domain = [["name", "=", currency]]
    [row] = odoo.search_read("res.currency", domain, ["active"], context={"active_test": False})
    if not row["active"]:
        odoo.call("res.currency", "write", [row["id"]], vals={"active": True})
    return int(row["id"])


def _chart(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """The chart of accounts that the administrator's own company has, where this one has none."""
    journals = odoo.search_read("account.journal", [["company_id", "=", company_id]], ["type"], context=here)
    if journals:
        return
    uid = odoo.call("res.users", "context_get")["uid"]
    [user] = odoo.read("res.users", [uid], ["company_id"])
    [own] = odoo.read("res.company", [user["company_id"][0]], ["chart_template"])
    chart = own["chart_template"] or "generic_coa"
    both = {"allowed_company_ids": [company_id, own["id"]]}
    odoo.call("account.chart.template", "try_loading", context=both, template_code=chart, company=company_id)
    odoo.call("res.company", "write", [company_id], vals={"currency_id": _switched_on(odoo, "EUR")})


def _taxes(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """Every rate in both price modes, switched on: those of the chart, else our own."""
    anyway = {**here, "active_test": False}
    for rate in RATES:
        for included in (False, True):
            _tax(odoo, company_id, Decimal(rate), anyway, included=included)


def _tax(odoo: Odoo, company_id: int, rate: Decimal, anyway: dict[str, Any], *, included: bool) -> None:
    domain = [
        ["company_id", "=", company_id],
        ["type_tax_use", "=", "sale"],
        ["amount_type", "=", "percent"],
        ["amount", "=", float(rate)],
    ]
    rows = odoo.search_read("account.tax", domain, ["price_include", "active", "tax_scope"], context=anyway)
    fitting = [row for row in rows if row["price_include"] == included and row["tax_scope"] != "service"]
    if not fitting:
        name = f"{rate:f}% G{' INC' if included else ''}"
        known = odoo.call(
            "account.tax", "fields_get", allfields=["price_include_override"], attributes=["type"]
        )
        mode = (
            {"price_include_override": "tax_included" if included else "tax_excluded"}
            if known
            else {"price_include": str(included)}
        )
        values = {"id": f"tax_{company_id}_{rate}_{included}", "name": name, "amount": f"{rate:f}", **mode}
        _load(odoo, "account.tax", [{**values, "company_id/.id": company_id}], anyway)
    elif not any(row["active"] for row in fitting):
        odoo.call("account.tax", "write", [fitting[0]["id"]], context=anyway, vals={"active": True})


def _products(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """Those that nobody has under this reference yet; what is there already is only sold."""
    skus = [*GOODS, *SERVICES]
    rows = odoo.search_read("product.product", [["default_code", "in", skus]], ["default_code"], context=here)
    known = [str(row["default_code"]) for row in rows]
    assert len(known) == len(set(known)), f"several products have one of the references {sorted(known)}"
    kind = odoo.call("product.product", "fields_get", allfields=["detailed_type"], attributes=["type"])
    column = "detailed_type" if kind else "type"
    wanted = {sku: (name, price, "consu") for sku, (name, price) in GOODS.items()}
    wanted |= {sku: (name, 0, "service") for sku, name in SERVICES.items()}
    new = [
        {
            "id": f"product_{company_id}_{sku}",
            "default_code": sku,
            "name": name,
            "list_price": price,
            column: kind_of,
            "invoice_policy": "order",
            "company_id/.id": company_id,
        }
        for sku, (name, price, kind_of) in wanted.items()
        if sku not in known
    ]
    if new:
        _load(odoo, "product.product", new, here)


def _pricelist(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """One in dollars, which Odoo must know as a currency."""
    dollar = _switched_on(odoo, "USD")
    found = odoo.search_read("product.pricelist", [["currency_id", "=", dollar]], ["name"], context=here)
    if not found:
        values = {"id": f"usd_{company_id}", "name": "USD", "currency_id/.id": dollar}
        _load(odoo, "product.pricelist", [{**values, "company_id/.id": company_id}], here)


def _bank(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """A bank journal; the chart brings it."""
    rows = odoo.search_read(
        "account.journal", [["company_id", "=", company_id], ["type", "=", "bank"]], ["name"], context=here
    )
    if not rows:
        values = {"id": f"bank_{company_id}", "name": "Bank", "code": "AFB", "type": "bank"}
        _load(odoo, "account.journal", [{**values, "company_id/.id": company_id}], here)


def _warehouse(odoo: Odoo, company_id: int, here: dict[str, Any]) -> None:
    """Where goods leave from, if Inventory is installed: since 19 a further company gets none by itself."""
    if not odoo.call("sale.order", "fields_get", allfields=["warehouse_id"], attributes=["type"]):
        return
    if not odoo.search_read("stock.warehouse", [["company_id", "=", company_id]], ["name"], context=here):
        values = {"id": f"warehouse_{company_id}", "name": NAME, "code": "AFF"}
        _load(odoo, "stock.warehouse", [{**values, "company_id/.id": company_id}], here)


def reader(odoo: Odoo, company_id: int) -> tuple[tuple[str, int], str]:
    """Login, id and password of an internal user without any further right; the password is new each time."""
    login, password = "affluent-tests-reader", secrets.token_urlsafe(24)
    known = odoo.call("res.users", "fields_get", allfields=["group_ids"], attributes=["type"])
    values = {
        "id": f"reader_{company_id}",
        "name": "Affluent tests, reader",
        "login": login,
        "email": f"{login}@example.com",
        f"{'group_ids' if known else 'groups_id'}/id": "base.group_user",
        "company_id/.id": company_id,
        "company_ids/.id": company_id,
    }
    [user_id] = _load(odoo, "res.users", [values], {"allowed_company_ids": [company_id]})
    odoo.call("res.users", "write", [user_id], vals={"password": password})
    return (login, user_id), password
