"""The file that tells tests, however they are started, where the services answer."""

import shlex
from collections.abc import Mapping
from pathlib import Path

VAR = Path(__file__).resolve().parents[2] / "var"
FILE = VAR / "test.env"
FOLDER = VAR / "services"


def write(addresses: Mapping[str, str], file: Path = FILE) -> None:
    """Keep `NAME=value` lines, in a form that a shell can read too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{name}={shlex.quote(url)}\n" for name, url in addresses.items()))


def read(file: Path = FILE) -> dict[str, str]:
    """The addresses that were kept; empty when no services were looked for yet."""
    if not file.exists():
        return {}
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    return {name: "".join(shlex.split(value)) for name, value in pairs}
