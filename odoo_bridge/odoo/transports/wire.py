"""One HTTP exchange with Odoo: time limits, a size limit, and every failure classed."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import structlog
import urllib3
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NewConnectionError, ProxyError

from hub.errors import AffluentError, ContractError
from odoo_bridge.odoo.errors import OutageError, SetupError, UnknownOutcomeError

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 10
# Odoo retries a contended call for up to two minutes by itself: a shorter limit orphans running transactions.
READ_SECONDS = 150
MAX_BYTES = 64 * 1024 * 1024
_REMEDY = "Check that Odoo runs at this address; waiting orders go on by themselves as soon as it answers."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content_type: str
    body: bytes


@dataclass(slots=True)
class Wire:
    """The line to one Odoo server. `calls` counts the exchanges; redirects are never followed."""

    url: str
    timeout: float = READ_SECONDS
    calls: int = 0
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> Answer:
        """A GET; raises `OutageError` when nobody answers."""
        return self._exchange("GET", path, None, {}, path)

    def post(self, path: str, body: Any, headers: Mapping[str, str], name: str) -> Answer:
        """A POST of JSON. A time-out raises `UnknownOutcomeError`: the call may still be running."""
        return self._exchange("POST", path, body, headers, name)

    def _exchange(self, method: str, path: str, body: Any, headers: Mapping[str, str], name: str) -> Answer:
        self.calls += 1
        started = time.monotonic()
        status = 0
        try:
            with self.session.request(
                method,
                self.url.rstrip("/") + path,
                json=body,
                headers=dict(headers),
                timeout=(CONNECT_SECONDS, self.timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
                return Answer(status, response.headers.get("Content-Type", ""), _body(response))
        except (requests.exceptions.InvalidURL, LocationParseError, UnicodeError):
            raise SetupError(
                "odoo_address",
                f"Odoo cannot be called at {self.url}.",
                "Correct the address and the database.",
            ) from None
        except requests.ConnectionError as error:
            raise self._lost(error) from None
        except requests.RequestException as error:
            raise UnknownOutcomeError(
                "odoo_no_answer", f"Odoo at {self.url} gave no complete answer: {_words(error)}.", _REMEDY
            ) from None
        finally:
            spent = round((time.monotonic() - started) * 1000)
            log.info("odoo_call", call=name, status=status, milliseconds=spent)

    def _lost(self, error: requests.ConnectionError) -> AffluentError:
        if _never_got_there(error):
            return OutageError(
                "odoo_unreachable", f"Odoo at {self.url} does not answer: {_words(error)}.", _REMEDY
            )
        return UnknownOutcomeError(
            "odoo_line_cut", f"The line to Odoo at {self.url} broke: {_words(error)}.", _REMEDY
        )


def _never_got_there(error: requests.ConnectionError) -> bool:
    """Whether no connection was made: nobody there, no such name, a certificate that is not trusted."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, urllib3.exceptions.SSLError):
        return any(isinstance(part, ssl.SSLCertVerificationError) for part in reason.args)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError | ProxyError)


def _body(response: requests.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > MAX_BYTES:
            raise ContractError("odoo_answer_too_large", f"Odoo sent more than {MAX_BYTES} bytes.", _REMEDY)
        parts.append(part)
    return b"".join(parts)


def _words(error: Exception) -> str:
    """The innermost reason, without the library's own names and addresses."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment] # one of them is set
    return str(error) or type(error).__name__
