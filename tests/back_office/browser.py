"""Chromium, and what goes wrong in it."""

import shutil

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def chromium() -> str:
    """Where Chromium is; a run without it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No Chromium in PATH. Install it, on Debian with: apt-get install -y chromium")
    return found


class Watch:
    """What went wrong in the browser, and what it asked of other hosts."""

    def __init__(self, page: Page, home: str) -> None:
        self.faults: list[str] = []
        self._home = home
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.location}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.faults.append(f"asks the outside: {request.url}")
