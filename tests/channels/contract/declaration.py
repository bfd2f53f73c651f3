"""Checks of what a channel declares. Each takes a subject."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import CLAIMS, Channel
from channels.declaration import faults, wanted
from channels.source import ChannelAdapter
from hub.errors import ConfigError
from hub.order import Order
from hub.order.vocabulary import LineKind, Status
from tests.channels.contract.subject import Subject

Proof = Callable[[Order], bool]


def _rates(order: Order) -> set[object]:
    return {tax.rate for line in order.lines for tax in line.taxes if tax.rate and tax.amount}


PROOFS: dict[str, Proof] = {
    "b2b_vat": lambda order: bool(order.customer.company and order.customer.vat_id),
    "cancel": lambda order: order.status is Status.CANCELLED,
    "discount": lambda order: any(
        line.discount > 0 or line.kind is LineKind.DISCOUNT for line in order.lines
    ),
    "fee": lambda order: any(line.kind is LineKind.FEE for line in order.lines),
    "foreign_currency": lambda order: order.currency != "EUR",
    "guest": lambda order: order.customer.guest and order.customer.external_id is None,
    "mixed_vat": lambda order: len(_rates(order)) > 1,
    "prices_include_tax": lambda order: order.prices_include_tax and order.totals.tax > 0,
    "refund": lambda order: any(refund.lines for refund in order.refunds),
    "registered": lambda order: bool(order.customer.external_id) and not order.customer.guest,
    "several_taxes": lambda order: any(len(line.taxes) > 1 for line in order.lines),
    "tracking": lambda order: any(parcel.tracking_number for parcel in order.fulfillments),
}


def declaration_is_complete(subject: Subject) -> None:
    assert faults(type(subject.channel)) == []


def every_method_has_a_docstring(subject: Subject) -> None:
    methods = wanted(type(subject.channel))
    assert [name for name in methods if not (getattr(subject.channel, name).__doc__ or "").strip()] == []


def fields_that_sound_secret_are_secret(subject: Subject) -> None:
    telling = re.compile(r"secret|password|token|key", re.I)
    assert any(credential.secret for credential in subject.channel.credentials.values())
    assert [
        name
        for name, credential in subject.channel.credentials.items()
        if telling.search(name) and not credential.secret
    ] == []


def secret_fields_have_no_default(subject: Subject) -> None:
    assert not any(item.default for item in subject.channel.credentials.values() if item.secret)


def every_field_has_a_label(subject: Subject) -> None:
    assert all(item.label.strip() for item in subject.channel.credentials.values())


def cursor_overlaps_by_more_than_its_granularity(subject: Subject) -> None:
    cursor = subject.channel.cursor
    assert cursor.granularity > timedelta()
    assert cursor.overlap > cursor.granularity


def cursor_names_its_field(subject: Subject) -> None:
    assert subject.channel.cursor.field, (
        f"{subject.slug}: name in `cursor` the field by which the platform finds what changed"
    )


def there_are_fixtures(subject: Subject) -> None:
    known = len(subject.fixtures)
    assert known >= 10, (
        f"{subject.slug} has {known} fixtures, ten is the least: save real orders, as the API sends them, as "
        f"{subject.folder}/fixtures/NAME.raw.json: paid, unpaid, cancelled, of a guest, of a company, …"
    )


def every_fixture_says_what_it_must_become(subject: Subject) -> None:
    folder = subject.folder / "fixtures"
    raw, orders = (
        {file.name.removesuffix(f".{kind}.json") for file in folder.glob(f"*.{kind}.json")}
        for kind in ("raw", "order")
    )
    assert raw == orders, (
        f"{', '.join(sorted(raw ^ orders))}: of NAME.raw.json and NAME.order.json one is missing. Write the "
        f"latter with `manage.py normalize {subject.slug} --write …/NAME.raw.json`, and read what it says"
    )


def every_claim_is_known(subject: Subject) -> None:
    assert subject.channel.claims <= CLAIMS
    assert {*PROOFS, "edit"} == CLAIMS


def every_claim_has_a_fixture(subject: Subject) -> None:
    orders = [subject.known(fixture) for fixture in subject.fixtures]
    assert subject.channel.claims, (
        f"{subject.slug} claims nothing: name in `claims` what its fixtures prove, from channels.base.CLAIMS"
    )
    for claim in subject.channel.claims - {"edit"}:
        assert any(PROOFS[claim](order) for order in orders), (
            f"no fixture shows {claim}: save such an order, or take {claim} out of `claims`"
        )


def an_edited_order_has_fixtures_of_before_and_after(subject: Subject) -> None:
    if "edit" not in subject.channel.claims:
        return
    states: dict[str, set[object]] = {}
    for order in (subject.known(fixture) for fixture in subject.fixtures):
        states.setdefault(order.external_id, set()).add(order.updated_at)
    assert any(len(dates) > 1 for dates in states.values())


def opening_calls_nobody(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(*_: object, **__: object) -> None:
        raise AssertionError("opening a shop made a connection")

    monkeypatch.setattr("socket.socket.connect", call)
    monkeypatch.setattr("socket.getaddrinfo", call)
    ChannelAdapter(subject.channel).open(subject.account)


def an_incomplete_form_is_a_config_error(subject: Subject) -> None:
    required = [name for name, item in subject.channel.credentials.items() if item.required]
    for name in required:
        account = replace(subject.account, credentials={**subject.account.credentials, name: ""})
        with pytest.raises(ConfigError):
            ChannelAdapter(subject.channel).open(account)


def an_unknown_option_is_a_config_error(subject: Subject) -> None:
    account = replace(subject.account, options={"no-such-option": "1"})
    with pytest.raises(ConfigError, match="no-such-option"):
        subject.channel.connect(account)
    for fixture in subject.fixtures[:1]:
        with pytest.raises(ConfigError, match="no-such-option"):
            subject.channel.normalize(fixture.raw, account)


def every_secret_field_is_hidden(subject: Subject) -> None:
    account = subject.account
    secrets = {account.credentials[name] for name, item in subject.channel.credentials.items() if item.secret}
    assert secrets <= set(subject.channel.connect(account).secrets)


def the_mapping_imports_neither_django_nor_the_network(subject: Subject) -> None:
    package = type(subject.channel).__module__.rpartition(".")[0]
    script = (
        "import sys\n"
        "for name in ('django', 'requests', 'urllib3', 'socket', 'http.client'): sys.modules[name] = None\n"
        f"import {package}.mapping"
    )
    paths = os.pathsep.join([str(subject.folder.parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def the_readme_names_its_sources(subject: Subject) -> None:
    readme = Path(subject.folder / "README.md").read_text(encoding="utf-8")
    assert "http" in readme.partition("## Sources")[2], (
        f"{subject.folder}/README.md: under “## Sources”, write the address of the API's documentation"
    )


def there_is_a_fake_shop(subject: Subject) -> None:
    assert subject.shops, (
        f"{subject.slug} has no fake shop, so nothing shows that no order is lost: write a ContractShop "
        "(tests/channels/contract/subject.py) and name it in SHOPS of the channel's contract.py"
    )


def an_order_page_in_the_back_office_is_a_link_or_nothing(subject: Subject) -> None:
    url = subject.channel.order_url("4711", subject.account)
    assert url == "" or (url.startswith("https://shop.example.test/") and "4711" in url)


def it_is_a_channel(subject: Subject) -> None:
    assert isinstance(subject.channel, Channel)


CHECKS = (
    it_is_a_channel,
    declaration_is_complete,
    every_method_has_a_docstring,
    fields_that_sound_secret_are_secret,
    secret_fields_have_no_default,
    every_field_has_a_label,
    cursor_overlaps_by_more_than_its_granularity,
    cursor_names_its_field,
    there_are_fixtures,
    every_fixture_says_what_it_must_become,
    every_claim_is_known,
    every_claim_has_a_fixture,
    an_edited_order_has_fixtures_of_before_and_after,
    an_incomplete_form_is_a_config_error,
    an_unknown_option_is_a_config_error,
    every_secret_field_is_hidden,
    the_mapping_imports_neither_django_nor_the_network,
    the_readme_names_its_sources,
    there_is_a_fake_shop,
    an_order_page_in_the_back_office_is_a_link_or_nothing,
)
PATCHING_CHECKS = (opening_calls_nobody,)
