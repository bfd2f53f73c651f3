"""PrestaShop as a channel: what it needs, what it can, and what to call."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.base import Channel, Cursor
from channels.http import Http, Limit, Settings, Signer
from channels.http.urls import shop_url
from channels.prestashop import checkup, hints, mapping, poll, saved
from channels.prestashop.errors import inspect, refine
from channels.prestashop.options import HELP, Options
from channels.prestashop.walk import OVERLAP
from channels.webhooks import Hint, WebhookRequest, Webhooks, secret_of
from hub.errors import ContractError
from hub.ports import Account, Credential, Finding, OrderPage, Raw
from hub.sentences import say

_PASTED_PATH = re.compile(r"/(api|index\.php)(/.*)?\Z")


class PrestaShop(Channel):
    """PrestaShop 1.7 to 9. Orders are read by `date_upd`, credit slips by their own, oldest change first."""

    slug = "prestashop"
    label = "PrestaShop"
    order_mapping = mapping
    credentials = {
        "url": Credential(
            label=say("Shop address"),
            help_text=say("Shop Parameters › Traffic & SEO › Shop domain, with https://"),
        ),
        "key": Credential(
            label=say("Webservice key"),
            secret=True,
            help_text=say("Advanced Parameters › Webservice › Add new key"),
        ),
        "webhook_secret": Credential(
            label=say("Webhook secret"),
            secret=True,
            required=False,
            help_text=say("The same as in the shop's module; leave it empty and the hub makes one up"),
        ),
    }
    options = HELP
    limit = Limit(per_minute=600, at_once=2)
    cursor = Cursor(field="date_upd", overlap=OVERLAP, granularity=timedelta(seconds=1), local_time=True)
    webhooks = Webhooks(
        secret="webhook_secret",  # noqa: S106 - the name of a field
        hub_chooses_secret=True,
        steps=hints.STEPS,
    )
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
        limit = replace(self.limit, per_minute=options.per_minute or self.limit.per_minute)
        sign = _basic(account.credentials.get("key", ""))
        return replace(self.settings(account, sign, refine=refine, inspect=inspect), limit=limit)

    def address(self, account: Account) -> str:
        """The shop's address, without what people copy along from the address bar."""
        return shop_url(_PASTED_PATH.sub("", account.credentials.get("url", "")))

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed, or got a credit slip, since the cursor minus five minutes."""
        return poll.pages(http, since)

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order with all that belongs to it; a page without orders when it was deleted."""
        if not (external_id.isascii() and external_id.isdigit()):
            raise ContractError(
                "bad_id",
                say("{external_id} is no PrestaShop order id.", external_id=repr(external_id[:40])),
                say("Give its number."),
            )
        return poll.one(http, external_id)

    def count(self, http: Http, since: str | None) -> int:
        """Lists of ids: three or four small calls."""
        return poll.count(http, since)

    def check(self, http: Http) -> Iterable[Finding]:
        """Reachability, version, encryption, each permission, clock and time zone."""
        return checkup.findings(http)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """The order that a module of the shop tells about; PrestaShop itself sends no webhooks."""
        return hints.hint(request, secret_of(request, self.webhooks))

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a bundle, a page or a recording."""
        return saved.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The order in the back office, whose folder only the merchant knows; empty until it is told."""
        folder = Options.of(account.options).admin_folder
        return f"{self.address(account)}/{folder}/index.php/sell/orders/{external_id}/view" if folder else ""


def _basic(key: str) -> Signer:
    token = base64.b64encode(f"{key}:".encode()).decode()

    def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"Authorization": f"Basic {token}"}

    return sign
