"""A small JSON-RPC client for the tests of the sandbox Odoo."""

import json
import urllib.request
from typing import Any

from sandbox.odoo import OdooSandbox

CTX = {"mode": "update", "noupdate": True}
GOODS_20, GOODS_10, GOODS_55 = 36, 37, 38
GOODS_20_INC, GOODS_55_INC = 41, 44
SHIPPING = 201


class RefusedError(Exception):
    """What Odoo raised: its name and its message."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name, self.message = name, message


def http(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    """One request with a JSON body; the JSON of the answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {"Content-Type": "application/json", **(headers or {})}, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


class Client:
    """One user of a sandbox, over JSON-RPC."""

    def __init__(self, sandbox: OdooSandbox, login: str = "hub_api") -> None:
        self.url, self.database, self.key = sandbox.url, sandbox.database, sandbox.key_for(login)
        self.tax = "tax_id" if sandbox.version == "17" else "tax_ids"
        self.uid = self.ask("common", "authenticate", self.database, login, self.key, {})

    def ask(self, service: str, method: str, *args: Any) -> Any:
        """One call of a service."""
        params = {"service": service, "method": method, "args": args}
        answer = http(
            "POST", f"{self.url}/jsonrpc", {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        )
        if "error" in answer:
            data = answer["error"]["data"]
            raise RefusedError(data["name"], data["message"])
        return answer.get("result")

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """One call of a model's method."""
        return self.ask(
            "object", "execute_kw", self.database, self.uid, self.key, model, method, args, kwargs
        )

    def load(self, model: str, fields: list[str], rows: list[list[Any]], **context: Any) -> Any:
        """Get or create."""
        return self.call(model, "load", fields, rows, context={**CTX, **context})

    def partner(self, **values: Any) -> int:
        """A customer in France."""
        return int(self.call("res.partner", "create", {"name": "Ann", "country_id": 75, **values}))

    def order(self, lines: list[dict[str, Any]], **values: Any) -> int:
        """A draft order; a line's `taxes` are ids."""
        made = []
        for line in lines:
            given = {"product_id": 1, "name": "x", **line}
            taxes = given.pop("taxes", None)
            made.append([0, 0, given if taxes is None else {**given, self.tax: [[6, 0, taxes]]}])
        values.setdefault("partner_id", self.partner() if "partner_id" not in values else None)
        return int(self.call("sale.order", "create", {**values, "order_line": made}))

    def read(self, model: str, record: int, *fields: str) -> dict[str, Any]:
        """Some fields of one record."""
        return dict(self.call(model, "read", [record], fields=list(fields))[0])

    def invoice(self, *orders: int, consolidated: bool = False) -> list[int]:
        """Confirm and invoice orders; the ids of the drafts."""
        self.call("sale.order", "action_confirm", list(orders))
        context = {"active_model": "sale.order", "active_ids": list(orders)}
        values = {"consolidated_billing": consolidated, "sale_order_ids": [[6, 0, list(orders)]]}
        wizard = self.call("sale.advance.payment.inv", "create", values, context=context)
        self.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
        found: dict[int, None] = {}
        for order in orders:
            found |= dict.fromkeys(self.read("sale.order", order, "invoice_ids")["invoice_ids"])
        return list(found)
