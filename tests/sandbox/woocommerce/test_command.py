"""The shop as a process of its own."""

import http.client
import json
import re
import signal
import subprocess
import sys
import time

import pytest

COMMAND = [sys.executable, "-m", "sandbox.shops.woocommerce"]


def listed(port: int) -> int:
    """How many orders the process holds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/sandbox/state")
    count = int(json.loads(connection.getresponse().read())["orders"])
    connection.close()
    return count


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_makes_new_orders_and_stops_cleanly(number: signal.Signals) -> None:
    options = ["--port", "0", "--orders", "30", "--storage", "legacy", "--seed", "3", "--new-every", "0.1"]
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        started = re.search(r"http://127\.0\.0\.1:(\d+)  key (\w+)", process.stdout.readline())
        assert started is not None
        time.sleep(0.5)
        count = listed(int(started[1]))
        process.send_signal(number)

        assert process.wait(timeout=5) == 0
        assert process.stderr.read() == ""
    assert count > 30


def test_a_port_in_use_is_said_in_one_line() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        port = first.stdout.readline().partition("127.0.0.1:")[2].split()[0]
        second = subprocess.run(
            [*COMMAND, "--port", port], capture_output=True, text=True, timeout=10, check=False
        )
        first.terminate()

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "choose another --port" in second.stderr


@pytest.mark.parametrize("package", ["sandbox.shops.woocommerce", "sandbox.vies", "sandbox.network"])
def test_it_runs_on_the_standard_library_alone(package: str) -> None:
    without_site_packages = [sys.executable, "-S", "-c", f"import {package}.__main__"]

    subprocess.run(without_site_packages, timeout=10, check=True)


def test_the_help_has_an_example() -> None:
    shown = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, timeout=10, check=True
    ).stdout

    assert "python -m sandbox.shops.woocommerce --port 8081" in shown
