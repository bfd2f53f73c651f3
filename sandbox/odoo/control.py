"""The control API under `/sandbox/`, JSON in and out; it stands beside Odoo's own routes and needs no key.

    GET    /sandbox/state      counts, doubled references, orders and invoices with totals, calls
    GET    /sandbox/calls      the call counters alone;  DELETE sets them to zero
    GET    /sandbox/faults     the faults still set, and the kinds there are
    POST   /sandbox/faults     set one: {"kind": "cut", "model": "sale.order", "method": "load", "times": 3}
    DELETE /sandbox/faults     forget all faults
    POST   /sandbox/latency    {"scale": 1.0, "workers": 2}: be as slow as the servers that were measured
    POST   /sandbox/refuse     {"seconds": 5}: refuse connections for that long, this API's too
    POST   /sandbox/products   {"add": [{"default_code", "name", "price"}], "archive": ["SKU001"],
                               "remove": ["SKU002"]}
    POST   /sandbox/taxes      {"activate": ["20% G INC"], "deactivate": ["10% G"]}, by name or id
    POST   /sandbox/keys       {"revoke": ["key-hub_api"], "restore": []}
    DELETE /sandbox/sessions   end all sessions of web clients
    POST   /sandbox/company    {"id": 1, "tax_calculation_rounding_method": "round_globally"}

Fault kinds: see `faults.KINDS`. A bad request gets 400 with {"error": "…"}.
"""

import json
import threading
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.odoo import state
from sandbox.odoo.engine import MANY_WORKERS, Engine
from sandbox.odoo.faults import KINDS, Fault
from sandbox.odoo.http import Answer, Request, json_answer
from sandbox.odoo.latencies import measured
from sandbox.odoo.seed.catalogue import Product, add_goods
from sandbox.odoo.seed.planting import Planter

Values = dict[str, Any]


class Control:
    """Answers the control API of one engine. `refuse` is called with the seconds to be gone."""

    def __init__(self, engine: Engine, refuse: Callable[[float], None]) -> None:
        self._engine = engine
        self._refuse = refuse
        self._routes: dict[tuple[str, str], Callable[[Values], Any]] = {
            ("GET", "state"): lambda values: state.summary(engine),
            ("GET", "calls"): lambda values: dict(engine.calls),
            ("DELETE", "calls"): lambda values: engine.calls.clear(),
            ("GET", "faults"): lambda values: self._list_faults(),
            ("POST", "faults"): lambda values: engine.faults.add(Fault.from_json(values)),
            ("DELETE", "faults"): lambda values: engine.faults.clear(),
            ("POST", "latency"): self._latency,
            ("POST", "refuse"): lambda values: refuse(float(values["seconds"])),
            ("POST", "products"): self._products,
            ("POST", "taxes"): self._taxes,
            ("POST", "keys"): self._keys,
            ("DELETE", "sessions"): lambda values: engine.sessions.clear(),
            ("POST", "company"): self._company,
        }

    def answer(self, request: Request) -> Answer:
        """The answer to one request under `/sandbox/`."""
        route = self._routes.get((request.method, request.path.removeprefix("/sandbox/")))
        if route is None:
            return json_answer(404, {"error": f"no such control: {request.method} {request.path}"})
        try:
            values = json.loads(request.body or b"{}")
            with self._engine.database.lock:
                result = route(values)
                self._engine.database.commit()
        except (ValueError, TypeError, KeyError, InvalidOperation) as error:
            return json_answer(400, {"error": str(error)})
        return json_answer(200, {"ok": True} if result is None else result)

    def _list_faults(self) -> Values:
        return {"set": [vars(fault) for fault in self._engine.faults.planned], "kinds": KINDS}

    def _latency(self, values: Values) -> None:
        for fault in measured(self._engine.version, float(values.get("scale", 1.0))):
            self._engine.faults.add(fault)
        self._engine.workers = threading.BoundedSemaphore(int(values.get("workers", MANY_WORKERS)))

    def _products(self, values: Values) -> Values:
        env = self._engine.env(state.ADMIN)
        planter = Planter(env)
        made = [
            add_goods(
                planter, Product(item["default_code"], item["name"], Decimal(str(item.get("price", 0))))
            )
            for item in values.get("add", ())
        ]
        table = env.table("product.product")
        for code in values.get("archive", ()):
            for record in table.where("default_code", (code,)):
                table.update(record, {"active": False})
        for code in values.get("remove", ()):
            for record in table.where("default_code", (code,)):
                table.delete(record)
        return {"ids": made}

    def _taxes(self, values: Values) -> None:
        for key, active in (("activate", True), ("deactivate", False)):
            for wanted in values.get(key, ()):
                self._set_tax(wanted, active)

    def _set_tax(self, wanted: Any, active: bool) -> None:
        table = self._engine.database.table("account.tax")
        found = [i for i, row in table.rows.items() if wanted in (i, row["name"])]
        if not found:
            raise ValueError(f"no tax {wanted!r}")
        for record in found:
            table.update(record, {"active": active})

    def _keys(self, values: Values) -> None:
        self._engine.revoked |= set(values.get("revoke", ()))
        self._engine.revoked -= set(values.get("restore", ()))

    def _company(self, values: Values) -> None:
        env = self._engine.env(state.ADMIN)
        env.model("res.company").modify(env, int(values.pop("id")), values)
