"""What a check is given: a channel, its fixtures, a fake shop; and where to find them."""

import importlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from channels.base import Channel
from channels.http import Http, Limit, Timeouts
from channels.http.retry import RetryPolicy
from channels.source import ChannelAdapter
from channels.webhooks import WebhookRequest
from hub import ports
from hub.order import Order, to_document
from hub.ports import Account, OrderPage
from sandbox.shops.server import PlatformSandbox

SHOP = "fixture"
IMPATIENT = RetryPolicy(tries=3, first_pause=0.01, longest_pause=2.0)
SHORT = Timeouts(connect=2, read=2, total=8)
UNHURRIED = Limit(per_minute=600_000, at_once=4)  # a sandbox takes calls as fast as they come


@dataclass(frozen=True)
class Fixture:
    """A raw order and the unified order it must become."""

    name: str
    raw: Any
    expected: Any


@dataclass(frozen=True)
class Subject:
    """A channel under examination."""

    channel: Channel
    folder: Path
    shops: Mapping[str, "Callable[[], AbstractContextManager[ContractShop]]"] = field(default_factory=dict)
    _known: dict[str, Order] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.channel.slug

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        return _fixtures(self.folder / "fixtures")

    @property
    def account(self) -> Account:
        """A shop that nobody calls, with every field filled in."""
        credentials = {name: f"a-{name}-of-the-fixture" for name in self.channel.credentials}
        credentials |= {name: "https://shop.example.test" for name in credentials if "url" in name}
        return Account(shop=SHOP, credentials=credentials)

    def known(self, fixture: Fixture) -> Order:
        """The order of a fixture, read once: for checks that only look at it."""
        if fixture.name not in self._known:
            self._known[fixture.name] = self.order(fixture.raw)
        return self._known[fixture.name]

    def order(self, raw: Any) -> Order:
        """A raw order, read now."""
        return self.channel.normalize(raw, self.account)

    def document(self, raw: Any) -> Any:
        return to_document(self.order(raw))


class ContractShop(Protocol):
    """A fake shop of the platform on a real socket. `sandbox` can be told to fail; methods change orders."""

    @property
    def sandbox(self) -> PlatformSandbox:
        """The server."""
        ...

    @property
    def page_size(self) -> int:
        """How many orders the channel asks for at once."""
        ...

    @property
    def listing(self) -> str:
        """A part of the path of requests that list orders; faults are aimed at it."""
        ...

    def account(self) -> Account:
        """How to reach it."""
        ...

    def put(self, count: int, changed_at: datetime) -> list[str]:
        """Make orders that changed last at that time; their ids."""
        ...

    def touch(self, external_id: str) -> None:
        """Change an order now, so that the platform shows it as changed."""
        ...

    def cancel(self, external_id: str) -> None:
        """Take an order back in the way that is easiest to overlook."""
        ...

    def forget(self, external_id: str) -> None:
        """Delete an order for good."""
        ...


@runtime_checkable
class CalledShop(ContractShop, Protocol):
    """A fake shop of a channel with `webhooks`."""

    def webhook(self, external_id: str) -> WebhookRequest:
        """A genuine webhook about the order; every call is another event."""
        ...


@runtime_checkable
class SubscribedShop(CalledShop, Protocol):
    """A fake shop of a channel that subscribes by itself: with `webhooks` without `steps`."""

    def webhooks(self) -> list[str]:
        """The address that each active webhook of the shop calls, sorted; one entry per webhook."""
        ...

    def lose_webhooks(self) -> None:
        """Disable or remove all of them, as the platform does after too many failures."""
        ...

    def foreign_webhook(self, address: str) -> None:
        """Let somebody else make a webhook about orders, to that address, if the platform lets them."""
        ...


def _a_while_ago() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=12)


@dataclass(frozen=True)
class Scene:
    """A running fake shop and a channel that reads it with little patience."""

    subject: Subject
    shop: ContractShop
    now: datetime = field(default_factory=_a_while_ago)
    """The time of the scene: some minutes ago, so that its clock may go on without getting ahead of ours."""

    @property
    def called(self) -> CalledShop:
        """The shop, which sends webhooks."""
        assert isinstance(self.shop, CalledShop), f"{type(self.shop).__name__}: write webhook()"
        return self.shop

    @property
    def subscribed(self) -> SubscribedShop:
        """The shop, in which webhooks can be made."""
        assert isinstance(self.shop, SubscribedShop), (
            f"{type(self.shop).__name__}: write webhooks(), lose_webhooks() and foreign_webhook()"
        )
        return self.shop

    def http(self, **changes: Any) -> Http:
        account = changes.pop("account", self.shop.account())
        quick: dict[str, Any] = {"retry": IMPATIENT, "timeouts": SHORT, "limit": UNHURRIED, **changes}
        return Http(account, replace(self.subject.channel.connect(account), **quick))

    def walk(self, since: str | None = None, **changes: Any) -> list[OrderPage]:
        return list(self.subject.channel.pages(self.http(**changes), since))

    def ids(self, pages: list[OrderPage]) -> list[str]:
        return [self.subject.channel.identify(raw) for page in pages for raw in page.orders]


def cursor(pages: list[OrderPage]) -> str:
    """Where the next walk starts."""
    assert pages[-1].cursor is not None
    return pages[-1].cursor


def subjects() -> list[Subject]:
    """Every installed channel."""
    return [subject(port.declared) for port in ports.channels() if isinstance(port, ChannelAdapter)]


def subject(channel: Channel, folder: Path | None = None) -> Subject:
    package = type(channel).__module__.rpartition(".")[0]
    home = folder or Path(inspect.getfile(type(channel))).parent
    return Subject(channel, home, _shops(package, channel.slug))


def _shops(package: str, slug: str) -> Any:
    for name in (f"{package}.contract", f"tests.channels.{slug.replace('-', '_')}.contract_shop"):
        try:
            return importlib.import_module(name).SHOPS
        except ModuleNotFoundError as missing:
            if not name.startswith(missing.name or "?"):
                raise  # it is there, and imports what is not
    return {}


@cache
def _fixtures(folder: Path) -> tuple[Fixture, ...]:
    return tuple(_read(folder))


def _read(folder: Path) -> Iterator[Fixture]:
    for file in sorted(folder.glob("*.raw.json")):
        expected = file.with_name(file.name.replace(".raw.", ".order."))
        yield Fixture(file.name.removesuffix(".raw.json"), load(file), load(expected))


def load(file: Path) -> Any:
    """A JSON file; None where there is none."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
