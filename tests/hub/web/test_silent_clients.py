"""The web process under clients that begin a request and never end it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from sandbox.world.hub import ROOT, free_port

THREADS = 2


@pytest.fixture
def web(tmp_path: Path) -> Iterator[int]:
    """The port of a web process with few threads, and with less patience than in earnest."""
    (tmp_path / "impatient.py").write_text(
        f"exec(open({str(ROOT / 'gunicorn.conf.py')!r}).read())\nSILENT_SECONDS = 1\n", encoding="utf-8"
    )
    port = free_port(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "hub.wsgi", "--config", str(tmp_path / "impatient.py"),
         "--bind", f"127.0.0.1:{port}", "--threads", str(THREADS), "--no-control-socket"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "true", "DJANGO_SETTINGS_MODULE": "hub.settings"},
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.parametrize(
    "begun",
    [
        b"POST /webhooks/woocommerce/lampes-fr/ HTTP/1.1\r\nHos",
        b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{}",
    ],
    ids=["in the headers", "in the body"],
)
def test_clients_that_fall_silent_do_not_keep_the_others_out(web: int, begun: bytes) -> None:
    # given as many silent clients as the process has threads
    with ExitStack() as clients:
        for _ in range(THREADS):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", web)))
            client.sendall(begun)

        # when somebody else asks
        answer = requests.get(f"http://127.0.0.1:{web}/healthz", timeout=60)

    # then the threads were given back, and there is an answer
    assert answer.status_code == 200


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except requests.RequestException:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
