"""What a shop platform is: subclass `Channel`, declare, write its methods; the contract suite checks them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from channels.http import Answer, Http, Limit, Settings, Signer, unsigned
from channels.http.urls import shop_url
from channels.option_values import refuse_unknown
from channels.recordings import recorded, rows
from hub.errors import AffluentError
from hub.order import Order
from hub.ports import Account, Credential, Finding, Hint, OrderPage, Raw, WebhookRequest, Webhooks

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


# What `Settings.refine` and `Settings.inspect` are.
Opinion = Callable[[Answer], AffluentError | None] | None


class OrderMapping(Protocol):
    """The `mapping` module of a channel: pure functions of a raw order, which is untrusted."""

    def identify(self, raw: Any) -> str:
        """The platform's immutable id of the order; raises `ContractError` when there is none."""
        ...

    def order(self, raw: Any, account: Account) -> Order:
        """The unified order. No calls, no clock, no database; `raw` stays unchanged.

        Raises `ContractError` that names the field, or `InvalidOrder`; never anything else.
        """
        ...


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

    order_mapping: OrderMapping
    """The module that reads raw orders."""

    webhooks: ClassVar[Webhooks | None] = None
    """How the platform calls the hub; None where it never does, and polling alone finds every change."""

    def connect(self, account: Account) -> Settings:
        """How to reach the shop: base URL, signing, secrets to hide. Raises `ConfigError`; calls nobody.

        `settings` gives most of it.
        """
        raise NotImplementedError

    def settings(
        self, account: Account, sign: Signer = unsigned, *, refine: Opinion = None, inspect: Opinion = None
    ) -> Settings:
        """Settings with the shop's address and the channel's limit, that hide every secret field.

        Raises `ConfigError` for an option that is none of `options`, and for what is no address.
        """
        refuse_unknown(account.options, self.options, self.label)
        return Settings(
            base_url=self.address(account),
            limit=self.limit,
            sign=sign,
            secrets=[
                account.credentials.get(name, "") for name, field in self.credentials.items() if field.secret
            ],
            refine=refine,
            inspect=inspect,
        )

    def address(self, account: Account) -> str:
        """The shop's address, from the field `url`, without a slash at its end. Raises `ConfigError`."""
        return shop_url(account.credentials.get("url", ""))

    def pages(self, http: Http, since: str | None) -> Iterator[OrderPage]:
        """Every order that changed since the cursor minus the overlap, oldest change first; all for None.

        Yield each page as soon as it is read, with the raw orders as the platform sent them. Put the new
        cursor on the last page, and only when the walk is complete: it is the platform's clock at the
        start of this walk. An error half-way is raised, never turned into a short or empty page.
        `reached` on a page is a position from which this walk may go on if it is cut after that page, and
        comes back as `since`. It skips nothing, whatever changes meanwhile, and gets further page by page.
        """
        raise NotImplementedError

    def order(self, http: Http, external_id: str) -> OrderPage:
        """The one order, freshly read; a page without orders when the shop no longer has it."""
        raise NotImplementedError

    def count(self, http: Http, since: str | None) -> int:
        """How many orders `pages` would give, each once; override it where the platform counts for less."""
        return len({self.identify(raw) for page in self.pages(http, since) for raw in page.orders})

    def check(self, http: Http) -> Iterable[Finding]:
        """What works and what to fix, in words for a merchant. Errors may be raised: they become findings."""
        raise NotImplementedError

    def verify_webhook(self, request: WebhookRequest) -> Hint:
        """What a genuine webhook says; raises `CredentialsError` for a forged one. Pure: no calls.

        Check the signature in constant time before anything of the body is read. Only for `webhooks`.
        """
        raise NotImplementedError

    def subscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """Make the platform call `address` about every change of an order, and say what was done.

        May be called at any time, again and again: what is there and sound stays, what is disabled, changed
        or doubled is mended. Errors may be raised. Only for `webhooks` without `steps`.
        """
        raise NotImplementedError

    def unsubscribe(self, http: Http, address: str) -> Iterable[Finding]:
        """Make the platform stop calling `address`, and say what was done; as `subscribe`."""
        raise NotImplementedError

    def identify(self, raw: Raw) -> str:
        """The platform's immutable id of a raw order; raises `ContractError` when there is none."""
        return self.order_mapping.identify(raw)

    def normalize(self, raw: Raw, account: Account) -> Order:
        """The unified order; raises `ContractError`, `InvalidOrder`, or `ConfigError` for a wrong option."""
        refuse_unknown(account.options, self.options, self.label)
        return self.order_mapping.order(raw, account)

    def unpack(self, document: Any) -> list[Raw]:
        """The raw orders inside a saved answer: a page (`orders`), a list, one order, a recording of these.

        Override it where the platform nests them otherwise, or spreads an order over several answers.
        A JSON value; the text of an answer in XML, which most platforms do not have, is refused.
        """
        return [raw for answer in recorded(document) for raw in rows(answer.body, "orders")]

    def order_url(self, external_id: str, account: Account) -> str:
        """The order's page in the shop's own back office; empty where there is none."""
        raise NotImplementedError
