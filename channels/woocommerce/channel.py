"""WooCommerce as a channel: what it needs, what it can, and what to call."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings
from channels.http.urls import shop_url
from channels.webhooks import Hint, WebhookRequest, signed_by
from channels.woocommerce import api, checkup, mapping, poll, saved
from channels.woocommerce.errors import refine
from channels.woocommerce.oauth import basic, oauth
from channels.woocommerce.options import HELP, Options
from hub.errors import ContractError, CredentialsError
from hub.order import Order
from hub.ports import Account, Credential, Finding, OrderPage, Raw

_PASTED_PATH = re.compile(r"/(wp-json|wp-admin|wp-login\.php)\b.*\Z")


class WooCommerce(Channel):
    """WooCommerce, REST API v3. Orders are read by modification time, oldest change first."""

    slug = "woocommerce"
    label = "WooCommerce"
    credentials = {
        "url": Credential(label="Shop address", help_text="WordPress › Settings › General › Site Address"),
        "consumer_key": Credential(
            label="Consumer key", secret=True, help_text="WooCommerce › Settings › Advanced › REST API"
        ),
        "consumer_secret": Credential(
            label="Consumer secret", secret=True, help_text="Shown once, when the key is made"
        ),
        "webhook_secret": Credential(
            label="Webhook secret",
            secret=True,
            required=False,
            help_text="WooCommerce › Settings › Advanced › Webhooks; only if webhooks are used",
        ),
    }
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
        url = _address(account)
        key, secret = (
            account.credentials.get("consumer_key", ""),
            account.credentials.get("consumer_secret", ""),
        )
        home = shop_url(options.sign_url) if options.sign_url else ""
        plain = url.startswith("http://") or home
        return Settings(
            base_url=url,
            limit=replace(self.limit, per_minute=options.per_minute or self.limit.per_minute),
            sign=oauth(key, secret, (url, home)) if plain else basic(key, secret),
            secrets=[key, secret, account.credentials.get("webhook_secret", "")],
            refine=refine,
        )

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus five minutes, trashed ones last."""
        return poll.pages(http, since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with its refunds; a page without orders when it was deleted for good."""
        if not (external_id.isascii() and external_id.isdigit()):
            raise ContractError(
                "bad_id", f"{external_id[:40]!r} is no WooCommerce order id.", "Give its number."
            )
        found, clock = api.one_order(http, external_id)
        return OrderPage(orders=[] if found is None else [poll.complete(http, found)], observed_at=clock)

    def check(self, http: Http) -> Iterable[Finding]:
        """Reachability, encryption, rights, clock, version, storage and tax settings."""
        return checkup.findings(http)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order a webhook is about. The ping at its creation carries no signature and says nothing."""
        if not request.headers.get("x-wc-webhook-topic") and re.fullmatch(rb"webhook_id=\d+", request.body):
            return Hint(topic="ping")
        if not signed_by(request.secret, request.body, request.headers.get("x-wc-webhook-signature", "")):
            raise CredentialsError(
                "forged_webhook",
                "A webhook came whose signature is not made with this shop's webhook secret.",
                "Enter the secret of WooCommerce › Settings › Advanced › Webhooks in the shop's form.",
            )
        return Hint(topic=request.headers.get("x-wc-webhook-topic", ""), external_id=_subject(request.body))

    def identify(self, raw: Raw) -> str:
        """The order's id; its number is for people and plugins change it."""
        return mapping.identify(raw)

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order."""
        return mapping.order(raw, account)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a page, an order or a recording."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The edit page; WooCommerce forwards it to where its storage keeps orders."""
        return f"{_address(account)}/wp-admin/post.php?post={external_id}&action=edit"


def _address(account: Account) -> str:
    return shop_url(_PASTED_PATH.sub("", account.credentials.get("url", "")))


def _subject(body: bytes) -> str | None:
    """The order id: `id` of an order, `arg` of a bare action."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    found = document.get("id", document.get("arg")) if isinstance(document, dict) else None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None
