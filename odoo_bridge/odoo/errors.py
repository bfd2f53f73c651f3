"""Odoo's faults as classed errors. Decided by the fault's type and never by its translated text.

Measured on 17 and 19: a JSON-2 status of 500 may be a permanent data error, so the name decides.
"""

from dataclasses import dataclass

from hub.errors import (
    AffluentError,
    BusinessError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.sentences import say


class OutageError(TransientError):
    """The server as a whole is not there: wait for it, without using up an order's attempts."""


class SetupError(ConfigError):
    """The connection as a whole points to the wrong place: no order is to blame, all of them wait."""


class StrangerError(ContractError):
    """What answered is not Odoo, for example a maintenance page: all orders wait until Odoo is back."""


class SessionExpiredError(CredentialsError):
    """The web session ended: a new login may mend it."""


class RightsError(ConfigError):
    """The user may not do this with these records; with others of the kind it may be allowed."""


class NoRightsError(SetupError):
    """The user may not do this with any record of the kind: no order is to blame, all of them wait."""


class UnknownOutcomeError(TransientError):
    """No answer came: the call may have worked, or may still be running. Read the state before repeating."""


class LineCutError(UnknownOutcomeError):
    """The line broke before the answer was whole: what only reads may be asked again at once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What Odoo said went wrong: the exception's dotted name and its message."""

    name: str
    message: str
    call: str


def rests_connection(error: AffluentError) -> bool:
    """Whether the trouble is the connection's and not the order's: then no order is held or fails for it."""
    return isinstance(error, OutageError | SetupError | StrangerError | CredentialsError)


_KEY = say("Make a new API key for the user in Odoo (Preferences, Account Security) and type it in here.")
_LOGIN = say("Check the user and its password, then test the connection.")
RIGHTS_REMEDY = say("Give the API user the groups Contact Creation, Sales: All Documents, and Billing.")
ADDRESS_REMEDY = say("Correct the address or the database name of the Odoo connection.")
_DATA = say("Correct it in Odoo or at the shop, then deliver again.")
_BY_NAME: dict[str, tuple[type[AffluentError], str, str]] = {
    "AccessDenied": (CredentialsError, "odoo_key_refused", _KEY),
    "Unauthorized": (CredentialsError, "odoo_key_refused", _KEY),
    "SessionExpiredException": (SessionExpiredError, "odoo_session_expired", _LOGIN),
    "AccessError": (RightsError, "odoo_rights_missing", RIGHTS_REMEDY),
    "Forbidden": (RightsError, "odoo_rights_missing", RIGHTS_REMEDY),
    "UserError": (BusinessError, "odoo_refused", _DATA),
    "ValidationError": (BusinessError, "odoo_refused", _DATA),
    "RedirectWarning": (BusinessError, "odoo_refused", _DATA),
    "ServerActionWithWarningsError": (BusinessError, "odoo_refused", _DATA),  # an automation that is broken
    "MissingError": (BusinessError, "odoo_record_gone", _DATA),
    "NotFound": (SetupError, "odoo_not_found", say("Install the apps Sales and Invoicing in Odoo.")),
    "SerializationFailure": (TransientError, "odoo_busy", ""),
    "DeadlockDetected": (TransientError, "odoo_busy", ""),
    "LockNotAvailable": (TransientError, "odoo_busy", ""),
    "LockError": (TransientError, "odoo_busy", ""),
    "ConcurrencyError": (TransientError, "odoo_busy", ""),
    **dict.fromkeys(
        # What psycopg2 calls its operational errors: PostgreSQL restarts, is full, or cannot be reached.
        (
            *("OperationalError", "InterfaceError", "PoolError", "AdminShutdown", "CrashShutdown"),
            *("CannotConnectNow", "TooManyConnections", "QueryCanceled", "DiskFull", "OutOfMemory"),
        ),
        (TransientError, "odoo_database_trouble", ""),
    ),
}


def from_fault(fault: Fault) -> AffluentError:
    """The classed error of a fault. What is not known is a contract error: we sent something wrong."""
    short = fault.name.rsplit(".", 1)[-1]
    cause = say("Odoo refused {call}: {words}", call=fault.call, words=_one_line(fault.message))
    if short == "OperationalError" and "does not exist" in fault.message:
        return SetupError("odoo_database_unknown", cause, ADDRESS_REMEDY)
    error_type, code, remedy = _BY_NAME.get(
        short, (ContractError, "odoo_call_not_understood", "Report this to the maintainers of the hub.")
    )
    return error_type(code, cause, remedy)


def from_status(status: int, body: str, call: str) -> AffluentError:
    """The classed error of an answer that is not Odoo's JSON: a proxy, another site, a wrong database."""
    known: AffluentError | None = {
        429: RateLimitedError("odoo_rate_limited", say("Odoo asked for patience at {call}.", call=call)),
        404: SetupError(
            "odoo_database_unknown",
            say("Nothing answers {call} there (HTTP 404).", call=call),
            ADDRESS_REMEDY,
        ),
        **dict.fromkeys(
            (401, 403),
            SetupError(
                "odoo_blocked",
                say("Something before Odoo refused {call} (HTTP {status}).", call=call, status=status),
                say("Let the hub through the proxy or firewall before Odoo."),
            ),
        ),
        **dict.fromkeys(
            (502, 503, 504),
            OutageError(
                "odoo_unavailable",
                say("Odoo is not ready (HTTP {status}) at {call}.", status=status, call=call),
            ),
        ),
    }.get(status)
    return known or _by_family(status, body, call)


def _by_family(status: int, body: str, call: str) -> AffluentError:
    if status >= 500:
        return TransientError(
            "odoo_server_error", say("Odoo failed at {call} (HTTP {status}).", call=call, status=status)
        )
    if status >= 400:
        cause = say(
            "Odoo answered {call} with HTTP {status} and no JSON: {body}",
            call=call,
            status=status,
            body=repr(body[:80]),
        )
        return ContractError("odoo_answer_unreadable", cause, ADDRESS_REMEDY)
    if status >= 300:
        return SetupError(
            "odoo_redirected",
            say("The address of Odoo redirects {call} elsewhere.", call=call),
            ADDRESS_REMEDY,
        )
    return StrangerError(
        "odoo_answer_unreadable",
        say("Not Odoo but a page answered {call}: {body}", call=call, body=repr(body[:80])),
        ADDRESS_REMEDY,
    )


def _one_line(message: str) -> str:
    return " ".join(message.split())[:500]
