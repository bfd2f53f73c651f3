"""What is worth keeping of what pytest says."""

import re
from dataclasses import dataclass, field

_SUMMARY = re.compile(r"=+ .*\b(passed|failed|error|errors|no tests ran)\b.* in .*s.* =+")
_SLOWEST = re.compile(r"=+ slowest \d+ durations =+")
_DURATION = re.compile(r"[\d.]+s (call|setup|teardown) ")


@dataclass
class Words:
    """Its last line, and its slowest tests; empty for other programs."""

    summary: str = ""
    slowest: list[str] = field(default_factory=list)
    _listing: bool = False

    def hear(self, line: str) -> None:
        """The next line of the output."""
        if _SUMMARY.match(line):
            self.summary = line
        if self._listing and _DURATION.match(line):
            self.slowest.append(line)
        else:
            self._listing = bool(_SLOWEST.match(line))
