"""Krambude as a channel: what it needs, what it can, and what to call."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from channels.base import Channel, Cursor
from channels.cursors import walk_start
from channels.http import Http, Limit, Settings
from channels.reading import Reading
from channels.webhooks import Hint, WebhookRequest, Webhooks, genuine
from hub.ports import Account, Credential, Finding, OrderPage
from hub.sentences import say

from . import mapping

OVERLAP = timedelta(minutes=5)
PAGE_SIZE = 50


class KrambudeChannel(Channel):
    """Krambude, API v1. Orders are read by time of change and id, oldest change first."""

    slug = "krambude"
    label = "Krambude"
    order_mapping = mapping
    credentials = {
        "url": Credential(label=say("Shop address"), help_text=say("As in the browser")),
        "key": Credential(label=say("API key"), secret=True, help_text=say("Settings › API › New key")),
        "webhook_secret": Credential(label=say("Webhook secret"), secret=True, required=False),
    }
    webhooks = Webhooks(
        secret="webhook_secret",
        steps=say("Settings › Webhooks › New: enter the address, then copy the secret into the shop's form."),
    )
    limit = Limit(per_minute=300, at_once=2)
    cursor = Cursor(field="changed", overlap=OVERLAP, granularity=timedelta(seconds=1))
    claims = frozenset(
        {"b2b_vat", "cancel", "foreign_currency", "guest", "mixed_vat", "prices_include_tax", "registered"}
    )

    def connect(self, account: Account) -> Settings:
        """The key goes into a header of every call."""

        def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
            return url, {"X-Krambude-Key": account.credentials.get("key", "")}

        return self.settings(account, sign)

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Each call starts behind the last order of the one before: nothing can slip between two pages."""
        behind = [("changed_from", f"{walk_start(since, OVERLAP).orders:%Y-%m-%dT%H:%M:%SZ}")]
        started: datetime | None = None
        while True:
            answer = http.get("api/v1/orders", [*behind, ("limit", str(PAGE_SIZE))])
            started = started or answer.clock()
            page = Reading(answer.json(), answer.about)
            rows, more = page.list("orders", required=True), page.flag("more")
            cursor = None if more else started.isoformat()
            yield OrderPage(orders=[row.value for row in rows], observed_at=answer.clock(), cursor=cursor)
            if not more:
                return
            if not rows:
                raise page.error("orders", say("is empty although the shop says that there are more"))
            behind = [("changed_from", rows[-1].text("changed")), ("after_id", rows[-1].identifier("id"))]

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order; a page without orders when the shop says that it is gone."""
        answer = http.get(f"api/v1/orders/{quote(external_id, safe='')}", accept={410})
        return OrderPage(orders=[] if answer.status == 410 else [answer.json()], observed_at=answer.clock())

    def check(self, http: Http) -> Iterable[Finding]:
        """Address, key, and the right to read orders."""
        answer = http.get("api/v1/shop")
        shop = Reading(answer.json(), answer.about)
        yield Finding(name=say("address"), ok=True, detail=say("“{name}” answers.", name=shop.text("name")))
        yield Finding(name=say("key"), ok=True, detail=say("The key is accepted."))
        answer = http.get("api/v1/orders", [("limit", "1")])
        Reading(answer.json(), answer.about).list("orders", required=True)
        yield Finding(name=say("orders"), ok=True, detail=say("Orders can be read."))

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about; its signature covers the body."""
        signature = request.headers.get("x-krambude-signature", "")
        remedy = say("Copy the secret from Settings › Webhooks again.")
        said = genuine(request, self.webhooks, signature, remedy)
        return Hint(
            event_id=said.identifier("id"),
            topic=said.text("event"),
            external_id=said.identifier("order"),
            occurred_at=said.utc("at"),
        )

    def order_url(self, external_id: str, account: Account) -> str:
        """The order in Krambude's own back office."""
        return f"{self.address(account)}/admin/orders/{quote(external_id, safe='')}"
