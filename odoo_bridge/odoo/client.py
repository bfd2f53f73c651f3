"""The client that the bridge uses: every call names its one company, creation is get-or-create."""

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars

from hub.errors import AffluentError, BusinessError, ContractError, CredentialsError, TransientError
from hub.sentences import say
from odoo_bridge.odoo.errors import RIGHTS_REMEDY, LineCutError, NoRightsError, RightsError
from odoo_bridge.odoo.transports.wire import Wire

log = structlog.get_logger(__name__)
_LOAD_TRIES = 4
_READ_TRIES = 3
_RETRIES = "retries"  # in the log: how often a call was lost to others or to the line before
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
    """One company of one Odoo database. Raises `hub.errors.AffluentError`s only.

    `version` and `features` are what was found out about the server at set-up (`versions.py`). A key that was
    refused once is not tried again: each try costs Odoo a second of its processor.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        company_id: int | None,
        version: str = "",
        features: Mapping[str, Any] | None = None,
    ) -> None:
        self.company_id = company_id
        self.version = version
        self.features = features or {}
        self._transport = transport
        self._context: dict[str, Any] = {"allowed_company_ids": [company_id]} if company_id else {}
        self._allowed: dict[tuple[str, str], bool] = {}
        self._refused: CredentialsError | None = None

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
        """Any method with named parameters; `ids` for methods of records.

        Where rights are missing, Odoo is asked once whether that is so for every record of the kind.
        """
        try:
            return self._exchange(model, method, ids, context, params)
        except RightsError as refusal:
            self._require(*right_of(model, method), refusal)
            raise

    def _exchange(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        context: Mapping[str, Any] | None,
        params: Mapping[str, Any],
    ) -> Any:
        """One call, told to the log without anything that it says."""
        if self._refused is not None:
            raise self._refused
        started, error = time.monotonic(), None
        try:
            return self._transport.call(model, method, ids, params, {**self._context, **(context or {})})
        except AffluentError as failure:
            error = failure
            if isinstance(failure, CredentialsError):
                self._refused = failure
            raise
        finally:
            log.info(
                "odoo_call",
                model=model,
                method=method,
                milliseconds=round((time.monotonic() - started) * 1000),
                retries=get_contextvars().get(_RETRIES, 0),
                error_class=error.error_class.value if error else "",
                code=error.code if error else "",
            )

    def search_read(self, model: str, domain: Domain, fields: Sequence[str], **params: Any) -> list[Record]:
        """Records as dicts; `context={"active_test": False}` shows archived ones too.

        Asked again at once where the line breaks, so that a whole batch need not begin anew.
        """
        for retries in range(_READ_TRIES - 1):
            with suppress(LineCutError), bound_contextvars(**{_RETRIES: retries}):
                return self._search_read(model, domain, fields, params)
        with bound_contextvars(**{_RETRIES: _READ_TRIES - 1}):
            return self._search_read(model, domain, fields, params)

    def _search_read(
        self, model: str, domain: Domain, fields: Sequence[str], params: Mapping[str, Any]
    ) -> list[Record]:
        rows = self.call(model, "search_read", domain=list(domain), fields=list(fields), **params)
        return _records(rows, f"{model}.search_read")

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """The records that (still) exist among the ids."""
        return self.search_read(model, [["id", "in", list(ids)]], fields)

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[str]], *, overwrite: bool = False
    ) -> list[int]:
        """Get or create by our external ids (column `id`): safe to repeat, also with several at once.

        Returns the ids in the order of the rows that begin a record. A repeat changes nothing, but with
        `overwrite` writes what is given over what is there.
        Raises `BusinessError` with Odoo's words when a row is refused: then nothing was created.
        Measured on 17 and 19: the loser of a race gets `ids: false`, and the next try the winner's id.
        PostgreSQL may say so in any language, so that only a refusal heard twice is believed.
        """
        heard = ""
        for attempt in range(_LOAD_TRIES):
            with bound_contextvars(**{_RETRIES: attempt}):
                answer = self.call(
                    model,
                    "load",
                    context={} if overwrite else {"mode": "update", "noupdate": True},
                    fields=list(fields),
                    data=[list(row) for row in rows],
                )
            ids, messages = _load_answer(answer, model, records=sum(bool(row[0]) for row in rows))
            if ids:
                return ids
            if _LOSER not in messages and messages == heard:
                refusal = BusinessError(
                    "odoo_refused",
                    say("Odoo refused to create {model}: {messages}", model=model, messages=messages),
                    _LOAD_REMEDY,
                )
                self._require(model, "create", refusal)
                raise refusal
            heard = messages
            time.sleep(random.uniform(0.05, 0.3 * 2**attempt))  # noqa: S311 - jitter, not a secret
        raise TransientError("odoo_busy", say("Odoo is busy with the same {model} records.", model=model), "")

    def _require(self, model: str, operation: str, refusal: AffluentError) -> None:
        """Raise `NoRightsError` when the user may not do that at all, so that no single order is to blame."""
        if not self.may(model, operation):
            raise NoRightsError("odoo_rights_missing", refusal.cause, RIGHTS_REMEDY) from refusal

    def may(self, model: str, operation: str) -> bool:
        """Whether the user may do that with records of the kind; asked once. True where nobody can say."""
        right = (model, operation)
        if right not in self._allowed:
            self._allowed[right] = self._ask_right(model, operation)
        return self._allowed[right]

    def _ask_right(self, model: str, operation: str) -> bool:
        params = {"operation": operation, "raise_exception": False}
        try:
            return bool(self._exchange(model, "check_access_rights", None, None, params))
        except AffluentError:  # nothing is known: the order alone waits
            return True


def right_of(model: str, method: str) -> tuple[str, str]:
    """What a user must be allowed for a call to work with any record at all."""
    if method == "action_post":  # salesmen may write invoices; payments, like posting, need Billing
        return "account.payment", "create"
    if method in ("search_read", "read", "fields_get"):
        return model, "read"
    return model, "create" if method in ("create", "load") else "write"


_LOAD_REMEDY = say("Correct it in Odoo or at the shop, then deliver again.")


def _load_answer(answer: Any, model: str, *, records: int) -> tuple[list[int], str]:
    """HTTP says 200 also when nothing was created: only `ids` tells."""
    if not isinstance(answer, dict):
        raise ContractError(
            "odoo_answer_unreadable", say("Odoo answered {model}.load without `ids`.", model=model), ""
        )
    messages = answer["messages"] if isinstance(answer.get("messages"), list) else []
    text = "; ".join(" ".join(str(m.get("message", m)).split()) for m in messages if isinstance(m, dict))
    ids = answer.get("ids") or []
    if not isinstance(ids, list) or not all(type(i) is int for i in ids) or len(ids) not in (0, records):
        raise ContractError(
            "odoo_answer_unreadable", say("Odoo answered {model}.load with odd `ids`.", model=model), ""
        )
    return ids, text or say("no reason given")


def _records(rows: Any, call: str) -> list[Record]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContractError(
            "odoo_answer_unreadable",
            say("Odoo answered {call} with something else than records.", call=call),
            "",
        )
    return rows
