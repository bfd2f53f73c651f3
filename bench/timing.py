"""The best of a few tries: what a noisy machine disturbs least."""

import time
from collections.abc import Callable


def best_of(tries: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest try."""
    return min(_seconds(work) for _ in range(tries))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
