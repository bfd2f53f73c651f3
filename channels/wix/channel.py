"""Wix as a channel: what it needs, what it can, and what to call."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings, unsigned
from channels.http.urls import shop_url
from channels.webhooks import Hint, WebhookRequest, Webhooks, secret_of
from channels.wix import checkup, mapping, notifications, poll, saved
from channels.wix.access import ApiKey, access_of, by_key
from channels.wix.api import Api
from channels.wix.errors import APPS, KEYS, inspect, refine
from channels.wix.options import HELP, Options
from hub.errors import ContractError
from hub.ports import Account, Credential, Finding, OrderPage, Raw
from hub.sentences import say

WIX = "https://www.wixapis.com"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.I)
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")


class Wix(Channel):
    """Wix eCommerce, Orders API v1. Orders are read by date of change, oldest change first."""

    slug = "wix"
    label = "Wix"
    order_mapping = mapping
    credentials = {
        "api_key": Credential(label=say("API key"), secret=True, required=False, help_text=KEYS),
        "site_id": Credential(
            label=say("Site id"),
            required=False,
            help_text=say(
                "With an API key: the part after /dashboard/ in the address of the site's dashboard"
            ),
        ),
        "client_id": Credential(
            label=say("App id"),
            required=False,
            help_text=say(
                "Instead of an API key: the app's dashboard (dev.wix.com › Custom Apps) › Develop › OAuth"
            ),
        ),
        "client_secret": Credential(label=say("App secret"), secret=True, required=False, help_text=APPS),
        "instance_id": Credential(
            label=say("App instance id"),
            required=False,
            help_text=say("Of the app's installation on this site"),
        ),
        "webhook_secret": Credential(
            label=say("Webhook public key"),
            secret=True,
            required=False,
            help_text=say("dev.wix.com › Custom Apps › Develop › Webhooks; only if webhooks are used"),
        ),
        "url": Credential(
            label=say("API address"), required=False, default=WIX, help_text=say("Leave it as it is")
        ),
    }
    options = HELP
    limit = Limit(per_minute=200, at_once=2)
    cursor = Cursor(field="updatedDate", overlap=poll.OVERLAP, granularity=timedelta(milliseconds=1))
    webhooks = Webhooks(secret="webhook_secret", steps=notifications.STEPS)  # noqa: S106 - the name of a field
    claims = frozenset(
        {
            "b2b_vat",
            "cancel",
            "discount",
            "edit",
            "fee",
            "foreign_currency",
            "guest",
            "mixed_vat",
            "prices_include_tax",
            "refund",
            "registered",
            "several_taxes",
        }
    )

    def connect(self, account: Account) -> Settings:
        """By API key in the headers; an app's token is fetched with the first call."""
        Options.of(account.options)
        access = access_of(account)
        sign = by_key(access) if isinstance(access, ApiKey) else unsigned
        return self.settings(account, sign, refine=refine, inspect=inspect)

    def address(self, account: Account) -> str:
        """The address of Wix' API; only a sandbox has another one."""
        return shop_url(account.credentials.get("url") or WIX)

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus five minutes, with its payments and refunds."""
        return poll.pages(Api(http), since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with its payments and refunds; a page without orders when Wix does not have it."""
        if not _ID.match(external_id):
            raise ContractError(
                "bad_id",
                say("{external_id} is no Wix order id.", external_id=repr(external_id[:40])),
                say("Give its id (a GUID)."),
            )
        api = Api(http)
        found, clock = api.order(external_id)
        raws = [] if found is None else [{"order": found, "transactions": api.transactions(external_id)}]
        return OrderPage(orders=raws, observed_at=clock)

    def count(self, http: Http, since: str | None) -> int:
        """One call per hundred orders, half of what a walk takes."""
        return poll.count(Api(http), since)

    def check(self, http: Http) -> Iterable[Finding]:
        """Encryption, the rights to orders and payments, and the clock."""
        return checkup.findings(Api(http), http.base_url.startswith("https://"))

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about. The signature is RS256, so its check needs no secret comparison."""
        return notifications.hint(request, secret_of(request, self.webhooks))

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a page, an order or a recording with its payments."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The order in the site's dashboard; empty for an app, which does not know its site's id."""
        site = account.credentials.get("site_id", "").strip()
        if not _UUID.match(site):
            return ""
        return f"https://manage.wix.com/dashboard/{site}/store/orders/order/{external_id}"
