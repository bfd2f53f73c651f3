"""The control API that every shop of the sandbox has, as JSON over HTTP under ``/sandbox``.

``GET state``          counts and ids, the clock, requests so far by status, faults still switched on
``GET requests``       the last requests, oldest first, as ``"GET /path?query"``
``POST faults``        ``{"kind": "rate_limited", "times": 2, "path": "", "after": 0, …options of the kind}``;
                       ``times`` null: until cleared
``POST faults/clear``  switch all faults off
``POST clock``         any of ``{"skew": seconds}``, ``{"freeze": "ISO" or true}``, ``{"advance": seconds}``,
                       ``{"thaw": true}``

Errors are 400 with ``{"error": "…"}``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.shops.server import PlatformSandbox

ControlCall = Callable[[dict[str, Any]], object]
Controls = dict[str, ControlCall]


class ControlError(Exception):
    """A control call that cannot be done; the message says why."""


def common_controls(shop: PlatformSandbox) -> Controls:
    """Return the control calls that do not depend on the platform."""

    def state(_: dict[str, Any]) -> object:
        return {
            "platform": shop.platform,
            "now": shop.clock.now().isoformat(),
            "requests": shop.request_count,
            "answered": {str(status): count for status, count in shop.answered.items()},
            "faults": shop.faults.pending(),
            **shop.state(),
        }

    def requests(_: dict[str, Any]) -> object:
        return list(shop.requests)

    def add_fault(body: dict[str, Any]) -> object:
        shop.fault(**body)
        return {"faults": shop.faults.pending()}

    def clear_faults(_: dict[str, Any]) -> object:
        shop.faults.clear()
        return {"faults": []}

    def clock(body: dict[str, Any]) -> object:
        return _set_clock(shop, body)

    return {
        "GET state": state,
        "GET requests": requests,
        "POST faults": add_fault,
        "POST faults/clear": clear_faults,
        "POST clock": clock,
    }


def _set_clock(shop: PlatformSandbox, body: dict[str, Any]) -> object:
    if "skew" in body:
        shop.clock.set_skew(timedelta(seconds=float(body["skew"])))
    if body.get("freeze"):
        shop.clock.freeze(None if body["freeze"] is True else moment(body["freeze"]))
    if "advance" in body:
        shop.clock.advance(timedelta(seconds=float(body["advance"])))
    if body.get("thaw"):
        shop.clock.thaw()
    return {"now": shop.clock.now().isoformat()}


def moment(text: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is UTC. Raises ``ValueError``."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
