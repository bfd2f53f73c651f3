"""One lane per member state: its questions one after the other, the states side by side.

Lanes only talk to VIES; what they find is handed over, for the database belongs to the calling thread. A
lane that hangs is left behind: an answer that comes too late is not waited for.
"""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from odoo_bridge.vat.vies.client import Reply, Vies
from odoo_bridge.vat.vies.dialect import Question
from odoo_bridge.vat.vies.reading import failed

_GRACE = 0.5  # seconds beyond the deadline, for what is being read just then


@dataclass(frozen=True, slots=True)
class Lane:
    """Questions about one member state, and after how many failures in a row it stops."""

    questions: Sequence[Question]
    failures_allowed: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Until when (monotonic clock), and the seconds that one question may take at most."""

    deadline: float
    seconds_each: float


@dataclass(frozen=True, slots=True)
class _Asking:
    lane: Lane
    question: Question


@dataclass(frozen=True, slots=True)
class _Answered:
    lane: Lane
    question: Question
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Ended:
    lane: Lane


_News = _Asking | _Answered | _Ended


def run(lanes: Sequence[Lane], limits: Limits) -> Iterator[tuple[Question, Reply]]:
    """Each question that was asked, with its answer, as they come; ends soon after the deadline.

    A question about which nothing is yielded was not asked.
    """
    news: queue.Queue[_News] = queue.Queue()
    stop = threading.Event()
    for lane in lanes:
        threading.Thread(target=_drive, args=(lane, limits, stop, news), daemon=True, name="vies").start()
    open_questions: dict[int, Question] = {}
    running = len(lanes)
    while running:
        try:
            found = news.get(timeout=max(0.0, limits.deadline + _GRACE - time.monotonic()))
        except queue.Empty:
            break
        match found:
            case _Asking():
                open_questions[id(found.lane)] = found.question
            case _Answered():
                open_questions.pop(id(found.lane), None)
                yield found.question, found.reply
            case _Ended():
                running -= 1
    stop.set()
    for question in open_questions.values():
        yield question, Reply(failed("too_slow"), "", "", 0, b"", timezone.now())


def _drive(lane: Lane, limits: Limits, stop: threading.Event, news: "queue.Queue[_News]") -> None:
    failures = 0
    try:
        with Vies() as vies:
            for question in lane.questions:
                if time.monotonic() >= limits.deadline or failures >= lane.failures_allowed or stop.is_set():
                    return
                news.put(_Asking(lane, question))
                until = min(limits.deadline, time.monotonic() + limits.seconds_each)
                reply = vies.ask(question, until)
                failures = failures + 1 if reply.reading.retries else 0
                if reply.reading.kind.stops_requester:
                    stop.set()
                news.put(_Answered(lane, question, reply))
    finally:
        news.put(_Ended(lane))
