"""Servers that were started here: ready when they answer, explained when they die, stopped for good."""

import json
import os
from pathlib import Path

import pytest

from scripts.services import processes
from scripts.services.errors import UnavailableError
from tests.services.test_finding import Listener


def test_a_server_that_dies_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    service = Listener()
    service.code = "raise SystemExit('the disk is full')"

    with pytest.raises(UnavailableError, match=r"started but does not answer .*; its log is .*server\.log"):
        processes.start(service, tmp_path)

    assert "the disk is full" in (tmp_path / "server.log").read_text()


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Listener()
    service.code = "import time; time.sleep(60)"
    monkeypatch.setattr(processes, "START_SECONDS", 1)

    with pytest.raises(UnavailableError, match="does not answer"):
        processes.start(service, tmp_path)

    assert processes.stop(tmp_path)


def test_a_server_that_ignores_the_request_to_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Listener()
    service.code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + service.code
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    url = processes.start(service, tmp_path)

    assert processes.stop(tmp_path)

    with pytest.raises(UnavailableError):
        service.check(url)


def test_stopping_twice_stops_once(tmp_path: Path) -> None:
    processes.start(Listener(), tmp_path)

    assert (processes.stop(tmp_path), processes.stop(tmp_path)) == (True, False)


def test_a_process_that_took_over_the_number_is_left_alone(tmp_path: Path) -> None:
    # given a note about a server whose number now belongs to another process: this one
    (tmp_path / "process.json").write_text(
        json.dumps({"pid": str(os.getpid()), "started": "1", "url": "tcp://127.0.0.1:1"})
    )

    assert not processes.stop(tmp_path)
