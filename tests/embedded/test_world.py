"""`make demo`, smaller: the whole chain on SQLite and without a broker, as a newcomer sees it first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.repeats
@pytest.mark.timeout(600)
def test_the_demonstration_accounts_for_every_order(tmp_path: Path) -> None:
    # given nothing but the code, when somebody plays the demonstration
    played = subprocess.run(
        [
            *(sys.executable, "-m", "sandbox.world", "demo", "--orders", "30", "--port", "0"),
            *("--folder", str(tmp_path / "world")),
        ],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hub.settings"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=540,
    )

    # then all orders are accounted for, and no process is left
    assert played.returncode == 0, played.stdout + played.stderr
    assert "Every order is accounted for." in played.stdout
    assert "RPC calls per order" in played.stdout
    assert (
        str(tmp_path) not in subprocess.run(["ps", "axe"], capture_output=True, text=True, check=True).stdout
    )
