"""VIES as a process of its own."""

import http.client
import json
import signal
import subprocess
import sys
from urllib.parse import urlsplit

COMMAND = [sys.executable, "-m", "sandbox.vies"]


def test_it_serves_with_a_state_down_and_stops_cleanly() -> None:
    # given
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--down", "DE"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        rest = urlsplit(process.stdout.readline().split()[2])

        # when
        connection = http.client.HTTPConnection(str(rest.hostname), rest.port, timeout=5)
        connection.request("GET", f"{rest.path}/check-status")
        countries = json.loads(connection.getresponse().read())["countries"]
        connection.close()
        process.send_signal(signal.SIGTERM)

        # then
        assert process.wait(timeout=5) == 0
    assert [row["countryCode"] for row in countries if row["availability"] == "Unavailable"] == ["DE"]


def test_the_help_has_an_example() -> None:
    shown = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, timeout=10, check=True
    ).stdout

    assert "python -m sandbox.vies --port 8083" in shown
