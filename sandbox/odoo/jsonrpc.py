"""`POST /jsonrpc`: services `common`, `object` and `db`, always HTTP 200 once the body is JSON."""

import json
from typing import Any

from sandbox.odoo.calls import Call, check_arguments, check_not_private, perform
from sandbox.odoo.engine import DamagedAnswerError, Engine
from sandbox.odoo.env import Env
from sandbox.odoo.errors import (
    AccessDenied,
    SessionExpired,
    UnknownDatabaseError,
    UserError,
    arguments_of,
    debug_of,
    message_of,
    name_of,
)
from sandbox.odoo.faults import Aim
from sandbox.odoo.http import Answer, html, json_answer
from sandbox.odoo.rpc import Ids, Kind, kind_of


def version_of(engine: Engine) -> dict[str, Any]:
    """What `common.version` tells."""
    serie = f"{engine.version}.0"
    return {
        "server_version": serie,
        "server_version_info": [engine.version, 0, 0, "final", 0, ""],
        "server_serie": serie,
        "protocol_version": 1,
    }


def answer(engine: Engine, body: bytes) -> Answer:
    """The answer to one request.

    Raises DamagedAnswerError, with the finished answer in it, when it is to be damaged.
    """
    try:
        request = json.loads(body)
    except ValueError:
        return html(400, "Invalid JSON data")
    shown: dict[str, Any] = {"jsonrpc": "2.0", "id": request.get("id") if isinstance(request, dict) else None}
    try:
        result = _dispatch(engine, request.get("params") or {})
    except DamagedAnswerError as fault:
        raise DamagedAnswerError(fault.fault, json_answer(200, {**shown, "result": fault.result})) from None
    except Exception as error:
        return json_answer(200, {**shown, "error": error_of(engine, error)})
    return json_answer(200, shown if result is None else {**shown, "result": result})


def error_of(engine: Engine, error: Exception) -> dict[str, Any]:
    """The error member of an answer."""
    expired = isinstance(error, SessionExpired)
    return {
        "code": 100 if expired else 200 if engine.version < 19 else 0,
        "message": "Odoo Session Expired" if expired else "Odoo Server Error",
        "data": {
            "name": name_of(error),
            "debug": debug_of(error),
            "message": message_of(error),
            "arguments": arguments_of(error),
            "context": {},
        },
    }


def _dispatch(engine: Engine, params: dict[str, Any]) -> Any:
    service, method = params.get("service"), str(params.get("method"))
    args = list(params.get("args") or [])
    if service == "common":
        return _common(engine, method, args)
    if service == "object":
        return _object(engine, method, args)
    if service == "db":
        raise AccessDenied
    raise KeyError(service)


def _common(engine: Engine, method: str, args: list[Any]) -> Any:
    def work(env: Env) -> Any:
        if method == "version":
            return version_of(engine)
        if method in ("authenticate", "login"):
            check_database(engine, args[0])
            return engine.login(str(args[1]), str(args[2])) or False
        raise AttributeError(f"module 'odoo.service.common' has no attribute 'exp_{method}'")

    return engine.run(engine.env(1), Aim("common", method), work)


def _object(engine: Engine, method: str, args: list[Any]) -> Any:
    if method not in ("execute", "execute_kw"):
        raise NameError(f"Method not available {method}")
    database, uid, secret, model, name = args[:5]
    check_database(engine, database)
    if not engine.is_secret_of(int(uid), str(secret)):
        engine.calls["object.refused"] += 1
        raise AccessDenied
    if method == "execute":
        return execute(engine, int(uid), model, name, args[5:], {})
    rest = [*args[5:], [], {}]
    return execute(engine, int(uid), model, name, list(rest[0]), dict(rest[1] or {}))


def check_database(engine: Engine, name: Any) -> None:
    """Raise UnknownDatabaseError for another database than the sandbox's."""
    if name != engine.database.name:
        raise UnknownDatabaseError(str(name))


def execute(engine: Engine, uid: int, name: str, method: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Run a method by its positional and named arguments, as a user."""
    check_not_private(engine.version, name, method)
    if name not in engine.registry:
        raise UserError(f"Object {name} doesn't exist")
    model = engine.registry[name]
    kind = kind_of(model, method)
    if kind is None:
        if engine.version < 19:
            raise AttributeError(f"The method '{method}' does not exist on the model '{name}'")
        raise AttributeError(f"The method '{name}.{method}' does not exist")
    context = kwargs.pop("context", None) or {}
    ids: list[int] = []
    if kind is Kind.RECORDS:
        ids, args = _ids(args[0]), args[1:]
    check_arguments(model, method, tuple(args), kwargs)
    result = perform(engine, uid, Call(name, method, ids, tuple(args), kwargs, context))
    if not isinstance(result, Ids) or (engine.version >= 19 and method != "create"):
        return result
    return _single(result, args, kwargs)


def _ids(value: Any) -> list[int]:
    return [value] if isinstance(value, int) else list(value or [])


def _single(result: Ids, args: list[Any], kwargs: dict[str, Any]) -> Any:
    asked = args[0] if args else kwargs.get("vals_list")
    return list(result) if isinstance(asked, list) else result[0]
