"""Lanes of stages: those of one lane run one after the other, lanes beside each other."""

import itertools
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from scripts.stages.stage import Outcome, Stage, end_all, hear_interrupts, run, say

Lane = Sequence[Stage]


def run_all(parts: Sequence[Sequence[Lane]]) -> list[Outcome]:
    """Run the parts one after the other, every stage even when one fails; outcomes in the plan's order."""
    hear_interrupts()
    show = _Show(sum(len(lane) for lanes in parts for lane in lanes))
    return [outcome for lanes in parts for outcome in show.beside(lanes)]


class _Show:
    """Stages as they are shown while they run."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._numbers = itertools.count(1)
        self._interrupted = threading.Event()

    def beside(self, lanes: Sequence[Lane]) -> list[Outcome]:
        """Run the lanes beside each other."""
        named = len(lanes) > 1
        with ThreadPoolExecutor(len(lanes)) as threads:
            running = [threads.submit(self._lane, lane, named=named) for lane in lanes]
            try:
                return [outcome for lane in running for outcome in lane.result()]
            except KeyboardInterrupt:
                self._interrupt(running)
                raise

    def _interrupt(self, running: Sequence["Future[list[Outcome]]"]) -> None:
        self._interrupted.set()
        while not all(lane.done() for lane in running):
            end_all()
            wait(running, 0.5)

    def _lane(self, lane: Lane, *, named: bool) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for stage in lane:
            if self._interrupted.is_set():
                break
            say(f"\n── {next(self._numbers)}/{self._count} {stage.name}")
            outcomes.append(run(stage, f"{stage.name} │ " if named else ""))
            verdict = "passed" if outcomes[-1].passed else f"FAILED (exit code {outcomes[-1].exit_code})"
            say(f"── {stage.name}: {verdict} after {outcomes[-1].seconds:.1f} s")
        return outcomes
