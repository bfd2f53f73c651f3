"""Replays captures in their order, on a sandbox whose counters stand where the real ones stood."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.odoo import OdooSandbox
from sandbox.odoo.env import Env
from sandbox.odoo.seed.planting import Planter
from tests.sandbox.odoo.recorded import Capture, assert_as_recorded, send

RECORDED = datetime(2026, 11, 21, 23, 50, tzinfo=UTC)
RESULT_MODEL = {
    "message_post": "mail.message",
    "refund_moves": "account.move",
    "action_create_payments": "account.payment",
    "create_invoices": "account.move",
}
Step = str | Callable[["Replay"], None]


def recorded_clock() -> datetime:
    """The moment of the recordings."""
    return RECORDED


class Replay:
    """One sandbox, and the captures that are asked of it. `users` says whose key a JSON-2 capture used."""

    def __init__(self, sandbox: OdooSandbox, users: dict[str, str], user: str) -> None:
        self.sandbox = sandbox
        self.version = sandbox.version
        self._users, self._user = users, user
        engine = sandbox.engine
        rows = engine.database.table("res.users").rows
        self._keys = {uid: sandbox.key_for(row["login"]) for uid, row in rows.items()}
        self.env: Env = engine.env(self.uid("admin"), {"allowed_company_ids": [1, 2]})
        self.done: list[str] = []

    def uid(self, login: str) -> int:
        """The id of a user."""
        rows = self.sandbox.engine.database.table("res.users").rows
        return next(uid for uid, row in rows.items() if row["login"] == login)

    def run(self, steps: Sequence[Step]) -> None:
        """Take the steps: a name is a capture to replay, anything else prepares what comes next."""
        for step in steps:
            if isinstance(step, str):
                self.ask(step)
            else:
                step(self)
                self.sandbox.engine.database.commit()

    def ask(self, name: str) -> None:
        """Replay one capture and compare the answer."""
        capture = Capture(self.version, name)
        self._seat(capture)
        login = self._users.get(name, self._user)
        moves = self.env.table("account.move").rows.values()
        token = next((move["access_token"] for move in moves if move["access_token"]), "TOKEN")
        if name.endswith("wrong_token"):
            token = "wrong"
        reply = send(self.sandbox.url, capture, self._keys, self.sandbox.key_for(login), token)
        try:
            assert_as_recorded(capture, reply)
        except AssertionError as error:
            raise AssertionError(f"{self.version}/{name}: {error}") from error
        self.done.append(name)

    def recorded(self, name: str) -> Any:
        """What a capture returned."""
        return Capture(self.version, name).result

    def seat(self, model: str, record: int) -> None:
        """Let the next new record of the model get this id."""
        self.env.table(model).next_id = record

    def plant(self, model: str, record: int | None = None, **values: Any) -> int:
        """A row that stood in the recorded database."""
        return Planter(self.env).add(model, record, **values)

    def call(self, model: str, method: str, ids: list[int]) -> Any:
        """Call a method as the administrator, without HTTP."""
        return getattr(self.env.model(model), method)(self.env, ids)

    def _seat(self, capture: Capture) -> None:
        model, method = capture.call
        ids = _new_ids(method, capture.result)
        known = self.env.table(RESULT_MODEL.get(method, model)).rows if model else {}
        fresh = [record for record in ids if record not in known]
        if fresh:
            self.seat(RESULT_MODEL.get(method, model), min(fresh))


def _new_ids(method: str, result: Any) -> list[int]:
    if method in ("create", "message_post") and result is not None:
        return [result] if isinstance(result, int) else list(result)
    if method == "load" and result and result["ids"]:
        return list(result["ids"])
    if method in ("refund_moves", "action_create_payments") and result:
        return [int(result["res_id"])]
    if method == "create_invoices" and result:
        return list(result["domain"][0][2])
    return []
