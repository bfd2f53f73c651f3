"""A shop that believes to be the recorded one."""

from collections.abc import Iterator

import pytest

from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import HOME


@pytest.fixture
def shop() -> Iterator[WooCommerceSandbox]:
    """A shop with order tables (11.0.1), empty."""
    with WooCommerceSandbox(home_url=HOME) as running:
        yield running


@pytest.fixture
def legacy() -> Iterator[WooCommerceSandbox]:
    """A shop with orders as posts (8.0.3), empty."""
    with WooCommerceSandbox(home_url=HOME, storage=Storage.LEGACY) as running:
        yield running
