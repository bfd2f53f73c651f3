"""`order_schema`: written, and compared."""

import json
from pathlib import Path

from tests.hub.commands.running import manage


def test_written_and_found_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "new" / "schema.json"

    assert manage("order_schema", str(file)).code == 0

    assert json.loads(file.read_text())["title"] == "Unified order, version 1"
    assert manage("order_schema", "--check", str(file)).code == 0


def test_an_old_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text("{}")

    assert "not up to date" in manage("order_schema", "--check", str(file)).complaint
    assert "not up to date" in manage("order_schema", "--check", str(tmp_path / "none")).complaint


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert str(tmp_path) in manage("order_schema", str(tmp_path)).complaint
