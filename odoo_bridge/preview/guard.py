"""Whoever only looks cannot write to the hub's database: such a statement never reaches it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from hub.sentences import say
from odoo_bridge.odoo.rehearsal.reading_only import WouldWriteError

_READS = re.compile(r"\s*\(*\s*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\b", re.IGNORECASE)
_LOCKS = re.compile(r"\bFOR UPDATE\b|\bLOCK IN SHARE MODE\b", re.IGNORECASE)


@contextmanager
def only_reading() -> Iterator[None]:
    """Inside, every statement but plain reading raises `WouldWriteError`; nothing is locked either."""
    with connection.execute_wrapper(_refuse_writing):
        yield


def _refuse_writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if not _READS.match(sql) or _LOCKS.search(sql):
        raise WouldWriteError(
            "preview_would_write",
            say("The preview was about to write: {sql}.", sql=repr(sql[:80])),
            say("Report it."),
        )
    return execute(sql, params, many, context)
