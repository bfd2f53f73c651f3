"""What Odoo raises, under the names it uses on the wire.

`name_of`, `arguments_of` and `debug_of` turn any exception into the fields of an Odoo error body; Python's
own exceptions keep their names (`builtins.ValueError`), as Odoo does it.
"""

from typing import ClassVar

WEB_STATUS = {
    "odoo.exceptions.UserError": 422,
    "odoo.exceptions.ValidationError": 422,
    "odoo.exceptions.AccessError": 403,
    "odoo.exceptions.AccessDenied": 403,
    "odoo.exceptions.MissingError": 404,
}


class OdooError(Exception):
    """Base of everything the server refuses with a name of its own."""

    name: ClassVar[str] = "odoo.exceptions.UserError"


class UserError(OdooError):
    """A business rule refuses; `load` turns it into a message."""


class ValidationError(UserError):
    """A constraint refuses the values. `field` names the empty mandatory field, where that is the reason."""

    name = "odoo.exceptions.ValidationError"

    def __init__(self, message: str, *, load_message: str = "", field: str = "") -> None:
        super().__init__(message)
        self.load_message = load_message or message
        self.field = field


class AccessError(UserError):
    """The user lacks a group, or a record rule hides the record."""

    name = "odoo.exceptions.AccessError"


class AccessDenied(UserError):  # noqa: N818 - Odoo's own name
    """The key or password is wrong."""

    name = "odoo.exceptions.AccessDenied"

    def __init__(self) -> None:
        super().__init__("Access Denied")


class MissingError(UserError):
    """The record is not there."""

    name = "odoo.exceptions.MissingError"

    def __init__(self, model: str, record: int, uid: int) -> None:
        super().__init__(
            f"Record does not exist or has been deleted.\n(Record: {model}({record},), User: {uid})"
        )


class SerializationFailure(OdooError):  # noqa: N818 - Odoo's own name
    """Another transaction changed the same row; Odoo's own retries are used up."""

    name = "psycopg2.errors.SerializationFailure"

    def __init__(self) -> None:
        super().__init__("could not serialize access due to concurrent update\n")


class SessionExpired(OdooError):  # noqa: N818 - Odoo's own name is SessionExpiredException
    """The session of a web client ended."""

    name = "odoo.http.SessionExpiredException"

    def __init__(self) -> None:
        super().__init__("Session expired")


class UnknownDatabaseError(OdooError):
    """The named database is not on this server."""

    name = "psycopg2.OperationalError"

    def __init__(self, database: str) -> None:
        super().__init__(
            'connection to server at "127.0.0.1", port 5432 failed: '
            f'FATAL:  database "{database}" does not exist\n'
        )


class WebError(Exception):
    """An HTTP error of Odoo's web layer, answered as JSON: `kind` is werkzeug's class name."""

    def __init__(self, kind: str, status: int, message: str) -> None:
        super().__init__(message, status)
        self.name = f"werkzeug.exceptions.{kind}"
        self.status = status


def name_of(error: BaseException) -> str:
    """The dotted class name a client sees in `name`."""
    if isinstance(error, OdooError | WebError):
        return error.name
    return f"{type(error).__module__}.{type(error).__qualname__}"


def message_of(error: BaseException) -> str:
    """The text a client sees in `message`."""
    return str(error.args[0]) if error.args else ""


def arguments_of(error: BaseException) -> list[object]:
    """The list a client sees in `arguments`."""
    return list(error.args)


def debug_of(error: BaseException) -> str:
    """A traceback text, shaped as Odoo's: it ends with the name and the message."""
    name = name_of(error).removeprefix("builtins.")
    return (
        'Traceback (most recent call last):\n  File "/odoo/http.py", line 1, in _serve_db\n'
        f"{name}: {message_of(error)}\n"
    )


def status_of(error: BaseException) -> int:
    """The HTTP status that JSON-2 gives this error."""
    if isinstance(error, WebError):
        return error.status
    return WEB_STATUS.get(name_of(error), 500)
