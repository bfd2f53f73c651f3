"""Reading the hub as any other program does: through its REST API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import requests

from sandbox.world.hub import HubError


class HubApi:
    """Orders and their deliveries."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"

    def is_up(self) -> bool:
        """Whether the web process answers."""
        try:
            return self._session.get(f"{self._url}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def orders(self) -> Iterator[dict[str, Any]]:
        """All orders, page by page."""
        address: str | None = f"{self._url}/api/v1/orders/?limit=200"
        while address:
            page = self._get(address)
            yield from page["results"]
            address = page["next"]

    def order(self, order_id: int) -> dict[str, Any]:
        """One order with its deliveries."""
        return self._get(f"{self._url}/api/v1/orders/{order_id}/")

    def _get(self, address: str) -> dict[str, Any]:
        answer = self._session.get(address, timeout=30)
        if answer.status_code == 429:
            time.sleep(float(answer.headers.get("Retry-After", "5")))
            return self._get(address)
        if not answer.ok:
            raise HubError(f"The hub answered {address} with {answer.status_code}: {answer.text[:300]}")
        return dict(answer.json())
