"""Who may call: API keys with the sites they are for, and the tokens of an installed app."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.shops.clock import Clock
from sandbox.shops.wix.errors import TokenRefusedError, forbidden, unauthenticated

TOKEN_LIFE = timedelta(hours=4)
ORDERS, PAYMENTS = "orders", "payments"


@dataclass
class Access:
    """The site's keys. ``rights`` of a key or app: any of ``orders`` and ``payments``."""

    clock: Clock
    site_id: str
    app: Mapping[str, str]
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    app_rights: frozenset[str] = frozenset({ORDERS, PAYMENTS})
    tokens: dict[str, datetime] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def must_allow(self, headers: Mapping[str, str], right: str) -> None:
        """Raise ``ApiError`` unless the caller may read that."""
        key = headers.get("authorization", "")
        if key in self.keys:
            if headers.get("wix-site-id") != self.site_id or right not in self.keys[key]:
                raise forbidden()
        elif key in self.tokens and self.tokens[key] > self.clock.now():
            if right not in self.app_rights:
                raise forbidden()
        else:
            raise unauthenticated()

    def issue(self, asked: Any) -> dict[str, Any]:
        """Give the app a token. Raises ``TokenRefusedError``."""
        wanted = {"grant_type": "client_credentials", **self.app}
        if not isinstance(asked, dict) or any(asked.get(name) != text for name, text in wanted.items()):
            raise TokenRefusedError
        token = f"OauthNG.JWS.sandbox-{next(self._numbers)}"
        self.tokens[token] = self.clock.now() + TOKEN_LIFE
        return {"access_token": token, "token_type": "Bearer", "expires_in": int(TOKEN_LIFE.total_seconds())}
