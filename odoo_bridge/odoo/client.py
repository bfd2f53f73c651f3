"""The client that the bridge uses: every call names its one company, creation is get-or-create."""

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from hub.errors import BusinessError, ContractError, TransientError
from odoo_bridge.odoo.transports.wire import Wire

_LOAD_TRIES = 4
_LOSER = "could not serialize access"  # PostgreSQL's own text, where it speaks English; Odoo passes it on

Record = dict[str, Any]
Domain = Sequence[Any]


class Transport(Protocol):
    """A way to call a method of a model."""

    wire: Wire

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        params: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Any:
        """The method's result as JSON value."""
        ...


class Odoo:
    """One company of one Odoo database. Raises `hub.errors.AffluentError`s only."""

    def __init__(self, transport: Transport, *, company_id: int | None) -> None:
        self._transport = transport
        self._context: dict[str, Any] = {"allowed_company_ids": [company_id]} if company_id else {}

    @property
    def calls(self) -> int:
        """How many calls this client has made."""
        return self._transport.wire.calls

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None = None,
        context: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> Any:
        """Any method with named parameters; `ids` for methods of records."""
        return self._transport.call(model, method, ids, params, {**self._context, **(context or {})})

    def search_read(self, model: str, domain: Domain, fields: Sequence[str], **params: Any) -> list[Record]:
        """Records as dicts; `context={"active_test": False}` shows archived ones too."""
        rows = self.call(model, "search_read", domain=list(domain), fields=list(fields), **params)
        return _records(rows, f"{model}.search_read")

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """The records that (still) exist among the ids."""
        return self.search_read(model, [["id", "in", list(ids)]], fields)

    def load(self, model: str, fields: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
        """Get or create by our external ids (column `id`): safe to repeat, also with several at once.

        Returns the ids in the order of the rows that begin a record. A repeat changes nothing.
        Raises `BusinessError` with Odoo's words when a row is refused: then nothing was created.
        Measured on 17 and 19: the loser of a race gets `ids: false`, and the next try the winner's id.
        PostgreSQL may say so in any language, so that only a refusal heard twice is believed.
        """
        heard = ""
        for attempt in range(_LOAD_TRIES):
            answer = self.call(
                model,
                "load",
                context={"mode": "update", "noupdate": True},
                fields=list(fields),
                data=[list(row) for row in rows],
            )
            ids, messages = _load_answer(answer, model, records=sum(bool(row[0]) for row in rows))
            if ids:
                return ids
            if _LOSER not in messages and messages == heard:
                raise BusinessError(
                    "odoo_refused", f"Odoo refused to create {model}: {messages}", _LOAD_REMEDY
                )
            heard = messages
            time.sleep(random.uniform(0.05, 0.3 * 2**attempt))  # noqa: S311 - jitter, not a secret
        raise TransientError("odoo_busy", f"Odoo is busy with the same {model} records.", "")


_LOAD_REMEDY = "Correct it in Odoo or at the shop, then deliver again."


def _load_answer(answer: Any, model: str, *, records: int) -> tuple[list[int], str]:
    """HTTP says 200 also when nothing was created: only `ids` tells."""
    if not isinstance(answer, dict):
        raise ContractError("odoo_answer_unreadable", f"Odoo answered {model}.load without `ids`.", "")
    messages = answer["messages"] if isinstance(answer.get("messages"), list) else []
    text = "; ".join(" ".join(str(m.get("message", m)).split()) for m in messages if isinstance(m, dict))
    ids = answer.get("ids") or []
    if not isinstance(ids, list) or not all(type(i) is int for i in ids) or len(ids) not in (0, records):
        raise ContractError("odoo_answer_unreadable", f"Odoo answered {model}.load with odd `ids`.", "")
    return ids, text or "no reason given"


def _records(rows: Any, call: str) -> list[Record]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContractError(
            "odoo_answer_unreadable", f"Odoo answered {call} with something else than records.", ""
        )
    return rows
