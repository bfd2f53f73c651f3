"""One request and its answer on the wire, bounded in time and size; trouble becomes a classed error."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from channels.http.addresses import PrivateAddressError
from channels.http.answer import Answer
from channels.http.redaction import Redactor
from hub.errors import AffluentError, ConfigError, ContractError, TransientError
from hub.sentences import say

_CHUNK = 64 * 1024
_NO_ADDRESS = (requests.exceptions.InvalidURL, urllib3.exceptions.LocationParseError, UnicodeError)
_TIMEOUTS = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for a call with all its tries."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A call that is about to be made, as often as it takes until `deadline` (of the monotonic clock)."""

    session: requests.Session
    method: str
    url: str
    timeouts: Timeouts
    deadline: float
    largest_body: int
    shop: str
    redact: Redactor
    body: bytes | None = None
    content_type: str = "application/json"
    repeatable: bool = False

    def send(self, url: str, headers: Mapping[str, str], tries: int) -> Answer:
        """Sends once and reads the whole answer; raises Transient-, Contract- or ConfigError."""
        try:
            with self._response(url, headers) as response:
                return Answer(
                    method=self.method,
                    url=self.redact.url(self.url),
                    status=response.status_code,
                    headers=CaseInsensitiveDict(response.headers),
                    content=self._content(response),
                    tries=tries,
                    shop=self.shop,
                )
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            PrivateAddressError,
            OSError,
            UnicodeError,
        ) as trouble:
            error = self._classed(trouble)
        # Outside the except block: a library's exception holds the signed URL and must not be chained.
        raise error

    def _response(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        typed = {"Content-Type": self.content_type} if self.body is not None else {}
        request = requests.Request(self.method, url, headers={**typed, **headers}, data=self.body)
        left = max(0.1, self.deadline - time.monotonic())
        return self.session.send(
            self.session.prepare_request(request),
            stream=True,
            allow_redirects=False,
            verify=self.session.verify,
            timeout=(min(self.timeouts.connect, left), min(self.timeouts.read, left)),
        )

    def _content(self, response: requests.Response) -> bytes:
        """The decoded body, read as it comes in, so that neither a slow nor an endless one takes us along."""
        content = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > self.largest_body:
                raise self._too_large()
            if time.monotonic() > self.deadline:
                raise self._too_slow()
        return bytes(content)

    @property
    def _about(self) -> str:
        return say(
            "Shop {shop}, {method} {url}", shop=self.shop, method=self.method, url=self.redact.url(self.url)
        )

    def _too_large(self) -> AffluentError:
        return ContractError(
            "answer_too_large",
            say(
                "{about}: the answer is larger than {megabytes} MB.",
                about=self._about,
                megabytes=self.largest_body // 1024 // 1024,
            ),
            say("No page of orders is that large: look at what the address really answers."),
        )

    def _too_slow(self) -> AffluentError:
        return TransientError(
            "timeout",
            say(
                "{about}: no whole answer within {seconds} s.",
                about=self._about,
                seconds=f"{self.timeouts.total:.0f}",
            ),
            say("Nothing to do: it is tried again by itself. If it lasts, the shop's server is too slow."),
        )

    def _classed(self, trouble: Exception) -> AffluentError:
        if isinstance(trouble, PrivateAddressError):
            return self._private(trouble)
        if isinstance(trouble, requests.exceptions.SSLError):
            return self._untrusted(trouble)
        if isinstance(trouble, _NO_ADDRESS):
            return ConfigError(
                "bad_address",
                say("{about}: this is no address.", about=self._about),
                say("Correct the address."),
            )
        if isinstance(trouble, _TIMEOUTS):
            return self._too_slow()
        return TransientError(
            "connection_failed",
            say("{about}: {reason}.", about=self._about, reason=_reason(trouble)),
            say("Nothing to do for now: it is tried again by itself. If it lasts, check address and server."),
        )

    def _private(self, refused: PrivateAddressError) -> AffluentError:
        return ConfigError(
            "private_address",
            say(
                "{about}: {host} leads to {address}, which is not on the public internet.",
                about=self._about,
                host=refused.host,
                address=refused.address,
            ),
            say(
                "Correct the address; if the shop does stand in your own network, allow private hosts for it."
            ),
        )

    def _untrusted(self, trouble: Exception) -> AffluentError:
        return ConfigError(
            "tls_failed",
            say(
                "{about}: no trusted encrypted connection ({reason}).",
                about=self._about,
                reason=_tls_reason(trouble),
            ),
            say("Renew the shop's certificate, or check that the address is the one it was issued for."),
        )


def _reason(trouble: Exception) -> str:
    """Why there is no answer, in our words: the library's would contain the URL with its signature."""
    text = repr(trouble)
    for sign, reason in (
        ("NameResolution", say("its host name is not known")),
        ("refused", say("nobody answers there (connection refused)")),
        ("IncompleteRead", say("the answer breaks off in the middle")),
        ("unreachable", say("its network cannot be reached")),
    ):
        if sign in text:
            return reason
    return say("the connection broke")


def _tls_reason(trouble: Exception) -> str:
    text = str(trouble)
    for sign, reason in (
        ("has expired", say("the certificate has expired")),
        ("doesn't match", say("the certificate is for another name")),
        ("match", say("the certificate is for another name")),
        ("self-signed", say("the certificate is self-signed")),
        ("self signed", say("the certificate is self-signed")),
        ("unable to get local issuer", say("the certificate's issuer is unknown")),
    ):
        if sign in text:
            return reason
    return say("the TLS handshake failed")
