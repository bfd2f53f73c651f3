"""A running shop."""

from collections.abc import Iterator

import pytest

from sandbox.shops.shopify import ShopifySandbox


@pytest.fixture
def shop() -> Iterator[ShopifySandbox]:
    with ShopifySandbox() as started:
        yield started
