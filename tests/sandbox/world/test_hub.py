"""The folder of a world's hub: emptied for a new one, and never under the feet of one that runs."""

from pathlib import Path

import pytest

from sandbox.world.__main__ import main
from sandbox.world.hub import Hub, HubError


def test_a_folder_has_one_hub_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # given a hub with a database
    folder = tmp_path / "world"
    first = Hub(folder, port=1, settings={})
    (folder / "affluent.sqlite3").touch()

    # when somebody starts another one there, then it is refused, and nothing was emptied
    with pytest.raises(HubError, match="Another hub runs in"):
        Hub(folder, port=1, settings={})
    assert main(["run", "--folder", str(folder)]) == 1
    assert "Stop it first, or name another --folder." in capsys.readouterr().err
    assert (folder / "affluent.sqlite3").exists()

    # and once the first has stopped, the folder begins anew
    first.stop()
    Hub(folder, port=1, settings={}).stop()
    assert not (folder / "affluent.sqlite3").exists()
