"""Which of the sandbox's two Odoos a test runs on: 17 speaks JSON-RPC, 19 JSON-2.

What differs between them is data and transports in one place (`odoo_bridge/odoo`), so each case of a test
runs on one of the two, in turn, and the tests marked `every_odoo` on both. `pytest --every-odoo` runs all of
them on both.
"""

import zlib
from collections.abc import Iterable, Sequence

import pytest

VERSIONS = ("17", "19")


def left_out(items: Sequence[pytest.Item]) -> Iterable[pytest.Item]:
    """Cases whose twin runs on the other Odoo. A case that was asked for alone has no twin, and stays."""
    twins: dict[str, dict[str, pytest.Item]] = {}
    for item in items:
        if _version(item) in _names(item) and item.get_closest_marker("every_odoo") is None:
            twins.setdefault(_without_version(item), {})[_version(item)] = item
    for case, by_version in twins.items():
        if len(by_version) == len(VERSIONS):
            yield by_version[_other_than_chosen(case)]


def _version(item: pytest.Item) -> str:
    version = _values(item).get("odoo", "")
    return version if version in VERSIONS else ""


def _without_version(item: pytest.Item) -> str:
    others = _names(item)
    others.remove(_version(item))
    return f"{item.nodeid.partition('[')[0]}[{'-'.join(others)}]"


def _names(item: pytest.Item) -> list[str]:
    """The names of the values of its case."""
    return item.nodeid.partition("[")[2].removesuffix("]").split("-")


def _values(item: pytest.Item) -> dict[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _other_than_chosen(case: str) -> str:
    return VERSIONS[zlib.crc32(case.encode()) % len(VERSIONS)]
