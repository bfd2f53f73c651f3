"""Between the hub's socket and a declared channel: opens the transport, lets only classed errors through."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from channels.base import Channel
from channels.http import Http, Timeouts
from hub.errors import AffluentError, ConfigError
from hub.order import Order
from hub.ports import Account, Credential, Finding, Hint, OrderPage, Raw, WebhookRequest, Webhooks
from hub.sentences import joined, say

CHECK_PATIENCE = Timeouts(connect=5, read=10, total=15)


class ChannelAdapter:
    """A declared channel as `hub.ports.ChannelPort`."""

    def __init__(self, channel: Channel) -> None:
        self.declared = channel
        self.slug: str = channel.slug
        self.label: str = channel.label
        self.credentials: Mapping[str, Credential] = channel.credentials
        self.webhooks: Webhooks | None = channel.webhooks

    def open(self, account: Account) -> "ShopSource":
        """A connection to one shop; opening it calls nobody. Raises `ConfigError` for an incomplete form."""
        missing = [
            field.label
            for name, field in self.credentials.items()
            if field.required and not account.credentials.get(name)
        ]
        if missing:
            raise ConfigError(
                "credentials_missing",
                say(
                    "Shop {shop}: {missing} not filled in.",
                    shop=account.shop,
                    missing=joined(*missing, between=", "),
                ),
                say("Complete the shop's form."),
            )
        return ShopSource(self.declared, account)

    def identify(self, raw: Raw) -> str:
        """The platform's immutable id of the order."""
        return self.declared.identify(raw)

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order."""
        return self.declared.normalize(raw, account)

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """What a genuine webhook says."""
        return self.declared.verify_webhook(request)

    def unpack(self, document: Any) -> Sequence[Raw]:
        """The raw orders inside a saved answer of the platform."""
        return self.declared.unpack(document)

    def order_url(self, external_id: str, account: Account) -> str:
        """The order's page in the shop's own back office."""
        return self.declared.order_url(external_id, account)


class ShopSource:
    """One shop, ready to be read (`hub.ports.Source`)."""

    def __init__(self, channel: Channel, account: Account) -> None:
        self._channel = channel
        self._http = Http(account, channel.connect(account))

    def pages(self, since: str | None) -> Iterator[OrderPage]:
        """Everything that changed since the cursor minus the channel's overlap; all orders for None."""
        return self._channel.pages(self._http, since)

    def order(self, external_id: str) -> OrderPage:
        """The one order, freshly read."""
        return self._channel.order(self._http, external_id)

    def count(self, since: str | None) -> int:
        """How many orders a walk from there would read."""
        return self._channel.count(self._http, since)

    def check(self) -> Sequence[Finding]:
        """What works and what to fix; stops at the first trouble, which is the last finding."""
        return _findings(say("connection"), lambda: self._channel.check(self._http.within(CHECK_PATIENCE)))

    def subscribe(self, address: str) -> Sequence[Finding]:
        """What was done so that the platform calls `address`."""
        return _findings("webhooks", lambda: self._channel.subscribe(self._http, address))

    def unsubscribe(self, address: str) -> Sequence[Finding]:
        """What was done so that the platform stops calling `address`."""
        return _findings("webhooks", lambda: self._channel.unsubscribe(self._http, address))


def _findings(name: str, look: Callable[[], Iterable[Finding]]) -> Sequence[Finding]:
    """What was found up to the first trouble, which is a finding too."""
    findings: list[Finding] = []
    try:
        findings.extend(look())
    except AffluentError as trouble:
        findings.append(Finding(name=name, ok=False, detail=trouble.cause, remedy=trouble.remedy))
    return findings
