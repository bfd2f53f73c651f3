"""A sandbox of each version, fresh for every test."""

from collections.abc import Iterator

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client


@pytest.fixture(params=["17", "19"])
def odoo(request: pytest.FixtureRequest) -> Iterator[OdooSandbox]:
    with OdooSandbox("17" if request.param == "17" else "19") as sandbox:
        yield sandbox


@pytest.fixture
def client(odoo: OdooSandbox) -> Client:
    return Client(odoo)


@pytest.fixture
def odoo17() -> Iterator[OdooSandbox]:
    with OdooSandbox("17") as sandbox:
        yield sandbox


@pytest.fixture
def odoo19() -> Iterator[OdooSandbox]:
    with OdooSandbox("19") as sandbox:
        yield sandbox
