"""What a shop platform is: subclass `Channel`, declare, write its methods; the contract suite checks them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from channels.http import Http, Limit, Settings
from channels.webhooks import Hint, WebhookRequest
from hub.order import Order
from hub.ports import Account, Credential, Finding, OrderPage, Raw

# What fixtures can prove of a mapping. A claim that no fixture shows fails the contract suite.
CLAIMS = frozenset(
    {
        "b2b_vat",  # a company with a VAT id
        "cancel",  # a cancelled order
        "discount",  # something taken off
        "edit",  # an order that was changed after it was placed
        "fee",  # a fee besides goods and shipping
        "foreign_currency",  # another currency than the shop's own
        "guest",  # a customer without an account
        "mixed_vat",  # two VAT rates in one order
        "prices_include_tax",  # a shop that shows prices with tax
        "refund",  # money given back
        "registered",  # a customer with an account
        "several_taxes",  # two taxes on one line
        "tracking",  # a parcel with its number
    }
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How the platform tells what changed: by which field, re-reading how much, in steps of what.

    `local_time` where it writes the shop's local time without an offset: an hour of autumn comes twice there.
    """

    field: str
    overlap: timedelta
    granularity: timedelta
    local_time: bool = False


class Channel:
    """A shop platform.

    Subclass it in an app of your own, name the class in the app's `ChannelConfig`, and add the app to
    `INSTALLED_APPS`. One instance serves every shop of the platform, from many threads: keep no state.
    All trouble is raised as one of `hub.errors`; anything else that escapes is your bug.
    """

    slug: ClassVar[str]
    """The platform's name in addresses and tables: lower case, digits, hyphens. Never changes."""

    label: ClassVar[str]
    """The platform's name as people write it."""

    credentials: ClassVar[Mapping[str, Credential]]
    """The fields of a shop's form. Mark as `secret` what must be encrypted and never shown or logged."""

    options: ClassVar[Mapping[str, str]] = {}
    """Choices a merchant may make per shop: name → one line of help."""

    limit: ClassVar[Limit]
    """How many calls a shop takes. The transport keeps to it; you need not."""

    cursor: ClassVar[Cursor]
    """How changes are found."""

    claims: ClassVar[frozenset[str]]
    """What the fixtures prove, from `CLAIMS`."""

    def connect(self, account: Account) -> Settings:
        """How to reach the shop: base URL, signing, secrets to hide. Raises `ConfigError`; calls nobody."""
        raise NotImplementedError

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus the overlap, oldest change first; all for None.

        Yield each page as soon as it is read, with the raw orders as the platform sent them. Put the new
        cursor on the last page, and only when the walk is complete: it is the platform's clock at the
        start of this walk. An error half-way is raised, never turned into a short or empty page.
        """
        raise NotImplementedError

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order, freshly read; a page without orders when the shop no longer has it."""
        raise NotImplementedError

    def check(self, http: Http) -> Iterable[Finding]:
        """What works and what to fix, in words for a merchant. Errors may be raised: they become findings."""
        raise NotImplementedError

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """What a genuine webhook says; raises `CredentialsError` for a forged one. Pure: no calls."""
        raise NotImplementedError

    def identify(self, raw: Raw) -> str:
        """The platform's immutable id of a raw order; raises `ContractError` when there is none."""
        raise NotImplementedError

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order. Pure: no calls, no clock, no database; `raw` is untrusted and stays unchanged.

        Raises `ContractError` that names the field, or `InvalidOrder`; never anything else.
        """
        raise NotImplementedError

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a saved answer: a page, one order, or a recording (`channels.recordings`)."""
        raise NotImplementedError

    def order_url(self, external_id: str, account: Account) -> str:
        """The order's page in the shop's own back office; empty where there is none."""
        raise NotImplementedError
