"""Long processes end cleanly."""

import os
import signal
import threading
import time

import pytest

from hub.processes import Shutdown


@pytest.mark.parametrize("number", Shutdown.SIGNALS)
def test_a_signal_ends_the_wait(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Shutdown() as stop:
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()
        begun = time.monotonic()

        assert stop.wait(20)

        assert time.monotonic() - begun < 5
        # a second signal is the process's usual end
        assert signal.getsignal(number) is before
    assert signal.getsignal(number) is before


def test_without_a_signal_it_waits_its_time() -> None:
    with Shutdown() as stop:
        begun = time.monotonic()
        assert not stop.wait(0.3)
        assert 0.3 <= time.monotonic() - begun < 3


def test_another_thread_can_ask_for_the_end() -> None:
    outcome = []

    def work() -> None:
        with Shutdown() as stop:
            stop.request()
            outcome.append(stop.wait(20))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)

    assert outcome == [True]
