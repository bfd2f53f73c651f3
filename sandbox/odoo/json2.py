"""`POST /json/2/<model>/<method>` of Odoo 19: a bearer key, named arguments, real HTTP status codes."""

import json
from typing import Any

from sandbox.odoo.calls import Call, check_not_private, perform
from sandbox.odoo.engine import DamagedAnswerError, Engine
from sandbox.odoo.errors import (
    WebError,
    arguments_of,
    debug_of,
    message_of,
    name_of,
    status_of,
)
from sandbox.odoo.http import Answer, Request, html, json_answer
from sandbox.odoo.pages import NO_DATABASE, unsupported
from sandbox.odoo.rpc import Ids, Kind, kind_of, signature_of

ROUTE = "/json/2/&lt;__model__&gt;/&lt;__method__&gt;"


def answer(engine: Engine, request: Request) -> Answer:
    """The answer to one request.

    Raises DamagedAnswerError, with the finished answer in it, when it is to be damaged.
    """
    if request.method != "POST":
        return html(415, unsupported("/json/2"))
    if not request.header("Content-Type").startswith("application/json"):
        return html(415, unsupported(ROUTE))
    if request.header("X-Odoo-Database", engine.database.name) != engine.database.name:
        return html(404, NO_DATABASE)
    try:
        result = _dispatch(engine, request)
    except DamagedAnswerError as fault:
        raise DamagedAnswerError(fault.fault, json_answer(200, fault.result)) from None
    except Exception as error:
        return _error(error)
    return json_answer(200, list(result) if isinstance(result, Ids) else result)


def _error(error: Exception) -> Answer:
    status = status_of(error)
    body = {
        "name": name_of(error),
        "message": message_of(error),
        "arguments": arguments_of(error),
        "context": {},
        "debug": debug_of(error),
    }
    return json_answer(status, body, {"WWW-Authenticate": "Bearer "} if status == 401 else None)


def _dispatch(engine: Engine, request: Request) -> Any:
    parts = request.path.strip("/").split("/")
    if len(parts) != 4:
        raise WebError("NotFound", 404, "Did you mean POST /json/2/<model>/<method>?")
    uid = _user(engine, request.header("Authorization"))
    body = _body(request.body)
    return perform(engine, uid, _call(engine, parts[2], parts[3], body))


def _user(engine: Engine, authorization: str) -> int:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer":
        message = "User not authenticated, use an API Key with a Bearer Authorization header."
        raise WebError("Unauthorized", 401, message)
    uid = engine.user_of_key(key.strip())
    if uid is None:
        engine.calls["json2.refused"] += 1
        raise WebError("Unauthorized", 401, "Invalid apikey")
    return uid


def _body(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError as error:
        raise WebError("BadRequest", 400, f"could not parse the body as json: {error}") from None
    if not isinstance(values, dict):
        raise WebError("BadRequest", 400, f"could not parse the body, expected a json object: {values!r}")
    return values


def _call(engine: Engine, name: str, method: str, body: dict[str, Any]) -> Call:
    if name not in engine.registry:
        raise WebError("NotFound", 404, f"the model '{name}' does not exist")
    check_not_private(engine.version, name, method)
    model = engine.registry[name]
    kind = kind_of(model, method)
    if kind is None:
        raise WebError("NotFound", 404, f"The method '{name}.{method}' does not exist")
    ids, context = list(body.pop("ids", None) or []), body.pop("context", None) or {}
    if ids and kind is Kind.MODEL:
        raise WebError("UnprocessableEntity", 422, f"cannot call {name}.{method} with ids")
    try:
        signature_of(getattr(type(model), method)).bind(**body)
    except TypeError as error:
        raise WebError("UnprocessableEntity", 422, str(error)) from None
    return Call(name, method, ids, (), body, context)
