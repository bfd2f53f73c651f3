"""The line to a real Odoo for who must not write: anything but reading is refused before it is sent."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from hub.errors import AffluentError, ErrorClass, TransientError
from hub.sentences import say
from odoo_bridge.odoo.client import Transport
from odoo_bridge.odoo.transports.wire import READING_METHODS


class WouldWriteError(AffluentError):
    """A mistake of ours: something that only looks was about to write."""

    error_class = ErrorClass.BUG


class ReadingOnly:
    """Lets `READING_METHODS` through, for so many seconds in all; what was asked once is remembered."""

    def __init__(self, real: Transport, *, seconds: float) -> None:
        self.wire = real.wire
        self._real = real
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._answers: dict[str, Any] = {}

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        params: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Any:
        """What Odoo answers; raises `WouldWriteError`, or `TransientError` when the time is over."""
        if method not in READING_METHODS:
            raise WouldWriteError(
                "preview_would_write",
                say("The preview was about to call {model}.{method}.", model=model, method=method),
                say("Report it."),
            )
        question = json.dumps([model, method, ids, dict(params), dict(context)], sort_keys=True)
        if question not in self._answers:
            self._refuse_late()
            self._answers[question] = self._real.call(model, method, ids, params, context)
        return self._answers[question]

    def _refuse_late(self) -> None:
        if time.monotonic() > self._until:
            raise TransientError(
                "preview_too_slow",
                say(
                    "Odoo did not answer all questions within {seconds} seconds.",
                    seconds=f"{self._seconds:.0f}",
                ),
                say("Try again later, or look at fewer orders."),
            )
