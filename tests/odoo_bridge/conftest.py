"""An Odoo for every test that asks for one: one of the sandbox's two, or the real one the options name."""

from collections.abc import Iterator

import pytest

from sandbox.odoo import OdooSandbox
from tests.odoo_bridge.line import Line
from tests.odoo_bridge.world import Target, World, build, sandbox
from tests.odoo_target import generations
from tests.odoo_target.options import address
from tests.odoo_target.real import RealOdoo


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The test once for each Odoo there is."""
    if "odoo" in metafunc.fixturenames and not _chooses_itself(metafunc):
        versions = generations.VERSIONS if address(metafunc.config) is None else ["real"]
        metafunc.parametrize("odoo", versions, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each case on one of the two, in turn, unless it is marked or all are wanted."""
    if config.getoption("--every-odoo"):
        return
    left_out = list(generations.left_out(items))
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _chooses_itself(metafunc: pytest.Metafunc) -> bool:
    names = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    return any(name == "odoo" or (not isinstance(name, str) and "odoo" in name) for name in names)


@pytest.fixture
def odoo(request: pytest.FixtureRequest) -> Iterator[Target]:
    """A sandbox Odoo on a real socket, or the real one."""
    if request.param == "real":
        real: RealOdoo = request.getfixturevalue("real_odoo")
        yield real
        return
    with sandbox(request.param) as running:
        yield running


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """The line over which this process speaks to Odoo."""
    line = Line()
    line.install(monkeypatch)
    return line


@pytest.fixture
def world(odoo: OdooSandbox, line: Line, db: None) -> World:
    """A shop connected to that Odoo; for tests that work in this process."""
    return build(odoo, line=line)


@pytest.fixture
def real_world(odoo: OdooSandbox, line: Line, transactional_db: None) -> World:
    """The same with commits that other threads and processes see."""
    return build(odoo, line=line)
