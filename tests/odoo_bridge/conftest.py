"""Both generations of Odoo for every test that asks for one: 17 speaks JSON-RPC, 19 JSON-2."""

from collections.abc import Iterator

import pytest

from sandbox.odoo import OdooSandbox
from tests.odoo_bridge.world import World, build, sandbox


@pytest.fixture(params=["17", "19"])
def odoo(request: pytest.FixtureRequest) -> Iterator[OdooSandbox]:
    """A sandbox Odoo on a real socket."""
    with sandbox(request.param) as running:
        yield running


@pytest.fixture
def world(odoo: OdooSandbox, db: None) -> World:
    """A shop connected to that Odoo; for tests that work in this process."""
    return build(odoo)


@pytest.fixture
def real_world(odoo: OdooSandbox, transactional_db: None) -> World:
    """The same with commits that other threads and processes see."""
    return build(odoo)
