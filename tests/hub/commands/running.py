"""Running a command as a shell would, without leaving the process."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from django.core.management import execute_from_command_line
from django.db import connections


@dataclass(frozen=True, slots=True)
class Ran:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr of a command that was refused."""
        assert self.code == 1
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def manage(*arguments: str) -> Ran:
    """What a shell would see. The connection stays open, since the test's transaction lives in it."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch.object(connections, "close_all"):
        try:
            execute_from_command_line(["manage.py", *arguments])
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())
