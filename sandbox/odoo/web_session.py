"""The web client's routes: a password opens a session, whose cookie is asked for at every call."""

import json
import secrets
from http.cookies import SimpleCookie
from typing import Any

from sandbox.odoo import jsonrpc
from sandbox.odoo.engine import DamagedAnswerError, Engine
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessDenied, SessionExpired
from sandbox.odoo.faults import Aim
from sandbox.odoo.http import Answer, Request, html, json_answer
from sandbox.odoo.seed.users import password_of

LOGIN = "/web/session/authenticate"
CALL = "/web/dataset/call_kw"


def answer(engine: Engine, request: Request) -> Answer:
    """The answer to a login or a call; always HTTP 200 once the body is JSON."""
    try:
        body = json.loads(request.body)
    except ValueError:
        return html(400, "Invalid JSON data")
    params = body.get("params") or {}
    shown: dict[str, Any] = {"jsonrpc": "2.0", "id": body.get("id")}
    cookie: dict[str, str] = {}
    try:
        if request.path == LOGIN:
            result, cookie = _log_in(engine, params)
        else:
            result = _call(engine, request, params)
    except DamagedAnswerError as fault:
        raise DamagedAnswerError(fault.fault, json_answer(200, {**shown, "result": fault.result})) from None
    except SessionExpired as error:  # Odoo has no session to read the number of the request in
        return json_answer(200, {**shown, "id": None, "error": jsonrpc.error_of(engine, error)})
    except Exception as error:
        return json_answer(200, {**shown, "error": _error(engine, error)})
    return json_answer(200, shown if result is None else {**shown, "result": result}, cookie)


def _error(engine: Engine, error: Exception) -> dict[str, Any]:
    told = jsonrpc.error_of(engine, error)
    if isinstance(error, AccessDenied) and engine.version >= 19:  # keeps its traceback to itself
        told["data"]["debug"] = f"{told['data']['name']}: {told['data']['message']}\n"
    return told


def _log_in(engine: Engine, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a client is told of its session (of all that Odoo tells), and the cookie."""

    def work(env: Env) -> dict[str, Any]:
        jsonrpc.check_database(engine, params["db"])
        login, password = str(params["login"]), str(params["password"])
        uid = engine.login(login, password)
        if uid is None or password != password_of(login):
            raise AccessDenied
        version = jsonrpc.version_of(engine)
        return {
            "uid": uid,
            "is_system": False,
            "is_admin": False,
            "db": engine.database.name,
            "server_version": version["server_version"],
            "server_version_info": version["server_version_info"],
            "username": login,
        }

    told = engine.run(engine.env(1), Aim("session", "authenticate"), work)
    session = secrets.token_hex(20)
    engine.sessions[session] = told["uid"]
    return told, {"Set-Cookie": f"session_id={session}; HttpOnly; Path=/"}


def _call(engine: Engine, request: Request, params: dict[str, Any]) -> Any:
    cookie = SimpleCookie(request.header("cookie")).get("session_id")
    uid = engine.sessions.get(cookie.value) if cookie else None
    if uid is None:
        raise SessionExpired
    model, method = params["model"], params["method"]
    return jsonrpc.execute(engine, uid, model, method, list(params["args"]), dict(params["kwargs"]))
