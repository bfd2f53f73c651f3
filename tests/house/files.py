"""The project's files as the tests of the house read them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def committed(*endings: str) -> list[Path]:
    """The files under version control and those about to be, whose names end so (all without endings)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    files = [ROOT / name for name in listed if name and name.endswith(endings or ("",))]
    return [file for file in files if file.is_file()]


def text(name: str) -> str:
    """The content of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")
