"""One HTTP exchange with Odoo: time limits, a size limit, and every failure classed."""

import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests
import structlog
import urllib3
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NewConnectionError, ProxyError

from hub.errors import AffluentError, ContractError
from hub.sentences import say
from odoo_bridge.odoo.errors import LineCutError, OutageError, SetupError, UnknownOutcomeError

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 10
READING_SECONDS = 30
# Odoo retries a contended write for up to two minutes by itself: less would orphan running transactions.
WRITING_SECONDS = 150
READING_METHODS = frozenset(
    (
        *("search", "search_read", "search_count", "read", "fields_get", "context_get", "name_search"),
        *("check_access_rights", "has_access", "version", "authenticate"),
    )
)
MAX_BYTES = 64 * 1024 * 1024
_REMEDY = say(
    "Check that Odoo runs at this address; waiting orders go on by themselves as soon as it answers."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content_type: str
    body: bytes


@dataclass(slots=True)
class Wire:
    """The line to one Odoo server. `calls` counts the exchanges; redirects are never followed.

    The answer may take `reading` seconds where nothing is written, else `writing`.
    """

    url: str
    reading: float = READING_SECONDS
    writing: float = WRITING_SECONDS
    calls: int = 0
    session: requests.Session = field(init=False)

    def __post_init__(self) -> None:
        """Open the line."""
        self.session = _session(self.url)

    def get(self, path: str) -> Answer:
        """A GET; raises `OutageError` when nobody answers."""
        return self._exchange("GET", path, None, {}, path)

    def download(self, path: str, headers: Mapping[str, str], name: str, *, most: int) -> Answer:
        """A GET of a file of at most so many bytes. The path is not logged: its token is a key."""
        return self._exchange("GET", path, None, headers, name, most=most)

    def post(self, path: str, body: Any, headers: Mapping[str, str], name: str) -> Answer:
        """A POST of JSON. A time-out raises `UnknownOutcomeError`: the call may still be running."""
        return self._exchange("POST", path, body, headers, name)

    def _exchange(
        self,
        method: str,
        path: str,
        body: Any,
        headers: Mapping[str, str],
        name: str,
        *,
        most: int | None = None,
    ) -> Answer:
        self.calls += 1
        started = time.monotonic()
        status = 0
        try:
            with self.session.request(
                method,
                self.url.rstrip("/") + path,
                json=body,
                headers=dict(headers),
                timeout=(CONNECT_SECONDS, self._patience(method, name)),
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
                return Answer(
                    status,
                    response.headers.get("Content-Type", ""),
                    _body(response, MAX_BYTES if most is None else most),
                )
        except (requests.exceptions.InvalidURL, LocationParseError, UnicodeError):
            raise SetupError(
                "odoo_address",
                say("Odoo cannot be called at {url}.", url=self.url),
                say("Correct the address and the database."),
            ) from None
        except requests.ConnectionError as error:
            raise self._lost(error) from None
        except requests.RequestException as error:
            raise UnknownOutcomeError(
                "odoo_no_answer",
                say("Odoo at {url} gave no complete answer: {words}.", url=self.url, words=_words(error)),
                _REMEDY,
            ) from None
        finally:
            spent = round((time.monotonic() - started) * 1000)
            log.debug("odoo_exchange", call=name, status=status, milliseconds=spent)

    def _patience(self, method: str, name: str) -> float:
        """What is not known to read only may be writing."""
        reads = method == "GET" or name.rpartition(".")[2] in READING_METHODS
        return self.reading if reads else self.writing

    def _lost(self, error: requests.ConnectionError) -> AffluentError:
        if _never_got_there(error):
            return OutageError(
                "odoo_unreachable",
                say("Odoo at {url} does not answer: {words}.", url=self.url, words=_words(error)),
                _REMEDY,
            )
        return LineCutError(
            "odoo_line_cut",
            say("The line to Odoo at {url} broke: {words}.", url=self.url, words=_words(error)),
            _REMEDY,
        )


def _session(url: str) -> requests.Session:
    """The environment names proxies and certificates, looked up once and not for every call.

    Its .netrc is left alone: what stands there would take the place of the key of JSON-2.
    """
    session = requests.Session()
    with suppress(ValueError):  # of an address that is none; the call itself will say so
        found = session.merge_environment_settings(url, {}, None, None, None)
        session.proxies, session.verify = found["proxies"], found["verify"]
    session.trust_env = False
    return session


def _never_got_there(error: requests.ConnectionError) -> bool:
    """Whether no connection was made: nobody there, no such name, a certificate that is not trusted."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, urllib3.exceptions.SSLError):
        return any(isinstance(part, ssl.SSLCertVerificationError) for part in reason.args)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError | ProxyError)


def _body(response: requests.Response, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > most:
            raise ContractError(
                "odoo_answer_too_large", say("Odoo sent more than {most} bytes.", most=most), _REMEDY
            )
        parts.append(part)
    return b"".join(parts)


def _words(error: Exception) -> str:
    """The innermost reason, without the library's own names and addresses."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment] # one of them is set
    return str(error) or type(error).__name__
