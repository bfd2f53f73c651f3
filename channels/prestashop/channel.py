"""PrestaShop as a channel: what it needs, what it can, and what to call."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings, Signer
from channels.http.urls import shop_url
from channels.prestashop import checkup, mapping, poll, saved
from channels.prestashop.errors import refine
from channels.prestashop.options import HELP, Options
from channels.webhooks import Hint, WebhookRequest, signed_by
from hub.errors import ContractError, CredentialsError
from hub.order import Order
from hub.ports import Account, Credential, Finding, OrderPage, Raw

_PASTED_PATH = re.compile(r"/(api|index\.php)(/.*)?\Z")


class PrestaShop(Channel):
    """PrestaShop 1.7 to 9. Orders are read by `date_upd`, credit slips by their own, oldest change first."""

    slug = "prestashop"
    label = "PrestaShop"
    credentials = {
        "url": Credential(
            label="Shop address", help_text="Shop Parameters › Traffic & SEO › Shop domain, with https://"
        ),
        "key": Credential(
            label="Webservice key", secret=True, help_text="Advanced Parameters › Webservice › Add new key"
        ),
        "webhook_secret": Credential(
            label="Webhook secret",
            secret=True,
            required=False,
            help_text="Any long text, the same as in the shop's module; only if webhooks are used",
        ),
    }
    options = HELP
    limit = Limit(per_minute=600, at_once=2)
    cursor = Cursor(field="date_upd", overlap=poll.OVERLAP, granularity=timedelta(seconds=1), local_time=True)
    claims = frozenset(
        {
            "b2b_vat",
            "cancel",
            "discount",
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
        """Basic: the key is the user, the password is empty."""
        options = Options.of(account.options)
        key = account.credentials.get("key", "")
        return Settings(
            base_url=_address(account),
            limit=replace(self.limit, per_minute=options.per_minute or self.limit.per_minute),
            sign=_basic(key),
            secrets=[key, account.credentials.get("webhook_secret", "")],
            refine=refine,
        )

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed, or got a credit slip, since the cursor minus five minutes."""
        return poll.pages(http, since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with all that belongs to it; a page without orders when it was deleted."""
        if not (external_id.isascii() and external_id.isdigit()):
            raise ContractError(
                "bad_id", f"{external_id[:40]!r} is no PrestaShop order id.", "Give its number."
            )
        return poll.one(http, external_id)

    def check(self, http: Http) -> Iterable[Finding]:
        """Reachability, version, encryption, each permission, clock and time zone."""
        return checkup.findings(http)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order that a module of the shop tells about; PrestaShop itself sends no webhooks."""
        signature = request.headers.get("x-affluent-signature", "")
        if not signed_by(request.secret, request.body, signature):
            raise CredentialsError(
                "forged_webhook",
                "A webhook came whose signature is not made with this shop's webhook secret.",
                "Enter the same secret in the shop's module and in the shop's form.",
            )
        return Hint(
            topic=request.headers.get("x-affluent-topic", "order"), external_id=_subject(request.body)
        )

    def identify(self, raw: Raw) -> str:
        """The order's id; its reference is shared by the orders of one cart."""
        return mapping.identify(raw)

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order."""
        return mapping.order(raw, account)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a bundle, a page or a recording."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The order in the back office, whose folder only the merchant knows; empty until it is told."""
        folder = Options.of(account.options).admin_folder
        return f"{_address(account)}/{folder}/index.php/sell/orders/{external_id}/view" if folder else ""


def _address(account: Account) -> str:
    return shop_url(_PASTED_PATH.sub("", account.credentials.get("url", "")))


def _basic(key: str) -> Signer:
    token = base64.b64encode(f"{key}:".encode()).decode()

    def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"Authorization": f"Basic {token}"}

    return sign


def _subject(body: bytes) -> str | None:
    """The order id in `{"id_order": 4711}`."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    found = document.get("id_order") if isinstance(document, dict) else None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None
