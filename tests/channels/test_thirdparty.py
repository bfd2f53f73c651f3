"""A shop platform from somebody else's package works by one line in the settings: CHANNELS=krambude."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.test import Client

from hub import ports
from hub.models import Cursor, Order, Shop
from tests.channels.thirdparty.guide import PACKAGE, files, steps
from tests.conftest import Manage

WRITTEN = {name: text for name, text in files(PACKAGE).items() if "/" not in name}


@pytest.fixture
def run(manage: Manage) -> Callable[..., str]:
    """A command of a hub whose settings differ in one line."""

    def finish(*arguments: str) -> str:
        process = manage(*arguments, CHANNELS="krambude", PYTHONPATH=str(PACKAGE.parent))
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        return out

    return finish


@pytest.fixture
def krambude(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package, importable; nothing of it stays behind."""
    monkeypatch.syspath_prepend(str(PACKAGE.parent))
    yield import_module("krambude")
    for name in [name for name in sys.modules if name.partition(".")[0] == "krambude"]:
        del sys.modules[name]


@pytest.fixture
def registered(krambude: Any, monkeypatch: pytest.MonkeyPatch) -> ports.ChannelPort:
    """Krambude as the only channel of this process."""
    monkeypatch.setattr(ports, "_channels", {})
    AppConfig.create("krambude").ready()
    return ports.channel("krambude")


def test_it_is_registered_by_its_app(registered: ports.ChannelPort) -> None:
    assert [port.label for port in ports.channels()] == ["Krambude"]
    assert list(registered.credentials) == ["url", "key", "webhook_secret"]


def test_the_command_normalize_reads_its_orders(run: Callable[..., str]) -> None:
    # given what its orders must become
    expected = [
        json.loads(text) for name, text in files(PACKAGE).items() if name.endswith("two_rates.order.json")
    ]

    # when
    out = run("normalize", "krambude", "--shop=fixture", str(PACKAGE / "fixtures" / "two_rates.raw.json"))

    # then
    assert json.loads(out) == expected


def test_a_poll_brings_its_orders_into_the_database(run: Callable[..., str], krambude: Any) -> None:
    # given a shop on a real socket, set up by a command
    contract = import_module("krambude.contract")
    with contract.opened() as fake:
        fake.put(contract.KrambudeShop.page_size + 1, fake.sandbox.clock.now())
        credentials = fake.account().credentials
        run(
            *("add_shop", "krambude", "corner", "--allow-private-hosts"),
            *("--set", f"url={credentials['url']}", "--set", f"key={credentials['key']}"),
        )

        # when it is polled, then polled again
        run("poll", "corner", "--once")
        run("poll", "corner", "--once")

    # then each of its orders is there once, and the next walk knows where to start
    shop = Shop.objects.get(slug="corner")
    assert shop.error_code == ""
    assert Cursor.objects.get(shop=shop).position
    ids = [str(number) for number in range(4711, 4711 + contract.KrambudeShop.page_size + 1)]
    assert sorted(Order.objects.filter(shop=shop).values_list("external_id", flat=True)) == ids


@pytest.mark.django_db
def test_the_form_of_the_back_office_is_built_from_its_declaration(registered: ports.ChannelPort) -> None:
    # given a person who may do everything
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    address = "/admin/hub/shop/add/?channel=krambude"

    # when the form is opened, and filled in
    page = client.get(address).content.decode()
    given = {"slug": "corner", "poll_seconds": "60", "credential_url": "https://corner.example"}
    client.post(address, {**given, "credential_key": "kb_very-secret", "options": "{}"})

    # then
    for field in registered.credentials.values():
        assert field.label in page
    [shop] = Shop.objects.all()
    assert shop.channel == "krambude"
    assert dict(shop.credentials) == {"url": "https://corner.example", "key": "kb_very-secret"}


def test_a_shop_platform_is_a_few_short_files_and_one_line_outside(
    record_property: Callable[[str, object], None],
) -> None:
    # given what somebody has to write, without orders and without the fake shop that only the suite needs
    lines = {name: len(text.splitlines()) for name, text in WRITTEN.items()}
    written = sum(count for name, count in lines.items() if name != "contract.py")

    # and what the guide changes of a hub: settings that have to do with channels
    commands = [line for step in steps() if step.language == "sh" for line in step.text.splitlines()]
    outside = [line for line in commands if re.search(r"(?<!CONTRACT_)CHANNELS=", line)]
    elsewhere = [step.file for step in steps() if step.file and not step.file.startswith("krambude/")]

    # then
    record_property(
        "measure",
        f"krambude: {len(lines)} files, {written} lines and {lines['contract.py']} of a fake shop; "
        f"lines changed outside: {len(outside)} ({', '.join(outside)})",
    )
    assert len(lines) <= 6
    assert written <= 250
    assert max(lines.values()) <= 160
    assert outside == ["export CHANNELS=krambude"]
    assert elsewhere == ["recordings.py"]  # it makes the fixtures, and is no part of the package


def test_the_package_needs_only_what_channels_are_built_of() -> None:
    imported = {
        name
        for text in WRITTEN.values()
        for name in re.findall(r"^(?:from|import) ((?:hub|channels|odoo_bridge)[\w.]*)", text, re.MULTILINE)
    }

    assert imported
    for name in imported:
        assert name.startswith(("channels.", "hub.order", "hub.ports", "hub.errors", "hub.sentences")), name
        assert not name.startswith(
            tuple(f"channels.{slug}" for slug in ("woocommerce", "shopify", "wix", "prestashop"))
        )
