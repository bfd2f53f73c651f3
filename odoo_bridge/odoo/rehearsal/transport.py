"""The transport of a rehearsal: reads go through, everything else is recorded and answered by its act."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.sentences import say
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.rehearsal import moves, partners, payments, sales
from odoo_bridge.odoo.rehearsal.facts import Facts
from odoo_bridge.odoo.rehearsal.pretended import Pretended, real_part
from odoo_bridge.odoo.rehearsal.reading_only import ReadingOnly, WouldWriteError
from odoo_bridge.odoo.rehearsal.records import Loaded, loaded
from odoo_bridge.odoo.rehearsal.stage import MOVE, PAYMENT, SALE, Stage
from odoo_bridge.odoo.transports.wire import READING_METHODS

_WIZARD = "sale.advance.payment.inv"


@dataclass(frozen=True, slots=True)
class Write:
    """A call that would be made: exactly what would be sent."""

    model: str
    method: str
    ids: Sequence[int] | None
    params: Mapping[str, Any]
    context: Mapping[str, Any]

    @property
    def records(self) -> list[Loaded]:
        """What a `load` brings; nothing for other calls."""
        return loaded(self.params["fields"], self.params["data"]) if self.method == "load" else []


class Rehearsal:
    """Stands where the real transport would; nothing but reading can reach the server through it."""

    def __init__(
        self, real: ReadingOnly, *, company_id: int | None, version: str, features: Mapping[str, Any]
    ) -> None:
        self.wire = real.wire
        self.writes: list[Write] = []
        self._real = real
        rehearsed, there = (
            Odoo(transport, company_id=company_id, version=version, features=features)
            for transport in (self, real)
        )
        self.stage = Stage(Facts(there, company_id), rehearsed)

    @property
    def odoo(self) -> Odoo:
        """The client that cannot tell the difference."""
        return self.stage.odoo

    @property
    def pretended(self) -> Pretended:
        """What would be there."""
        return self.stage.pretended

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        params: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Any:
        """As Odoo would answer; raises `WouldWriteError` for what the rehearsal does not know."""
        if method == "search_read":
            return self._search_read(model, params, context)
        if method in READING_METHODS:
            return self._real.call(model, method, ids, params, context)
        self.writes.append(Write(model, method, ids, copy.deepcopy(dict(params)), dict(context)))
        if method == "load":
            return {"ids": self._load(model, params, context), "messages": []}
        act = _ACTS.get((model, method))
        if act is None:
            raise WouldWriteError(
                "preview_would_write",
                say("The preview does not know what {model}.{method} does.", model=model, method=method),
                say("Report it."),
            )
        return act(self.stage, list(ids or ()), params)

    def _search_read(self, model: str, params: Mapping[str, Any], context: Mapping[str, Any]) -> list[Record]:
        domain, fields = params["domain"], params["fields"]
        rows = list(self.pretended.found(model, domain, fields))
        wanted = real_part(domain)
        if wanted is None:
            return rows
        real = self._real.call(model, "search_read", None, {**params, "domain": wanted}, context)
        return (
            [*(self.pretended.seen(model, row) for row in real), *rows]
            if rows
            else [self.pretended.seen(model, row) for row in real]
        )

    def _load(self, model: str, params: Mapping[str, Any], context: Mapping[str, Any]) -> list[int]:
        """Get or create by external id; without the context of that, what is there is written over."""
        records = loaded(params["fields"], params["data"])
        if model in _LEARN:
            _LEARN[model](self.stage, records)
        return [self._record(model, record, overwrite=not context.get("noupdate")) for record in records]

    def _record(self, model: str, record: Loaded, *, overwrite: bool) -> int:
        known = record.record_id or self.pretended.named.get(record.name)
        if known is None:
            known = self.pretended.named[record.name] = _LOADS[model](self.stage, record)
        elif overwrite and model == SALE:
            sales.rewrite_sale(self.stage, known, record)
        return known


Act = Callable[[Stage, list[int], Mapping[str, Any]], Any]


def _write_sale(stage: Stage, ids: list[int], params: Mapping[str, Any]) -> bool:
    """Lines that go come anew by `load`; the date says nothing to later steps."""
    return True


def _begin_invoicing(stage: Stage, ids: list[int], params: Mapping[str, Any]) -> list[int]:
    [values] = params["vals_list"]
    sale_ids = values["sale_order_ids"][0][2]
    return [stage.pretended.add(_WIZARD, "invoicing wizard", {"_sale_ids": sale_ids})]


def _invoice(stage: Stage, ids: list[int], params: Mapping[str, Any]) -> dict[str, Any]:
    sale_ids = [number for one in ids for number in stage.pretended.rows[_WIZARD][one]["_sale_ids"]]
    return {"domain": [["id", "in", sales.invoice(stage, sale_ids)]]}


_LEARN: dict[str, Callable[[Stage, Sequence[Loaded]], None]] = {SALE: sales.learn, MOVE: moves.learn}
_LOADS: dict[str, Callable[[Stage, Loaded], int]] = {
    "res.partner": partners.load_partner,
    "product.product": partners.load_product,
    SALE: sales.load_sale,
    MOVE: moves.load_note,
    PAYMENT: payments.load_payment,
}
_ACTS: dict[tuple[str, str], Act] = {
    (SALE, "write"): _write_sale,
    (SALE, "action_confirm"): lambda stage, ids, params: sales.confirm(stage, ids),
    (SALE, "action_cancel"): lambda stage, ids, params: sales.cancel(stage, ids),
    (_WIZARD, "create"): _begin_invoicing,
    (_WIZARD, "create_invoices"): _invoice,
    (MOVE, "write"): lambda stage, ids, params: moves.write(stage, ids, params["vals"]),
    (MOVE, "action_post"): lambda stage, ids, params: moves.post(stage, ids),
    (MOVE, "button_cancel"): lambda stage, ids, params: moves.cancel(stage, ids),
    (MOVE, "js_assign_outstanding_line"): lambda stage, ids, params: payments.assign(
        stage, ids[0], params["line_id"]
    ),
    (PAYMENT, "action_post"): lambda stage, ids, params: payments.post(stage, ids),
}
