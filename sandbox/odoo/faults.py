"""Faults on command: what a network, a proxy and a busy database do to a client, made repeatable."""

import random
import threading
from dataclasses import dataclass, field
from typing import Any, Self

KINDS = {
    "latency": "wait `seconds` (+ `seconds_per_record`) while the transaction runs",
    "cut": "do the work and commit it, then close the line without an answer",
    "truncate": "do the work and commit it, then send half of the answer",
    "drop": "close the line without doing anything",
    "html": "answer an HTML page with `status` (502) without doing anything",
    "user_error": "raise UserError with `message`",
    "access_error": "raise AccessError with `message`, as a record rule does",
    "access_denied": "raise AccessDenied, as for a revoked key",
    "serialization": "raise SerializationFailure, as after Odoo's own retries",
    "loser": "`load` only: answer as the loser of a race, having done nothing",
}


@dataclass(frozen=True)
class Aim:
    """What a fault may strike: a call, how many records it is about, and its arguments as text."""

    model: str
    method: str
    records: int = 1
    said: str = ""


@dataclass
class Fault:
    """One fault. Empty `model`, `method` and `holding` fit any; `times` None means for ever.

    `rate` is the chance per call. `at_least` spares calls about fewer records, `holding` those whose
    arguments do not hold the text.
    """

    kind: str
    model: str = ""
    method: str = ""
    times: int | None = 1
    rate: float = 1.0
    seconds: float = 0.0
    seconds_per_record: float = 0.0
    status: int = 502
    message: str = "Refused on command."
    at_least: int = 1
    holding: str = ""

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """A fault from the control API. Raises ValueError, in words for people, when it is not one."""
        unknown = set(values) - set(cls.__dataclass_fields__)
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        if values.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of: {', '.join(KINDS)}")
        return cls(**values)

    def fits(self, aim: Aim) -> bool:
        """Whether the fault may strike this call."""
        named = self.model in ("", aim.model) and self.method in ("", aim.method)
        return named and aim.records >= self.at_least and self.holding in aim.said


@dataclass
class Faults:
    """The faults that are set, oldest first. The chance is seeded, so that a run can be repeated."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret
    planned: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Set one more fault."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self.planned.clear()

    def strike(self, aim: Aim) -> list[Fault]:
        """The faults that strike this call: any latencies, and at most one of the others."""
        with self.lock:
            return self._strike(aim)

    def _strike(self, aim: Aim) -> list[Fault]:
        struck: list[Fault] = []
        for fault in list(self.planned):
            single = fault.kind != "latency"
            if not fault.fits(aim) or (single and any(f.kind != "latency" for f in struck)):
                continue
            if self.chance.random() < fault.rate:
                struck.append(fault)
                self._use_up(fault)
        return struck

    def _use_up(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.planned.remove(fault)
