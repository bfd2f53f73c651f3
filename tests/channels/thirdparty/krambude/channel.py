"""Krambude as a channel: what it needs, what it can, and what to call."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings
from channels.http.urls import shop_url
from channels.reading import Reading
from channels.recordings import recorded
from channels.webhooks import Hint, WebhookRequest, signed_by
from hub.errors import ConfigError, CredentialsError
from hub.order import Order
from hub.ports import Account, Credential, Finding, OrderPage, Raw

from . import mapping

OVERLAP = timedelta(minutes=5)
PAGE_SIZE = 50


class KrambudeChannel(Channel):
    """Krambude, API v1. Orders are read by time of change and id, oldest change first."""

    slug = "krambude"
    label = "Krambude"
    credentials = {
        "url": Credential(label="Shop address", help_text="As in the browser"),
        "key": Credential(label="API key", secret=True, help_text="Krambude › Settings › API › New key"),
        "webhook_secret": Credential(label="Webhook secret", secret=True, required=False),
    }
    limit = Limit(per_minute=300, at_once=2)
    cursor = Cursor(field="changed", overlap=OVERLAP, granularity=timedelta(seconds=1))
    claims = frozenset(
        {"b2b_vat", "cancel", "foreign_currency", "guest", "mixed_vat", "prices_include_tax", "registered"}
    )

    def connect(self, account: Account) -> Settings:
        """The key goes into a header of every call."""
        for name in account.options:
            raise ConfigError("bad_option", f"Option {name}: Krambude has no options.", "Remove it.")
        key = account.credentials.get("key", "")

        def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
            return url, {"X-Krambude-Key": key}

        secrets = [key, account.credentials.get("webhook_secret", "")]
        return Settings(base_url=_address(account), limit=self.limit, sign=sign, secrets=secrets)

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Each call starts behind the last order of the one before: nothing can slip between two pages."""
        query = [("changed_from", _from(since)), ("limit", str(PAGE_SIZE))]
        started: datetime | None = None
        while True:
            answer = http.get("api/v1/orders", query)
            started = started or answer.clock()
            page = Reading(answer.json(), answer.about)
            rows, more = page.list("orders", required=True), page.flag("more")
            cursor = None if more else started.isoformat()
            yield OrderPage(orders=[row.value for row in rows], observed_at=answer.clock(), cursor=cursor)
            if not more:
                return
            if not rows:
                raise page.error("orders", "is empty although the shop says that there are more")
            last = rows[-1]
            behind = [("changed_from", last.text("changed")), ("after_id", last.identifier("id"))]
            query = [*behind, ("limit", str(PAGE_SIZE))]

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order; a page without orders when the shop says that it is gone."""
        answer = http.get(f"api/v1/orders/{quote(external_id, safe='')}", accept={410})
        return OrderPage(orders=[] if answer.status == 410 else [answer.json()], observed_at=answer.clock())

    def check(self, http: Http) -> Iterable[Finding]:
        """Address, key, and the right to read orders."""
        answer = http.get("api/v1/shop")
        shop = Reading(answer.json(), answer.about)
        yield Finding(name="address", ok=True, detail=f"“{shop.text('name')}” answers.")
        yield Finding(name="key", ok=True, detail="The key is accepted.")
        answer = http.get("api/v1/orders", [("limit", "1")])
        Reading(answer.json(), answer.about).list("orders", required=True)
        yield Finding(name="orders", ok=True, detail="Orders can be read.")

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about; its signature covers the body."""
        if not signed_by(request.secret, request.body, request.headers.get("x-krambude-signature", "")):
            raise CredentialsError(
                "forged_webhook",
                "A webhook came that is not signed with this shop's webhook secret.",
                "Copy the secret from Krambude › Settings › Webhooks into the shop's form.",
            )
        try:
            said = Reading(json.loads(request.body), "webhook")
        except (ValueError, RecursionError):
            raise Reading(None, "webhook").error("", "is not JSON") from None
        return Hint(topic=said.text("event"), external_id=said.identifier("order"))

    def identify(self, raw: Raw) -> str:
        """The order's id; its code is for people."""
        return mapping.identify(raw)

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order."""
        return mapping.order(raw, account)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a page, one order, or a recording of either."""
        return [raw for answer in recorded(document) for raw in _orders(answer.body)]

    def order_url(self, external_id: str, account: Account) -> str:
        """The order in Krambude's own back office."""
        return f"{_address(account)}/admin/orders/{quote(external_id, safe='')}"


def _address(account: Account) -> str:
    return shop_url(account.credentials.get("url", ""))


def _orders(body: Any) -> list[Raw]:
    found = body.get("orders", body) if isinstance(body, dict) else body
    return found if isinstance(found, list) else [found]


def _from(since: str | None) -> str:
    """The first moment to read: the position minus the overlap."""
    try:
        start = datetime.fromisoformat(since or "1970-01-02T00:00:00Z")
        start = start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
        return f"{start - OVERLAP:%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError):
        raise ConfigError("bad_cursor", f"{since!r} is no time.", "Give 2026-11-21T22:00:00Z.") from None
