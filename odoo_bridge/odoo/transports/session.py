"""The web client's own routes, for set-ups where nothing else is let through: a password and a session.

`/web/session/authenticate` takes the password and never an API key; two-factor login is in its way. An
expired session is answered with HTTP 200 and `SessionExpiredException`: one new login, and what is refused
then is refused. A login costs Odoo a second of its processor, so that a process keeps its session.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from hub.errors import CredentialsError
from hub.sentences import say
from odoo_bridge.odoo.errors import ADDRESS_REMEDY, RightsError, SessionExpiredError, SetupError
from odoo_bridge.odoo.transports.arguments import arguments
from odoo_bridge.odoo.transports.jsonrpc import envelope
from odoo_bridge.odoo.transports.wire import Wire

_COOKIE = "session_id"
_REMEDY = say(
    "Type in the user's password (an API key is none), and switch off its two-factor login in Odoo."
)
_kept: dict[str, str] = {}


class Session:
    """Calls as the web client makes them, logged in as a user with a password."""

    def __init__(self, wire: Wire, *, database: str, user: str, password: str) -> None:
        self.wire = wire
        self._login = {"db": database, "login": user, "password": password}
        access = "\n".join((wire.url, database, user, password))
        self._name = hashlib.sha256(access.encode("utf-8", "surrogatepass")).hexdigest()

    def log_in(self) -> dict[str, Any]:
        """What Odoo tells of the new session (`uid`, `server_version`).

        Raises `CredentialsError`, or `SetupError` for a database that the server does not show.
        """
        _kept.pop(self._name, None)
        self.wire.session.cookies.clear()
        try:
            told = envelope(self.wire, "/web/session/authenticate", self._login, {}, "session.authenticate")
        except RightsError as refusal:  # nobody has logged in yet: a filter of the server hides the database
            raise SetupError("odoo_database_unknown", refusal.cause, ADDRESS_REMEDY) from refusal
        except CredentialsError:
            told = None
        cookie = next((c.value for c in self.wire.session.cookies if c.name == _COOKIE), None)
        if not isinstance(told, dict) or not told.get("uid") or not cookie:
            user = self._login["login"]
            raise CredentialsError(
                "odoo_password_refused",
                say("Odoo does not let {user} in with this password.", user=repr(user)),
                _REMEDY,
            )
        _kept[self._name] = cookie
        return told

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        params: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Any:
        """The result of `model.method`; raises the classed error of a fault."""
        args, kwargs = arguments(method, ids, params, context)
        said = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        if self._name not in _kept:
            self.log_in()
        try:
            return self._ask(said)
        except SessionExpiredError:
            self.log_in()
            return self._ask(said)

    def _ask(self, said: Mapping[str, Any]) -> Any:
        place = f"{said['model']}/{said['method']}"
        headers = {"Cookie": f"{_COOKIE}={_kept.get(self._name, '')}"}
        return envelope(self.wire, f"/web/dataset/call_kw/{place}", said, headers, place.replace("/", "."))
