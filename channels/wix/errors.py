"""Wix's error answers in plain words, with the click path that mends them."""

from typing import Any

from channels.http import Answer
from channels.text import one_line
from hub.errors import AffluentError, ContractError, CredentialsError
from hub.sentences import say

KEYS = say("manage.wix.com › Account settings › API Keys")
APPS = say("the app's dashboard (dev.wix.com › Custom Apps) › Develop › OAuth")
_REFUSED_APPS = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_request"})
_ERROR_SIGNS = (b'"applicationError"', b'"validationError"', b'"errors"')
UNAUTHENTICATED, STALE_CURSOR, GONE = "unauthenticated", "stale_cursor", "ORDER_NOT_FOUND"


def refine(answer: Answer) -> AffluentError | None:
    """The error that Wix's own words reveal; None where they reveal nothing."""
    body = _body(answer)
    if body.get("error") in _REFUSED_APPS:
        return _app_refused(answer, body)
    code, message = words(answer)
    if answer.status == 401 and body:
        return _unauthenticated(answer)
    if answer.status == 403 and body:
        return _forbidden(answer)
    if answer.status == 400 and code == "INVALID_CURSOR":
        return ContractError(
            STALE_CURSOR,
            say(
                "{about}: Wix does not take the position within the listing: {message}.",
                about=answer.about,
                message=message,
            ),
            say("Nothing to do: the walk starts again from the last order that was read."),
        )
    if 400 <= answer.status < 429 and body:
        return ContractError(
            "order_not_found" if code == GONE else "refused_request",
            say(
                "{about}: HTTP {status}: {message}.",
                about=answer.about,
                status=answer.status,
                message=message or say("no reason given"),
            ),
            say("Report it: Wix does not understand what it is asked."),
        )
    return None


def inspect(answer: Answer) -> AffluentError | None:
    """The trouble told under 200, also beside orders: a page with holes is no page. None: all is sound."""
    if not any(sign in answer.content for sign in _ERROR_SIGNS):
        return None
    code, message = words(answer)
    said = code or message or one_line(str(_body(answer).get("errors") or ""))
    if not said:
        return None
    return ContractError(
        "partial_answer",
        say("{about}: Wix answers with an error (“{message}”).", about=answer.about, message=message or said),
        say(
            "Nothing was taken from it: the walk starts again later from the same place. Report "
            "it if it lasts."
        ),
    )


def words(answer: Answer) -> tuple[str, str]:
    """Code and message of an error answer; both empty when it is none of Wix's."""
    body = _body(answer)
    details = _fields(body.get("details"))
    application = _fields(details.get("applicationError"))
    violations = _fields(details.get("validationError")).get("fieldViolations")
    named = [_violation(_fields(item)) for item in violations] if isinstance(violations, list) else []
    said = "; ".join(named) or str(application.get("description") or body.get("message") or "")
    return one_line(str(application.get("code") or ""), 80), one_line(said)


def _violation(violation: dict[str, Any]) -> str:
    return f"{violation.get('field', 'a field')} {violation.get('description', 'is not accepted')}"


def _app_refused(answer: Answer, body: dict[str, Any]) -> CredentialsError:
    said = one_line(str(body.get("error_description") or body["error"]))
    return CredentialsError(
        "app_refused",
        say("{about}: Wix gives the app no token (“{message}”).", about=answer.about, message=said),
        say(
            "Compare app id and app secret with {apps}, and the instance id with the app's "
            "installation on this site; if the app was removed from the site, install it again.",
            apps=APPS,
        ),
    )


def _unauthenticated(answer: Answer) -> CredentialsError:
    return CredentialsError(
        UNAUTHENTICATED,
        say(
            "{about}: Wix does not know the key, or it was revoked or has expired (HTTP 401).",
            about=answer.about,
        ),
        say(
            "Make a new API key in {keys} and enter it; for an app, compare its secret with {apps}.",
            keys=KEYS,
            apps=APPS,
        ),
    )


def _forbidden(answer: Answer) -> CredentialsError:
    return CredentialsError(
        "permission_missing",
        say("{about}: the key may not do this on this site (HTTP 403).", about=answer.about),
        say(
            "In {keys}, edit the key: allow “Wix eCommerce › Read Orders” and choose this site; the "
            "site id stands in the address of the site's dashboard, after /dashboard/. For an app, add "
            "the permission “Read Orders” (SCOPE.DC-STORES.READ-ORDERS), which the site's owner must "
            "agree to.",
            keys=KEYS,
        ),
    )


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return _fields(answer.json())
    except ContractError:
        return {}


def _fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
