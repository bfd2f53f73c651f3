"""Debian's packages: installed when that is allowed."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from scripts.services.errors import UnavailableError


def install(packages: Sequence[str]) -> None:
    """`apt-get install` as root; elsewhere raises `UnavailableError` with the command to type."""
    if shutil.which("apt-get") is None:
        raise UnavailableError("this is no Debian, so its packages cannot be installed")
    if not is_root():
        raise UnavailableError(f"installing it needs root: sudo apt-get install -y {' '.join(packages)}")
    _apt("update", "-qq")
    _apt("install", "-y", "-qq", "--no-install-recommends", *packages)


def is_root() -> bool:
    """Whether this process may install packages."""
    return os.geteuid() == 0


def _apt(*arguments: str) -> None:
    result = subprocess.run(
        ["apt-get", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise UnavailableError(f"apt-get {' '.join(arguments)} failed: {result.stderr.strip()[-300:]}")
