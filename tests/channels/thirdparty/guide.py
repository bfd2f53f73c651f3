"""The guide `docs/adding-a-shop.md` as a script: what it has typed, and the files that it has written."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "adding-a-shop.md"
PACKAGE = Path(__file__).resolve().parent / "krambude"
_STEP = re.compile(r"^(?:`(?P<file>[\w./]+)`:\n\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Step:
    """A listing (`file` is where it belongs) or commands (`file` is empty)."""

    file: str
    language: str
    text: str


def steps() -> list[Step]:
    """Everything in a code block, from top to bottom."""
    found = _STEP.finditer(GUIDE.read_text(encoding="utf-8"))
    return [Step(step["file"] or "", step["language"], step["text"]) for step in found]


def script(listings: Path) -> str:
    """A shell script that does what the guide says; the listings wait in a folder."""
    lines = ["set -e"]
    for number, step in enumerate(steps()):
        if step.file:
            waiting = listings / str(number)
            waiting.write_text(step.text, encoding="utf-8")
            lines.append(f'cp {shlex.quote(str(waiting))} "$HOME"/affluent-krambude/{step.file}')
        elif step.language == "sh":
            lines.append(step.text)
    return "\n".join(lines)


def files(package: Path) -> dict[str, str]:
    """The files of a package by their place in it."""
    return {
        str(file.relative_to(package)): file.read_text(encoding="utf-8")
        for file in sorted(package.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
