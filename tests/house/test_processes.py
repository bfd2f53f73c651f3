"""Processes that a test starts work on the test's own database."""

from hub.models import Shop
from tests.conftest import Manage

COUNT = "from hub.models import Shop; print('shops:', Shop.objects.count())"


def test_a_started_process_sees_what_the_test_stored(manage: Manage) -> None:
    # given a shop in the test's database
    Shop.objects.create(slug="lampes-fr", channel="woocommerce")

    # when a process of its own counts the shops
    output, errors = manage("shell", "--no-imports", "--command", COUNT).communicate(timeout=60)

    # then it sees exactly that one
    assert output.strip() == "shops: 1", errors
