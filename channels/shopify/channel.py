"""Shopify as a channel: what it needs, what it can, and what to call."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings
from channels.http.urls import shop_url
from channels.shopify import api, checkup, hints, mapping, poll, saved, subscriptions
from channels.shopify.errors import inspect, refine
from channels.shopify.gids import order_gid, tail
from channels.shopify.options import HELP, Options
from channels.webhooks import Hint, WebhookRequest, Webhooks, secret_of
from hub.errors import ConfigError, ContractError
from hub.ports import Account, Credential, Finding, OrderPage, Raw
from hub.sentences import say

_PASTED_PATH = re.compile(r"/(admin|account)\b.*\Z")
_BACK_OFFICE = re.compile(r"(?:https?://)?admin\.shopify\.com/store/([A-Za-z0-9-]+).*\Z")
_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\Z")


class Shopify(Channel):
    """Shopify, Admin GraphQL API. Orders are read by date of change, oldest first."""

    slug = "shopify"
    label = "Shopify"
    order_mapping = mapping
    credentials = {
        "url": Credential(
            label=say("Shop address"),
            help_text=say("Settings › Domains: the one that ends in .myshopify.com"),
        ),
        "access_token": Credential(
            label=say("Access token"),
            secret=True,
            required=False,
            help_text=say("Of a custom app made before 2026 (shpat_…); leave it empty for newer apps"),
        ),
        "client_id": Credential(
            label=say("Client id"), required=False, help_text=say("Dev Dashboard › your app › Settings")
        ),
        "client_secret": Credential(
            label=say("Client secret"),
            secret=True,
            required=False,
            help_text=say("Dev Dashboard › your app › Settings; also proves webhooks"),
        ),
    }
    options = HELP
    # Points decide (channels.shopify.cost); this only keeps an empty shop from being asked without end.
    limit = Limit(per_minute=600, at_once=2)
    cursor = Cursor(field="updatedAt", overlap=poll.OVERLAP, granularity=timedelta(seconds=1))
    webhooks = Webhooks(secret="client_secret")  # noqa: S106 - the name of a field
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
            "tracking",
        }
    )

    def connect(self, account: Account) -> Settings:
        """With a fixed token, or with client id and secret, for which tokens are fetched when needed."""
        Options.of(account.options)
        given = account.credentials
        if not given.get("access_token") and not (given.get("client_id") and given.get("client_secret")):
            raise ConfigError(
                "credentials_missing",
                say(
                    "Shop {shop}: neither an access token nor client id and secret are filled in.",
                    shop=account.shop,
                ),
                say("Complete the shop's form: Dev Dashboard › your app › Settings shows id and secret."),
            )
        return self.settings(account, refine=refine, inspect=inspect)

    def address(self, account: Account) -> str:
        """The shop's own address, also from the admin's address or from the bare name of the shop."""
        typed = account.credentials.get("url", "").strip()
        admin = _BACK_OFFICE.match(typed)
        if admin or _HANDLE.match(typed):
            return f"https://{(admin[1] if admin else typed).lower()}.myshopify.com"
        return shop_url(_PASTED_PATH.sub("", typed))

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus five minutes."""
        return poll.pages(http, since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with all its lines and refunds; a page without orders when it was deleted."""
        gid = order_gid(external_id)
        if gid is None:
            raise ContractError(
                "bad_id",
                say("{external_id} is no Shopify order id.", external_id=repr(external_id[:60])),
                say("Give its number or global id."),
            )
        found, clock = api.one_order(http, gid)
        return OrderPage(orders=[] if found is None else [found], observed_at=clock)

    def count(self, http: Http, since: str | None) -> int:
        """One call that costs ten points."""
        return poll.count(http, since)

    def check(self, http: Http) -> Iterable[Finding]:
        """Reachability, API version, clock, every scope, protected customer data, currency."""
        return checkup.findings(http)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about; raises `CredentialsError` for a forged one, or another shop's."""
        return hints.hint(
            request, secret_of(request, self.webhooks), urlsplit(self.address(request.account)).netloc
        )

    def subscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """One subscription per topic of orders, refunds and payments; others' stay."""
        return subscriptions.subscribe(http, address)

    def unsubscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """Removes the subscriptions that lead to the hub."""
        return subscriptions.unsubscribe(http, address)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a page, an order or a recording."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The order's page in Shopify's admin."""
        return f"{self.address(account)}/admin/orders/{tail(external_id)}"
