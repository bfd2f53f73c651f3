"""Installing a channel: found through INSTALLED_APPS, checked once, refused with every fault at once."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured

from channels.base import Channel
from channels.declaration import METHODS, SUBSCRIBING, faults, wanted
from channels.registry import ChannelConfig
from channels.source import ChannelAdapter
from channels.woocommerce.channel import WooCommerce
from hub import ports
from hub.errors import ConfigError
from hub.ports import Account, Webhooks
from sandbox.shops.woocommerce import WooCommerceSandbox


class Unfinished(Channel):
    """What someone has after ten minutes."""

    slug = "Etsy!"
    credentials = {"key": "secret"}  # type: ignore[dict-item] # the mistake under test
    webhooks = Webhooks(secret="token")
    claims = frozenset({"everything"})


class Etsy(WooCommerce):
    """A channel from somebody else's package."""

    slug = "etsy"
    label = "Etsy"


@pytest.fixture
def package() -> Iterator[ModuleType]:
    """An installed package of a third party."""
    module = ModuleType("affluent_etsy")
    module.__file__ = __file__
    module.__path__ = []
    module.Etsy, module.Unfinished = Etsy, Unfinished  # type: ignore[attr-defined] # a module made by hand
    sys.modules["affluent_etsy"] = module
    yield module
    del sys.modules["affluent_etsy"]


def config(package: ModuleType, path: str) -> AppConfig:
    kind: Any = type("EtsyConfig", (ChannelConfig,), {"channel": path, "name": "affluent_etsy", "path": "/"})
    made: AppConfig = kind("affluent_etsy", package)
    return made


def test_woocommerce_is_installed() -> None:
    assert ports.channel("woocommerce").label == "WooCommerce"


def test_a_third_partys_channel_needs_nothing_but_its_app(
    package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_channels", {})

    config(package, "affluent_etsy.Etsy").ready()

    assert [port.slug for port in ports.channels()] == ["etsy"]


def test_every_fault_is_named_at_once(package: ModuleType) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        config(package, "affluent_etsy.Unfinished").ready()

    said = str(caught.value)
    for fault in (
        "slug",
        "label is missing",
        "credentials",
        "limit is missing",
        "cursor is missing",
        "claims",
        "order_mapping is missing",
        "webhooks.secret",
    ):
        assert fault in said
    for method in (*METHODS, "verify_webhook", *SUBSCRIBING):
        assert f"{method}() is missing" in said


class ByHand(WooCommerce):
    """A platform whose webhooks a person makes."""

    webhooks = Webhooks(secret="webhook_secret", steps="Settings › Webhooks › New")


@pytest.mark.parametrize(
    ("channel", "further"),
    [
        (type("Silent", (WooCommerce,), {"webhooks": None}), ()),
        (ByHand, ("verify_webhook",)),
        (WooCommerce, ("verify_webhook", *SUBSCRIBING)),
    ],
)
def test_the_methods_of_webhooks_are_wanted_where_there_are_webhooks(
    channel: type[Channel], further: tuple[str, ...]
) -> None:
    assert wanted(channel) == (*METHODS, *further)
    assert faults(channel) == []


@pytest.mark.parametrize("webhooks", ["webhook_secret", Webhooks(secret="no_such_field")])
def test_webhooks_are_declared_with_a_secret_of_the_form(webhooks: Any) -> None:
    declared = type("Declared", (WooCommerce,), {"webhooks": webhooks})

    [fault] = faults(declared)

    assert fault.startswith("webhooks")


@pytest.mark.parametrize("path", ["", "affluent_etsy.Nothing", "no_such_package.Etsy"])
def test_a_class_that_is_not_there_is_named(package: ModuleType, path: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=path or "names no channel"):
        config(package, path).ready()


def test_what_is_no_channel_is_refused() -> None:
    assert faults(dict) == ["it is not a subclass of channels.base.Channel"]


def test_two_apps_cannot_declare_the_same_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_channels", {})
    ports.register(ChannelAdapter(WooCommerce()))

    with pytest.raises(ConfigError, match="woocommerce"):
        ports.register(ChannelAdapter(WooCommerce()))


def test_what_is_left_to_write_says_so() -> None:
    channel = Channel()

    for name in (*METHODS, "verify_webhook", *SUBSCRIBING):
        with pytest.raises(NotImplementedError):
            getattr(channel, name)(*[None] * (getattr(Channel, name).__code__.co_argcount - 1))


def account(url: str) -> Account:
    credentials = {"url": url, "consumer_key": "ck_sandbox", "consumer_secret": "cs_sandbox"}
    return Account(shop="boutique", credentials=credentials, allow_private_hosts=True)


def test_trouble_of_the_connection_test_is_a_finding() -> None:
    (finding,) = ChannelAdapter(WooCommerce()).open(account("http://127.0.0.1:1")).check()

    assert not finding.ok
    assert finding.remedy


def test_the_hub_reads_a_shop_through_its_socket() -> None:
    port = ChannelAdapter(WooCommerce())

    with WooCommerceSandbox() as shop:
        (order_id,) = shop.generate(1)
        source = port.open(account(shop.url))
        raws = [raw for page in source.pages(None) for raw in page.orders]
        again = source.order(str(order_id)).orders

    assert [port.identify(raw) for raw in (*raws, *again)] == [str(order_id)] * 2
    assert port.normalize(port.unpack(raws[0])[0], account(shop.url)).shop == "boutique"
    assert (
        port.order_url("7", account("https://x.test"))
        == "https://x.test/wp-admin/post.php?post=7&action=edit"
    )
