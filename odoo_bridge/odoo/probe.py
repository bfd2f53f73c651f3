"""Finding out what a server is, by asking it: which protocol, which user, which names fields have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.errors import AffluentError, ConfigError
from hub.sentences import say
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo, Record, Transport
from odoo_bridge.odoo.errors import StrangerError
from odoo_bridge.odoo.transports.json2 import Json2
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc, authenticate, rpc
from odoo_bridge.odoo.transports.session import Session
from odoo_bridge.odoo.transports.wire import Wire


@dataclass(frozen=True, slots=True)
class Access:
    """What a connection needs to get in. `protocol` and `uid` once they are known.

    `session` chooses the web client's routes, where `key` is the user's password. `version` and `features`
    are what a probe has found out.
    """

    url: str
    database: str
    user: str
    key: str
    company_id: int | None = None
    protocol: str = ""
    uid: int | None = None
    session: bool = False
    version: str = ""
    features: Mapping[str, Any] = field(default_factory=dict)


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
        raise ConfigError(
            "not_odoo", say("No Odoo answers at {url}.", url=wire.url), say("Correct the address.")
        )
    return str(version["server_serie"])


def connect(access: Access, wire: Wire) -> Odoo:
    """A client for a server whose protocol and uid are known."""
    return Odoo(
        transport_of(access, wire),
        company_id=access.company_id,
        version=access.version,
        features=access.features,
    )


def transport_of(access: Access, wire: Wire) -> Transport:
    """How such a server is spoken to."""
    return _transport(access, wire, access.protocol, access.uid or 0)


def probe(access: Access, wire: Wire) -> ServerFacts:
    """Ask the server everything the bridge must know; raises the classed error of what is wrong."""
    try:
        return _facts(access, wire)
    except (KeyError, IndexError, TypeError, ValueError):
        raise StrangerError(
            "not_odoo",
            say("{url} answers, but not as an Odoo does.", url=wire.url),
            say("Correct the address."),
        ) from None


def _facts(access: Access, wire: Wire) -> ServerFacts:
    version, protocol, uid = _by_session(access, wire) if access.session else _by_key(access, wire)
    transport = _transport(access, wire, protocol, uid)
    # A company that is not allowed makes Odoo refuse every call: the user is asked without any.
    anywhere = Odoo(transport, company_id=None)
    uid = uid or int(anywhere.call("res.users", "context_get")["uid"])
    user = anywhere.read("res.users", [uid], ["company_id", "company_ids", "email"])[0]
    company_id = _company(access, user)
    features = _features(Odoo(transport, company_id=company_id), user, company_id)
    return ServerFacts(version, protocol, uid, company_id, features)


def _by_key(access: Access, wire: Wire) -> tuple[str, str, int]:
    """Version, protocol and user; JSON-2 tells the user later."""
    version = server_version(wire)
    _refuse_old(version)
    if versions.major(version) >= versions.FIRST_JSON2:
        return version, "json2", 0
    return version, "jsonrpc", authenticate(wire, access.database, access.user, access.key)


def _by_session(access: Access, wire: Wire) -> tuple[str, str, int]:
    """The same from the login, which tells both: other routes may not be let through."""
    told = _session(access, wire).log_in()
    version = str(told["server_version"])
    _refuse_old(version)
    return version, "session", int(told["uid"])


def _session(access: Access, wire: Wire) -> Session:
    return Session(wire, database=access.database, user=access.user, password=access.key)


def _transport(access: Access, wire: Wire, protocol: str, uid: int) -> Transport:
    if protocol == "session":
        return _session(access, wire)
    if protocol == "json2":
        return Json2(wire, database=access.database, key=access.key)
    return JsonRpc(wire, database=access.database, key=access.key, uid=uid)


def _company(access: Access, user: Record) -> int:
    company_id = int(access.company_id or user["company_id"][0])
    if company_id not in user["company_ids"]:
        raise ConfigError(
            "company_not_allowed",
            say(
                "The user {user} may not work for company {company_id}.",
                user=repr(access.user),
                company_id=company_id,
            ),
            say("Choose one of {user}, or allow the company on the user in Odoo.", user=user["company_ids"]),
        )
    return company_id


def _features(odoo: Odoo, user: Record, company_id: int) -> dict[str, Any]:
    company = odoo.read("res.company", [company_id], ["name", "currency_id", "country_id"])[0]
    return {
        **{feature: _name(odoo, renamed) for feature, renamed in versions.RENAMED.items()},
        "company": company["name"],
        "currency": company["currency_id"][1] if company["currency_id"] else "",
        "country_id": company["country_id"][0] if company["country_id"] else None,
        "languages": _languages(odoo),
        "journals": _journals(odoo, company_id),
        "user_has_email": bool(user["email"]),
    }


def _name(odoo: Odoo, renamed: versions.Renamed) -> str:
    asked = [name for name in renamed.names if name]
    return renamed.found(odoo.call(renamed.model, "fields_get", allfields=asked, attributes=["type"]))


def _journals(odoo: Odoo, company_id: int) -> list[list[Any]]:
    """Id and name of each journal that payments can go to; none where the user may not read them."""
    domain = [["type", "in", ["bank", "cash"]], ["company_id", "=", company_id]]
    try:
        rows = odoo.search_read("account.journal", domain, ["name"], order="sequence, id")
    except AffluentError:
        return []
    return [[int(row["id"]), str(row["name"])] for row in rows]


def _languages(odoo: Odoo) -> list[str]:
    try:
        rows = odoo.search_read("res.lang", [["active", "=", True]], ["code"])
    except AffluentError:
        return []
    return [str(row["code"]) for row in rows]


def _refuse_old(version: str) -> None:
    if versions.major(version) < versions.OLDEST:
        raise ConfigError(
            "odoo_too_old",
            say("Odoo {version} is not supported.", version=version),
            say("Odoo {oldest} or later is needed.", oldest=versions.OLDEST),
        )


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
