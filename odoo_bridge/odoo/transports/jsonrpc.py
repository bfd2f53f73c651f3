"""JSON-RPC, Odoo 14 to 18 (19 still answers it). Always HTTP 200; the fault's name decides.

https://www.odoo.com/documentation/18.0/developer/reference/external_api.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.errors import CredentialsError
from hub.sentences import say
from odoo_bridge.odoo.errors import Fault, from_fault, from_status
from odoo_bridge.odoo.transports.arguments import arguments
from odoo_bridge.odoo.transports.reading import document_of
from odoo_bridge.odoo.transports.wire import Wire


class JsonRpc:
    """Calls with the user's numeric id and key: `authenticate` costs a second and is done once."""

    def __init__(self, wire: Wire, *, database: str, key: str, uid: int) -> None:
        self.wire = wire
        self._database = database
        self._key = key
        self._uid = uid

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
        call = [self._database, self._uid, self._key, model, method, args, kwargs]
        return rpc(self.wire, "object", "execute_kw", call, f"{model}.{method}")


def authenticate(wire: Wire, database: str, user: str, key: str) -> int:
    """The user's numeric id; raises `CredentialsError` when user or key are refused."""
    uid = rpc(wire, "common", "authenticate", [database, user, key, {}], "authenticate")
    if not isinstance(uid, int) or not uid:
        raise CredentialsError(
            "odoo_key_refused",
            say("Odoo does not know the user {user} with this key.", user=repr(user)),
            say("Check the login name, and make a new API key (Preferences, Account Security)."),
        )
    return uid


def rpc(wire: Wire, service: str, method: str, args: list[Any], name: str) -> Any:
    """One call of a service."""
    return envelope(wire, "/jsonrpc", {"service": service, "method": method, "args": args}, {}, name)


def envelope(wire: Wire, path: str, params: Mapping[str, Any], headers: Mapping[str, str], name: str) -> Any:
    """One JSON-RPC exchange. A method that returns nothing is answered without result and without error."""
    body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": dict(params)}
    answer = wire.post(path, body, headers, name)
    document = document_of(answer, name)
    if not isinstance(document, dict):
        raise from_status(answer.status, str(document), name)
    if document.get("error"):
        raise from_fault(_fault(document["error"], name))
    return document.get("result")


def _fault(error: Any, name: str) -> Fault:
    data = error.get("data") if isinstance(error, dict) else None
    data = data if isinstance(data, dict) else {}
    return Fault(str(data.get("name", "")), str(data.get("message", error)), name)
