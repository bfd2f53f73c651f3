"""WooCommerce as a channel: what it needs, what it can, and what to call."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings
from channels.http.urls import shop_url
from channels.webhooks import Hint, WebhookRequest
from channels.woocommerce import api, checkup, hints, mapping, poll, saved, subscriptions
from channels.woocommerce.errors import refine
from channels.woocommerce.oauth import basic, oauth
from channels.woocommerce.options import HELP, Options
from hub.errors import ContractError
from hub.ports import Account, Credential, Finding, OrderPage, Raw
from hub.sentences import say

_PASTED_PATH = re.compile(r"/(wp-json|wp-admin|wp-login\.php)\b.*\Z")


class WooCommerce(Channel):
    """WooCommerce, REST API v3. Orders are read by modification time, oldest change first."""

    slug = "woocommerce"
    label = "WooCommerce"
    order_mapping = mapping
    credentials = {
        "url": Credential(
            label=say("Shop address"), help_text=say("WordPress › Settings › General › Site Address")
        ),
        "consumer_key": Credential(
            label=say("Consumer key"),
            secret=True,
            help_text=say("WooCommerce › Settings › Advanced › REST API"),
        ),
        "consumer_secret": Credential(
            label=say("Consumer secret"), secret=True, help_text=say("Shown once, when the key is made")
        ),
        "webhook_secret": Credential(
            label=say("Webhook secret"),
            secret=True,
            required=False,
            help_text=say("Made up by the hub when it subscribes to webhooks; leave it empty"),
        ),
    }
    webhooks = hints.WEBHOOKS
    options = HELP
    limit = Limit(per_minute=600, at_once=2)
    cursor = Cursor(field="date_modified_gmt", overlap=poll.OVERLAP, granularity=timedelta(seconds=1))
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
        """Basic over https; OAuth signatures over http and where the shop does not notice its https."""
        options = Options.of(account.options)
        url = self.address(account)
        key, secret = (account.credentials.get(f"consumer_{part}", "") for part in ("key", "secret"))
        home = shop_url(options.sign_url) if options.sign_url else ""
        plain = url.startswith("http://") or home
        sign = oauth(key, secret, (url, home)) if plain else basic(key, secret)
        limit = replace(self.limit, per_minute=options.per_minute or self.limit.per_minute)
        return replace(self.settings(account, sign, refine=refine), limit=limit)

    def address(self, account: Account) -> str:
        """The shop's address, without what people copy along from the address bar."""
        return shop_url(_PASTED_PATH.sub("", account.credentials.get("url", "")))

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus five minutes, trashed ones last."""
        return poll.pages(http, since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with its refunds; a page without orders when it was deleted for good."""
        if not (external_id.isascii() and external_id.isdigit()):
            raise ContractError(
                "bad_id",
                say("{external_id} is no WooCommerce order id.", external_id=repr(external_id[:40])),
                say("Give its number."),
            )
        found, clock = api.one_order(http, external_id)
        return OrderPage(orders=[] if found is None else [poll.complete(http, found)], observed_at=clock)

    def count(self, http: Http, since: str | None) -> int:
        """Two small calls: orders, and the trash."""
        return poll.count(http, since)

    def check(self, http: Http) -> Iterable[Finding]:
        """Reachability, encryption, rights, clock, version, storage and tax settings."""
        return checkup.findings(http)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about; raises `CredentialsError` for a forged one."""
        return hints.hint(request)

    def subscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """A webhook for each of the topics of orders; needs a key that may write."""
        return subscriptions.subscribe(http, address)

    def unsubscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """Removes the hub's webhooks; needs a key that may write."""
        return subscriptions.unsubscribe(http, address)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a page, an order or a recording."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The edit page; WooCommerce forwards it to where its storage keeps orders."""
        return f"{self.address(account)}/wp-admin/post.php?post={external_id}&action=edit"
