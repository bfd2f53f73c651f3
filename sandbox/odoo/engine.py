"""Runs one call as one transaction on the database of the sandbox, with the faults that were ordered."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.odoo.database import Database, Row
from sandbox.odoo.env import Clock, Env, utc_now
from sandbox.odoo.errors import AccessDenied, AccessError, SerializationFailure, UserError
from sandbox.odoo.faults import Aim, Fault, Faults
from sandbox.odoo.models import ALL
from sandbox.odoo.registry import Registry
from sandbox.odoo.seed import plant
from sandbox.odoo.seed.catalogue import Product
from sandbox.odoo.seed.users import key_of, password_of

Work = Callable[[Env], Any]
MANY_WORKERS = 64


class DamagedAnswerError(Exception):
    """The answer must be damaged on its way: `after` tells whether the work was done and committed."""

    def __init__(self, fault: Fault, result: Any = None) -> None:
        super().__init__(fault.kind)
        self.fault = fault
        self.result = result


class Engine:
    """One Odoo database with its models, users, faults and call counters."""

    def __init__(
        self, version: int, database: str, skus: int, extra: Sequence[Product], clock: Clock = utc_now
    ) -> None:
        self.database = Database(database)
        self.registry = Registry(version, ALL)
        self.clock = clock
        self.faults = Faults()
        self.calls: Counter[str] = Counter()
        self.version = version
        self.revoked: set[str] = set()
        self.sessions: dict[str, int] = {}  # the user's id by the cookie
        self.workers = threading.BoundedSemaphore(MANY_WORKERS)
        plant(self.env(1), skus, extra)

    def env(self, uid: int, context: dict[str, Any] | None = None, snapshot: int | None = None) -> Env:
        """An environment of a user."""
        return Env(self.database, self.registry, uid, dict(context or {}), self.clock, snapshot)

    def login(self, login: str, secret: str) -> int | None:
        """The id of the user whose key or password this is; None when it is not."""
        for uid, row in self.database.table("res.users").rows.items():
            if row["login"] == login and self.is_secret_of(uid, secret):
                return uid
        return None

    def is_secret_of(self, uid: int, secret: str) -> bool:
        """Whether this is the key or the password of the user."""
        row = self.database.table("res.users").rows.get(uid)
        if row is None or not row["active"]:
            return False
        return secret == password_of(row["login"]) or self._is_good_key(row, secret)

    def user_of_key(self, key: str) -> int | None:
        """The id of the user whose API key this is."""
        for uid, row in self.database.table("res.users").rows.items():
            if row["active"] and self._is_good_key(row, key):
                return uid
        return None

    def _is_good_key(self, user: Row, key: str) -> bool:
        if key != key_of(user["login"]) or key in self.revoked:
            return False
        keys = self.database.table("res.users.apikeys")
        ends = [keys.rows[i].get("expiration_date") for i in keys.where("user_id", (user["id"],))]
        return any(not end or end > self.env(user["id"]).now for end in ends)

    def run(self, env: Env, aim: Aim, work: Work) -> Any:
        """Do the work in one transaction.

        Raises what the work raises, or DamagedAnswerError when the answer is to be damaged.
        """
        self.calls[f"{aim.model}.{aim.method}"] += 1
        struck = self.faults.strike(aim)
        with self.workers:
            self._wait(struck, aim.records)
        fault = next((fault for fault in struck if fault.kind != "latency"), None)
        if fault is not None:
            _refuse(fault)
            env.doomed = fault.kind == "loser"
        result = self._transaction(env, work)
        if fault is not None and fault.kind in ("cut", "truncate"):
            raise DamagedAnswerError(fault, result)
        return result

    def _wait(self, struck: list[Fault], records: int) -> None:
        seconds = sum(f.seconds + f.seconds_per_record * records for f in struck if f.kind == "latency")
        if seconds:
            time.sleep(seconds)

    def _transaction(self, env: Env, work: Work) -> Any:
        with self.database.lock:
            try:
                result = work(env)
            except BaseException:
                self.database.rollback()
                raise
            self.database.commit()
            return result


def _refuse(fault: Fault) -> None:
    if fault.kind in ("drop", "html"):
        raise DamagedAnswerError(fault)
    if fault.kind == "access_error":
        raise AccessError(fault.message)
    if fault.kind == "user_error":
        raise UserError(fault.message)
    if fault.kind == "access_denied":
        raise AccessDenied
    if fault.kind == "serialization":
        raise SerializationFailure
