"""A worker that dies around a call of its choice."""

from typing import Any

import pytest

from odoo_bridge.odoo.transports.wire import Answer, Wire


class KilledError(BaseException):
    """What no code catches, as kill -9 would have it."""


@pytest.fixture
def death(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """`death["after"] = 3` dies when the third call was answered, `death["before"] = 3` before it is sent.

    Counted from the first call after it was set; `death.clear()` lets everybody live.
    """
    when: dict[str, int] = {}
    made = 0
    post = Wire.post

    def deadly(self: Wire, *arguments: Any) -> Answer:
        nonlocal made
        made = made + 1 if when else 0
        if when.get("before") == made:
            raise KilledError
        answer = post(self, *arguments)
        if when.get("after") == made:
            raise KilledError
        return answer

    monkeypatch.setattr(Wire, "post", deadly)
    return when
