"""The sockets of the core: what a channel must offer so that the hub can poll it.

Channels register themselves when Django starts; the hub never imports them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from hub.errors import ConfigError
from hub.order import Order
from hub.sentences import say

Raw = Any  # what the platform sent, as JSON values: untrusted until a mapping has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A shop as a channel sees it: which one, how to get in, and the merchant's choices.

    `credentials` are in clear text here and only here; `allow_private_hosts` permits loopback and
    private networks (sandboxes, shops inside the house).
    """

    shop: str
    credentials: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    allow_private_hosts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """Some raw orders, oldest change first, as read at `observed_at` of the platform's clock (UTC).

    `cursor` is set on the last page of a complete walk only: where the next walk starts. `reached` is
    where a walk that was cut after this page may be taken up again without missing anything.
    """

    orders: Sequence[Raw]
    observed_at: datetime
    cursor: str | None = None
    reached: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """How a platform calls the hub when an order changes.

    `secret` names the credential that proves a call genuine; with `hub_chooses_secret` the hub makes one up
    where the form leaves it empty. `steps` tells the merchant the clicks where the platform lets nobody
    subscribe through its API; empty where the hub subscribes by itself.
    """

    secret: str
    hub_chooses_secret: bool = False
    steps: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """A call that came in at `received_at` (UTC): header names in lower case, and the raw body."""

    account: Account
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a genuine webhook says: look at the order `external_id`; None: nothing to look at (a ping).

    `event_id` is the platform's own id of what happened: a repeated delivery has the same one.
    `occurred_at` (UTC) is when it happened by the platform's clock, where the platform tells.
    """

    event_id: str
    topic: str
    external_id: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a connection test, in plain words; `remedy` says what to do when it failed."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One form field a shop needs. Secrets are encrypted at rest, never shown again, never logged."""

    label: str
    secret: bool = False
    required: bool = True
    help_text: str = ""
    default: str = ""


class Source(Protocol):
    """An opened connection to one shop. Every method raises `hub.errors.AffluentError`s only."""

    def pages(self, since: str | None) -> Iterator[OrderPage]:
        """Everything that changed since the cursor minus the channel's overlap; all orders for None."""
        ...

    def order(self, external_id: str) -> OrderPage:
        """The one order, freshly read; an empty page when the shop no longer has it."""
        ...

    def count(self, since: str | None) -> int:
        """How many orders a walk from there would read; nothing is fetched in full."""
        ...

    def check(self) -> Sequence[Finding]:
        """What works and what to fix. Never raises: trouble is a finding."""
        ...

    def subscribe(self, address: str) -> Sequence[Finding]:
        """Make the platform call `address` about every change, mending what is there. Never raises."""
        ...

    def unsubscribe(self, address: str) -> Sequence[Finding]:
        """Make the platform stop calling `address`. Never raises."""
        ...


class ChannelPort(Protocol):
    """A shop platform."""

    slug: str
    label: str
    credentials: Mapping[str, Credential]
    webhooks: Webhooks | None

    def open(self, account: Account) -> Source:
        """A connection to one shop; opening it calls nobody."""
        ...

    def identify(self, raw: Raw) -> str:
        """The platform's immutable id of the order; raises `ContractError` when there is none."""
        ...

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order. Pure; raises `ContractError` or `InvalidOrder`, never anything else."""
        ...

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """What a genuine webhook says. Pure; raises `CredentialsError` for a forged one."""
        ...

    def unpack(self, document: Any) -> Sequence[Raw]:
        """The raw orders inside a saved answer of the platform: a page, an order, a recording.

        A JSON value, or the text of an answer in XML.
        """
        ...

    def order_url(self, external_id: str, account: Account) -> str:
        """The order's page in the shop's own back office; empty where there is none."""
        ...


_channels: dict[str, ChannelPort] = {}


def register(channel: ChannelPort) -> None:
    """Make a channel known to the hub; a slug can be taken only once."""
    known = _channels.get(channel.slug)
    if known is not None and known is not channel:
        raise ConfigError(
            "channel_twice",
            say("Two installed apps both declare the channel {channel}.", channel=repr(channel.slug)),
            say("Remove one of them from INSTALLED_APPS."),
        )
    _channels[channel.slug] = channel


def channel(slug: str) -> ChannelPort:
    """The channel of that slug; raises `ConfigError` when no installed app declares it."""
    try:
        return _channels[slug]
    except KeyError:
        known = ", ".join(sorted(_channels)) or "none"
        raise ConfigError(
            "unknown_channel",
            say("No channel is called {slug} (installed: {known}).", slug=repr(slug), known=known),
            say("Add its app to INSTALLED_APPS, or correct the name."),
        ) from None


def channels() -> tuple[ChannelPort, ...]:
    """All installed channels by label."""
    return tuple(sorted(_channels.values(), key=lambda known: known.label))
