"""The webservice's refusals, and the faults that only a PrestaShop has."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sandbox.network.http import Response
from sandbox.shops.faults import GENERIC, Fault, FaultKind, Work

REALM = (
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. '
    'No password required."'
)
_KEY_CODES = {18, 20, 21}


class ApiError(Exception):
    """A refusal with one of PrestaShop's codes."""

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status = status
        self.errors = [(code, message)]
        super().__init__(message)


def refusal(status: int, errors: list[tuple[int, str]]) -> Response:
    """An error answer."""
    body = {"errors": [{"code": code, "message": message} for code, message in errors]}
    not_known = {code for code, _ in errors} & _KEY_CODES
    return Response.of_json(body, status, {"WWW-Authenticate": REALM} if not_known else {})


def _disabled(_fault: Fault, _work: Work) -> Response:
    text = "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office"
    return refusal(503, [(22, text)])


def _database_down(_fault: Fault, _work: Work) -> Response:
    return Response.of_html("<!DOCTYPE html>\n<html><head><title>500 Server Error</title></head></html>", 500)


def _warning(_fault: Fault, _work: Work) -> Response:
    text = "[PHP Warning #2] Undefined array key (/var/www/html/modules/some/some.php, line 12)"
    return refusal(500, [(3, text)])


def _empty(_fault: Fault, work: Work) -> Response:
    answer = work()
    answer.body = b""
    return answer


def _short_page(_fault: Fault, work: Work) -> Response:
    answer = work()
    document = json.loads(answer.body or b"[]")
    if isinstance(document, dict) and "errors" not in document:
        (node, rows), *_ = document.items()
        kept = rows[: len(rows) // 2]
        answer.body = json.dumps({node: kept} if kept else []).encode()
    return answer


FAULTS: Mapping[str, FaultKind] = {
    **GENERIC,
    "webservice_disabled": _disabled,
    "database_down": _database_down,
    "php_warning": _warning,  # a module's warning during the call
    "empty_body": _empty,  # 200 without a body, as for text that is no UTF-8
    "short_page": _short_page,  # half of the rows, as from a database that has only just come back
}
