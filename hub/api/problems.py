"""Everything that goes wrong in the API, as RFC 9457 `application/problem+json`; never a traceback."""

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import set_rollback

from hub.api.authentication import MissingScope

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 5


class PreviewImpossible(exceptions.APIException):
    """Something about the set-up is in the way."""

    status_code = 409


class TargetUnavailable(exceptions.APIException):
    """The target does not answer now."""

    status_code = 503


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its page is `/api/v1/problems/<code>/`."""

    code: str
    status: int
    title: str
    remedy: str


TYPES = {
    problem.code: problem
    for problem in (
        ProblemType(
            "invalid-parameter",
            400,
            "A parameter cannot be used",
            "Correct what `errors` names; the API's documentation lists the parameters of each address.",
        ),
        ProblemType("malformed-request", 400, "The request cannot be read", "Correct it and send it again."),
        ProblemType(
            "key-missing",
            401,
            "No API key was sent",
            "Send the header `Authorization: Bearer aff_…`; `manage.py newkey` makes a key.",
        ),
        ProblemType(
            "key-refused",
            401,
            "The API key is not accepted",
            "Use a key that is in force, or make a new one.",
        ),
        ProblemType(
            "scope-missing",
            403,
            "The API key may not do this",
            "Make a key that has the scope which `required_scope` names.",
        ),
        ProblemType("forbidden", 403, "This is not allowed", "Ask whoever runs the hub."),
        ProblemType(
            "not-found",
            404,
            "There is nothing at this address",
            "Check the address; /api/docs/ lists all of them. They end in a slash.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "This address does not take the method",
            "Use the method that the documentation names; as a rule GET.",
        ),
        ProblemType(
            "not-acceptable",
            406,
            "The answer does not exist in the wished format",
            "Accept application/json.",
        ),
        ProblemType(
            "preview-impossible",
            409,
            "Nobody can look",
            "Mend what `detail` says about the set-up.",
        ),
        ProblemType(
            "unsupported-media-type",
            415,
            "The body's format is not understood",
            "Send JSON as application/json.",
        ),
        ProblemType(
            "too-many-requests",
            429,
            "Too many requests with this key",
            "Wait as many seconds as the header Retry-After says.",
        ),
        ProblemType(
            "internal-error",
            500,
            "The hub made a mistake",
            "Try again later; if it stays, tell whoever runs the hub the `reference`.",
        ),
        ProblemType(
            "target-unavailable",
            503,
            "The target of the orders does not answer",
            "Try again after the seconds that Retry-After says.",
        ),
        ProblemType(
            "unavailable",
            503,
            "The database does not answer",
            "Nothing is lost. Try again after the seconds that Retry-After says.",
        ),
    )
}
_BY_EXCEPTION: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ValidationError, "invalid-parameter"),
    (exceptions.NotAuthenticated, "key-missing"),
    (exceptions.AuthenticationFailed, "key-refused"),
    (exceptions.NotFound, "not-found"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.Throttled, "too-many-requests"),
    (exceptions.PermissionDenied, "forbidden"),
    (exceptions.ParseError, "malformed-request"),
    (PreviewImpossible, "preview-impossible"),
    (TargetUnavailable, "target-unavailable"),
    (Http404, "not-found"),
    (PermissionDenied, "forbidden"),
    (OperationalError, "unavailable"),
    (InterfaceError, "unavailable"),
)
_IMPLIED = ("HEAD", "OPTIONS")


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """DRF's exception handler: the answer for anything that a view raised."""
    set_rollback()
    request: Request = context["request"]
    if isinstance(exc, MissingScope):
        response = problem(request, "scope-missing", str(exc.detail), required_scope=exc.scope)
    elif isinstance(exc, exceptions.ValidationError):
        response = _invalid(request, exc)
    elif isinstance(exc, exceptions.MethodNotAllowed):
        methods = " or ".join(name for name in context["view"].allowed_methods if name not in _IMPLIED)
        response = problem(request, "method-not-allowed", f"{exc.detail} At this address use {methods}.")
    else:
        response = _by_type(request, exc)
    for name, value in _headers(exc, response.status_code).items():
        response[name] = value
    return response


def problem(request: Request | HttpRequest, code: str, detail: str = "", **more: Any) -> HttpResponse:
    """An answer of the problem type `code`; `detail` says what happened here, `more` are further members."""
    kind = TYPES[code]
    body = {
        "type": request.build_absolute_uri(reverse("api:problem", args=[code])),
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.remedy,
        "instance": request.path,
        "code": code,
        **more,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), content_type=CONTENT_TYPE, status=kind.status
    )
    response["Cache-Control"] = "no-store"
    return response


def _invalid(request: Request, exc: exceptions.ValidationError) -> HttpResponse:
    detail = exc.detail if isinstance(exc.detail, dict) else {"": exc.detail}
    errors = [
        {"parameter": parameter, "detail": str(text)}
        for parameter, texts in detail.items()
        for text in (texts if isinstance(texts, list) else [texts])
    ]
    words = " ".join(f"{error['parameter']}: {error['detail']}".lstrip(": ") for error in errors)
    return problem(request, "invalid-parameter", words, errors=errors)


def _by_type(request: Request, exc: Exception) -> HttpResponse:
    code = next((code for kind, code in _BY_EXCEPTION if isinstance(exc, kind)), "internal-error")
    if code in ("internal-error", "unavailable"):
        reference = uuid.uuid4().hex
        log.exception("api_failed", path=request.path, reference=reference, exc_info=exc)
        return problem(request, code, reference=reference)
    said = str(exc.detail) if isinstance(exc, exceptions.APIException) else ""
    if code in ("key-missing", "not-found"):  # their remedy says more than the framework's words
        said = ""
    return problem(request, code, f"{said} {'' if code == 'key-refused' else TYPES[code].remedy}".strip())


def _headers(exc: Exception, status: int) -> dict[str, str]:
    """What HTTP (RFC 9110) and bearer tokens (RFC 6750 §3) want beside the body."""
    if isinstance(exc, MissingScope):
        return {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{exc.scope}"'}
    if isinstance(exc, exceptions.AuthenticationFailed):
        return {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    if isinstance(exc, exceptions.NotAuthenticated):
        return {"WWW-Authenticate": _REALM}
    if isinstance(exc, exceptions.Throttled):
        return {"Retry-After": str(math.ceil(getattr(exc, "wait", None) or RETRY_SECONDS))}
    return {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}


_REALM = 'Bearer realm="affluent"'
