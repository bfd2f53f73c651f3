"""Sends calls to one shop: signed anew on each try, paced, guarded, bounded in time and size, logged."""

import json
import math
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode

import requests
import structlog

from channels.http.addresses import PublicOnlyAdapter
from channels.http.answer import Answer
from channels.http.classify import error_of, redirected
from channels.http.exchange import Exchange, Timeouts
from channels.http.limits import Limit, pace_of
from channels.http.redaction import Redactor
from channels.http.retry import REPEATABLE_METHODS, RETRIED_STATUSES, RetryPolicy
from channels.http.urls import joined, may_follow
from hub.errors import AffluentError, TransientError
from hub.ports import Account
from hub.sentences import say

log = structlog.get_logger(__name__)

LARGEST_BODY = 32 * 1024 * 1024
_MOST_REDIRECTS = 3
_FORM = "application/x-www-form-urlencoded"
Params = Sequence[tuple[str, str]]


# Method and URL → the URL (with its query) to call and the headers to add: what proves who calls.
# Asked anew for each try, because a nonce must never be sent twice.
Signer = Callable[[str, str], tuple[str, Mapping[str, str]]]


def unsigned(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
    """For calls that need no key."""
    return url, {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to reach one shop. `refine` may name an error better than its status does; None: no opinion.

    `inspect` does the same for answers that look like success: some platforms tell their trouble under 200.
    """

    base_url: str
    limit: Limit
    sign: Signer = unsigned
    secrets: Collection[str] = ()
    refine: Callable[[Answer], AffluentError | None] | None = None
    inspect: Callable[[Answer], AffluentError | None] | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    largest_body: int = LARGEST_BODY


class Http:
    """The connection to one shop, `account`. Every method raises classed `AffluentError`s only.

    `session` takes the requests to the shop; without one they go over the network, guarded.
    """

    def __init__(
        self,
        account: Account,
        settings: Settings,
        until: float = math.inf,
        session: requests.Session | None = None,
    ) -> None:
        self.account = account
        self._until = until
        self._settings = settings
        self._redact = Redactor(settings.secrets)
        self._pace = pace_of(account.shop, settings.limit)
        self._session = session or _session(account.allow_private_hosts)

    def within(self, timeouts: Timeouts) -> "Http":
        """The same connection, whose calls must all be over within `timeouts.total` from now."""
        settings = replace(self._settings, timeouts=timeouts)
        return Http(self.account, settings, time.monotonic() + timeouts.total, self._session)

    @property
    def base_url(self) -> str:
        """Where paths start, without a trailing slash."""
        return self._settings.base_url

    def get(
        self,
        path: str,
        params: Params = (),
        *,
        accept: Collection[int] = (),
        sign: Signer | None = None,
    ) -> Answer:
        """Reads; repeats on trouble that passes. Statuses in `accept` are answers rather than errors."""
        return self._persist(self._exchange("GET", path, params), sign or self._settings.sign, accept)

    def ask(
        self,
        path: str,
        *,
        document: Any = None,
        form: Params | None = None,
        accept: Collection[int] = (),
        sign: Signer | None = None,
    ) -> Answer:
        """Reads by POST (query, search, token): repeated like `get`. Sends a JSON document or a form."""
        exchange = self._exchange("POST", path, ())
        if form is None:
            exchange = replace(exchange, body=json.dumps(document).encode(), repeatable=True)
        else:
            body = urlencode(form).encode()
            exchange = replace(exchange, body=body, content_type=_FORM, repeatable=True)
        return self._persist(exchange, sign or self._settings.sign, accept)

    def send(
        self, method: str, path: str, params: Params = (), *, document: Any, accept: Collection[int] = ()
    ) -> Answer:
        """Sends a JSON document (POST, PUT, DELETE); never repeated: nobody knows what a lost call did."""
        exchange = replace(self._exchange(method, path, params), body=json.dumps(document).encode())
        return self._persist(exchange, self._settings.sign, accept)

    def _exchange(self, method: str, path: str, params: Params) -> Exchange:
        query = f"?{urlencode(params, safe=',:')}" if params else ""
        timeouts = self._settings.timeouts
        return Exchange(
            session=self._session,
            method=method,
            url=f"{self.base_url}/{path.lstrip('/')}{query}",
            timeouts=timeouts,
            deadline=min(self._until, time.monotonic() + timeouts.total),
            largest_body=self._settings.largest_body,
            shop=self.account.shop,
            redact=self._redact,
        )

    def _persist(self, exchange: Exchange, sign: Signer, accept: Collection[int]) -> Answer:
        """Tries until there is an answer, an error that will not pass, or no time left."""
        tries = 0
        while True:
            tries += 1
            outcome, again = self._try(exchange, sign, accept, tries)
            if isinstance(outcome, Answer):
                return outcome
            pause = self._settings.retry.pause(tries, outcome.retry_after) if again else None
            if pause is None or time.monotonic() + pause > exchange.deadline:
                # Neither the address with its signature nor the library's own words belong in a traceback.
                raise outcome from None
            time.sleep(pause)

    def _try(
        self, exchange: Exchange, sign: Signer, accept: Collection[int], tries: int
    ) -> tuple[Answer | AffluentError, bool]:
        """One try: an answer to use or an error, and whether another try may help."""
        repeatable = exchange.repeatable or exchange.method in REPEATABLE_METHODS
        try:
            answer = self._follow(exchange, sign, tries)
        except TransientError as trouble:
            return trouble, repeatable
        except AffluentError as final:
            return final, False
        if answer.status in accept:
            return answer, False
        error = self._error(answer)
        if error is None:
            return answer, False
        passing = answer.status < 300 or answer.status in RETRIED_STATUSES
        return error, repeatable and passing and error.error_class.retries

    def _error(self, answer: Answer) -> AffluentError | None:
        refine = self._settings.refine if answer.status >= 300 else self._settings.inspect
        refined = refine(answer) if refine else None
        return refined or error_of(answer)

    def _follow(self, exchange: Exchange, sign: Signer, tries: int) -> Answer:
        """The answer, after redirects that stay with the shop."""
        url = exchange.url
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._send(exchange, sign, url, tries)
            location = answer.headers.get("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            target = joined(url, location)
            if exchange.method not in REPEATABLE_METHODS or not may_follow(url, target):
                raise redirected(answer, self._redact.url(target))
            refined = self._settings.refine and self._settings.refine(answer)
            if refined:
                raise refined
            url = target
        raise redirected(answer, say("itself in a circle"))

    def _send(self, exchange: Exchange, sign: Signer, url: str, tries: int) -> Answer:
        with self._pace.turn():
            started = time.monotonic()
            status, size, trouble = 0, 0, ""
            try:
                signed_url, headers = sign(exchange.method, url)
                answer = exchange.send(signed_url, headers, tries)
                status, size = answer.status, len(answer.content)
            except AffluentError as error:
                trouble = error.code
                raise
            finally:
                log.info(
                    "shop_call",
                    shop=self.account.shop,
                    method=exchange.method,
                    url=self._redact.url(url),
                    status=status,
                    ms=round((time.monotonic() - started) * 1000),
                    bytes=size,
                    retries=tries - 1,
                    trace_id=structlog.contextvars.get_contextvars().get("trace_id", ""),
                    trouble=trouble,
                )
        return answer


class _Session(requests.Session):
    """A session that leaves redirects alone; the library would at least try to read where they go."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: redirects are followed by `Http`, under its own rules."""


def _session(private_hosts_allowed: bool) -> requests.Session:
    session = _Session()
    # The environment's proxies and .netrc would send keys where no form says so.
    session.trust_env = False
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": "Affluent/1 (orders hub)", "Accept": "application/json"})
    session.headers["Accept-Encoding"] = "gzip"
    if not private_hosts_allowed:
        guarded: Any = PublicOnlyAdapter()
        session.mount("http://", guarded)
        session.mount("https://", guarded)
    return session
