"""One HTTP exchange with VIES, bounded in time and size. Nothing that a server sends is an exception here."""

import http.client
import time
from dataclasses import dataclass

import requests
import urllib3

from hub.sentences import say
from odoo_bridge.vat.vies.dialect import Call
from odoo_bridge.vat.vies.reading import shown

_CONNECT_SECONDS = 5.0
_CHUNK = 16 * 1024
_BROKEN = (
    *(requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException),
    *(OSError, ValueError),
)
LARGEST_ANSWER = 256 * 1024  # bytes; a verdict has less than two thousand


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `trouble` is a code of `codes` where no whole answer did, `detail` its words."""

    status: int = 0
    body: bytes = b""
    trouble: str = ""
    detail: str = ""


class Session(requests.Session):
    """Leaves redirects alone; the library would at least try to read where they go."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, always."""


def send(session: requests.Session, call: Call, deadline: float) -> Answer:
    """Send once and read the whole answer, until `deadline` of the monotonic clock. Never raises.

    Redirects are not followed: what a proof comes from must be VIES itself.
    """
    left = max(0.05, deadline - time.monotonic())
    try:
        with session.request(
            call.method,
            call.url,
            data=call.body,
            headers={"User-Agent": "Affluent/1 (orders hub)", **call.headers},
            timeout=(min(_CONNECT_SECONDS, left), left),
            allow_redirects=False,
            stream=True,
        ) as response:
            if 300 <= response.status_code < 400:
                return Answer(response.status_code, trouble="redirected", detail=_location(response))
            return _whole(response, deadline)
    except requests.exceptions.SSLError as error:
        return Answer(trouble="untrusted", detail=type(error).__name__)
    except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        return Answer(trouble="too_slow")
    except _BROKEN as error:
        return Answer(trouble="unreachable", detail=_words(error))


def _whole(response: requests.Response, deadline: float) -> Answer:
    content = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            return Answer(response.status_code, trouble="unreadable", detail=say("the answer is too large"))
        if time.monotonic() > deadline:
            return Answer(response.status_code, trouble="too_slow")
    return Answer(response.status_code, bytes(content))


def _location(response: requests.Response) -> str:
    address = response.headers.get("Location")
    if address is None:
        return say("HTTP {status} to nowhere", status=response.status_code)
    return say("HTTP {status} to {address}", status=response.status_code, address=shown(address[:200]))


def _words(error: Exception) -> str:
    """The innermost reason, without the library's own names and addresses."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment] # one of them is set
    return str(error) or type(error).__name__
