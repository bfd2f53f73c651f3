"""Asking now, within a few seconds: each number once, however many want it and wherever they run."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hub import leases
from odoo_bridge.models import VatQuestion
from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.vies import answered, breaker, keeping, lanes
from odoo_bridge.vat.vies.client import Reply
from odoo_bridge.vat.vies.dialect import Question
from odoo_bridge.vat.vies.verdict import Verdict, standing, unasked

VALID_FOR = timedelta(days=1)
SECONDS = 4.0
_LOOK_AGAIN_SECONDS = 0.1
_LEASE_SECONDS = 30  # beyond the deadline; a killed process leaves the number alone for so long
_NUMBERS_AT_ONCE = 500


def current(
    numbers: Iterable[VatNumber],
    requester: VatNumber | None = None,
    *,
    valid_for: timedelta = VALID_FOR,
    seconds: float = SECONDS,
    anew: bool = False,
    trader_name: str = "",
) -> dict[VatNumber, Verdict]:
    """What is known of these numbers now; those of which nothing holds are asked, for `seconds` at most.

    `requester` is our own number: without it an answer proves nothing. An answer "valid" holds for
    `valid_for`, "invalid" for an hour, "unavailable" never: what could not be asked is asked again by the
    clock. `anew` asks whatever is known; `trader_name` is sent along, for states that hide the owner's name
    but compare it. Never raises for trouble of VIES: that is a verdict too.
    """
    wanted = list(numbers)
    own = requester.text if requester is not None and requester.in_vies else ""
    askable = {number.text: number for number in wanted if number.in_vies}
    rows = keeping.questions(askable.values(), own)
    due = [row for row in rows.values() if anew or _is_due(row, valid_for)]
    if due:
        limits = lanes.Limits(time.monotonic() + seconds, seconds)
        rows |= ask(due, limits, anew=anew, trader_name=trader_name)
    verdicts = {text: _verdict(askable[text], row, valid_for, anew) for text, row in rows.items()}
    return {number: verdicts.get(number.text) or unasked(number, own) for number in wanted}


def ask(
    rows: Iterable[VatQuestion], limits: lanes.Limits, *, anew: bool = False, trader_name: str = ""
) -> dict[str, VatQuestion]:
    """Ask for these, all of one requester, until the deadline; how each of them stands then.

    `anew`: a person wants to know, so that neither an answer nor a pause keeps from asking.
    """
    turn = _Turn({row.text: row for row in rows}, limits, anew, trader_name)
    keeping.want(turn.left.values())
    while turn.left:
        turn.put_off_paused()
        before = len(turn.left)
        turn.ask_what_is_free()
        if not turn.left or time.monotonic() + _LOOK_AGAIN_SECONDS >= limits.deadline:
            break
        if len(turn.left) == before:  # others are asking, for these or about their states
            time.sleep(_LOOK_AGAIN_SECONDS)
            turn.see_what_others_found()
    answered.tell(turn.answers)
    return turn.done | turn.left


def _is_due(row: VatQuestion, valid_for: timedelta) -> bool:
    waits = row.next_ask_at is not None and row.next_ask_at > timezone.now()
    return not waits and not keeping.holds(row, valid_for)


def _verdict(number: VatNumber, row: VatQuestion, valid_for: timedelta, anew: bool) -> Verdict:
    holds = keeping.holds(row, valid_for) and not (anew and row.waits_because)
    return standing(number, row, answered=holds)


@dataclass(slots=True)
class _Turn:
    """Numbers that one caller wants, of one requester; `left` are those of which nothing new is known yet."""

    left: dict[str, VatQuestion]
    limits: lanes.Limits
    anew: bool
    trader_name: str = ""
    done: dict[str, VatQuestion] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    _owner: str = field(default_factory=leases.new_owner)

    def put_off_paused(self) -> None:
        """Member states that are paused are not asked, except by a person."""
        if self.anew:
            return
        known = breaker.states({row.prefix for row in self.left.values()})
        for prefix in {row.prefix for row in self.left.values()}:
            until = breaker.paused_until(known, prefix)
            rows = [row for row in self.left.values() if row.prefix == prefix]
            if until is not None:
                keeping.postpone(rows, until, "paused")
                self._finish(rows)

    def ask_what_is_free(self) -> None:
        """Ask for what nobody else is asking, about states at which there is room."""
        rows = list(self.left.values())[:_NUMBERS_AT_ONCE]
        rooms = {prefix: room for prefix in {row.prefix for row in rows} if (room := self._room(prefix))}
        names = {_lease(row): row for row in rows if row.prefix in rooms}
        mine: set[str] = set()
        try:
            mine = leases.acquire_all(names, self._owner, seconds=self._lease_seconds) if names else set()
            self._ask(self._still_open([names[name] for name in mine]))
        finally:
            leases.release_all([*mine, *rooms.values()], self._owner)

    def see_what_others_found(self) -> None:
        """What another process asked for meanwhile is known now."""
        self._still_open(list(self.left.values()))

    def _still_open(self, rows: list[VatQuestion]) -> list[VatQuestion]:
        """Those that nobody has asked for since we looked; the others are done."""
        now = keeping.again(rows)
        before = {row.text: row for row in rows}
        found = [row for row in now.values() if _state(row) != _state(before[row.text])]
        self._finish(found)
        return [row for row in rows if row.text in self.left]

    def _ask(self, rows: list[VatQuestion]) -> None:
        if not rows:
            return
        requester = parse(rows[0].requester) if rows[0].requester else None
        known = breaker.states({row.prefix for row in rows})
        if breaker.service_is_tried_out(known):
            rows = rows[:1]
        by_prefix: dict[str, list[Question]] = {}
        for row in rows:
            number = parse(row.text)
            by_prefix.setdefault(row.prefix, []).append(Question(number, requester, self.trader_name))
        ways = [
            lanes.Lane(questions, breaker.failures_allowed(known, prefix))
            for prefix, questions in by_prefix.items()
        ]
        open_rows: Mapping[str, VatQuestion] = {row.text: row for row in rows}
        for question, reply in lanes.run(ways, self.limits):
            self._keep(open_rows[question.number.text], reply, known)

    def _keep(self, row: VatQuestion, reply: Reply, known: breaker.States) -> None:
        keeping.keep(row, reply)
        breaker.note(row.prefix, reply.reading, known)
        self._finish([row])
        if row.next_ask_at is None:
            self.answers.add(row.text)
            if self.anew and row.requester:
                keeping.free_requester(row.requester)
        elif reply.reading.kind.stops_requester:
            rest = list(self.left.values())
            keeping.postpone(rest, row.next_ask_at, reply.reading.code)
            self._finish(rest)

    def _finish(self, rows: Iterable[VatQuestion]) -> None:
        for row in rows:
            self.left.pop(row.text, None)
            self.done[row.text] = row

    def _room(self, prefix: str) -> str:
        """The lease of one of the lanes to a member state; empty while all are taken."""
        for place in range(settings.VIES_AT_ONCE):
            name = f"vies-lane:{prefix}:{place}"
            if leases.acquire(name, self._owner, seconds=self._lease_seconds):
                return name
        return ""

    @property
    def _lease_seconds(self) -> int:
        return int(max(0.0, self.limits.deadline - time.monotonic())) + _LEASE_SECONDS


def _lease(row: VatQuestion) -> str:
    return f"vies:{row.requester}:{row.text}"


def _state(row: VatQuestion) -> tuple[object, ...]:
    return row.answer_id, row.attempts
