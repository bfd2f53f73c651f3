"""Long-running processes: ending cleanly when asked to."""

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Self

_STEP_SECONDS = 0.2


class Shutdown:
    """`with Shutdown() as stop: while not stop.requested: …` ends after the piece of work at hand.

    SIGTERM and SIGINT ask for the end; a second one ends the process at once. Only the main thread
    can listen to signals: elsewhere `request` does the same. A flag and short sleeps rather than an
    `Event`: a signal handler must not take a lock that the interrupted code may hold.
    """

    SIGNALS = (signal.SIGTERM, signal.SIGINT)

    def __init__(self) -> None:
        self.requested = False
        self._previous: dict[int, object] = {}

    def request(self) -> None:
        """Ask for the end."""
        self.requested = True

    def wait(self, seconds: float) -> bool:
        """Sleep, but not beyond the request; returns whether the end was asked for."""
        end = time.monotonic() + seconds
        while not self.requested and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _STEP_SECONDS))
        return self.requested

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._asked) for number in self.SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.request()
        self._restore()

    def _restore(self) -> None:
        while self._previous:
            number, handler = self._previous.popitem()
            signal.signal(number, handler)  # type: ignore[arg-type] # what signal.signal gave us
