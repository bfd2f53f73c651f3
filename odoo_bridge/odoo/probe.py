"""Finding out what a server is, by asking it: which protocol, which user, which names fields have."""

import json
from dataclasses import dataclass, field
from typing import Any

from hub.errors import AffluentError, ConfigError
from odoo_bridge.odoo.client import Odoo, Record, Transport
from odoo_bridge.odoo.errors import StrangerError
from odoo_bridge.odoo.transports.json2 import Json2
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc, authenticate, rpc
from odoo_bridge.odoo.transports.wire import Wire

_FIRST_JSON2 = 19
_OLDEST = 14


@dataclass(frozen=True, slots=True)
class Access:
    """What a connection needs to get in. `protocol` and `uid` once they are known."""

    url: str
    database: str
    user: str
    key: str
    company_id: int | None = None
    protocol: str = ""
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What was found out: kept with the connection, so that it is asked once and not for every order."""

    version: str
    protocol: str
    uid: int
    company_id: int
    features: dict[str, Any] = field(default_factory=dict)


def server_version(wire: Wire) -> str:
    """Such as "17.0"; raises `ConfigError` when no Odoo answers at the address."""
    answer = wire.get("/web/version")
    if answer.status == 200:
        document = _json(answer.body)
        if document.get("version"):
            return str(document["version"])
    version = rpc(wire, "common", "version", [], "version")
    if not isinstance(version, dict) or "server_serie" not in version:
        raise ConfigError("not_odoo", f"No Odoo answers at {wire.url}.", "Correct the address.")
    return str(version["server_serie"])


def connect(access: Access, wire: Wire) -> Odoo:
    """A client for a server whose protocol and uid are known."""
    return Odoo(_transport(access, wire, access.protocol, access.uid or 0), company_id=access.company_id)


def probe(access: Access, wire: Wire) -> ServerFacts:
    """Ask the server everything the bridge must know; raises the classed error of what is wrong."""
    try:
        return _facts(access, wire)
    except (KeyError, IndexError, TypeError, ValueError):
        raise StrangerError(
            "not_odoo", f"{wire.url} answers, but not as an Odoo does.", "Correct the address."
        ) from None


def _facts(access: Access, wire: Wire) -> ServerFacts:
    version = server_version(wire)
    major = _major(version)
    protocol = "json2" if major >= _FIRST_JSON2 else "jsonrpc"
    uid = authenticate(wire, access.database, access.user, access.key) if protocol == "jsonrpc" else 0
    transport = _transport(access, wire, protocol, uid)
    # A company that is not allowed makes Odoo refuse every call: the user is asked without any.
    anywhere = Odoo(transport, company_id=None)
    uid = uid or int(anywhere.call("res.users", "context_get")["uid"])
    user = anywhere.read("res.users", [uid], ["company_id", "company_ids", "email"])[0]
    company_id = _company(access, user)
    features = _features(Odoo(transport, company_id=company_id), user, company_id)
    return ServerFacts(version, protocol, uid, company_id, features)


def _transport(access: Access, wire: Wire, protocol: str, uid: int) -> Transport:
    if protocol == "json2":
        return Json2(wire, database=access.database, key=access.key)
    return JsonRpc(wire, database=access.database, key=access.key, uid=uid)


def _company(access: Access, user: Record) -> int:
    company_id = int(access.company_id or user["company_id"][0])
    if company_id not in user["company_ids"]:
        raise ConfigError(
            "company_not_allowed",
            f"The user {access.user!r} may not work for company {company_id}.",
            f"Choose one of {user['company_ids']}, or allow the company on the user in Odoo.",
        )
    return company_id


def _features(odoo: Odoo, user: Record, company_id: int) -> dict[str, Any]:
    company = odoo.read("res.company", [company_id], ["name", "currency_id", "country_id"])[0]
    line_fields = odoo.call(
        "sale.order.line", "fields_get", allfields=["tax_id", "tax_ids"], attributes=["type"]
    )
    return {
        "line_tax_field": "tax_ids" if "tax_ids" in line_fields else "tax_id",
        "company": company["name"],
        "currency": company["currency_id"][1] if company["currency_id"] else "",
        "country_id": company["country_id"][0] if company["country_id"] else None,
        "languages": _languages(odoo),
        "user_has_email": bool(user["email"]),
    }


def _languages(odoo: Odoo) -> list[str]:
    try:
        rows = odoo.search_read("res.lang", [["active", "=", True]], ["code"])
    except AffluentError:
        return []
    return [str(row["code"]) for row in rows]


def _major(version: str) -> int:
    digits = version.removeprefix("saas~").split(".")[0]
    if not digits.isdigit() or int(digits) < _OLDEST:
        raise ConfigError("odoo_too_old", f"Odoo {version} is not supported.", "Odoo 14 or later is needed.")
    return int(digits)


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
