"""Closed, cancelled, refunded and trashed orders are part of what is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from hub import backfill
from hub.models import Cursor, Order
from hub.models.backfill import UNDER_WAY
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from sandbox.shops.woocommerce.refunds import refund_amount
from tests.channels.contract.subject import Subject, subjects
from tests.factories import shop

pytestmark = pytest.mark.django_db
SUBJECTS = subjects()


@pytest.mark.parametrize("storage", list(Storage))
def test_woocommerce_orders_of_every_status_are_found(storage: Storage) -> None:
    with WooCommerceSandbox(storage=storage) as sandbox:
        # given orders that were finished in each of the ways an order can be
        ids = sandbox.generate(6)
        with sandbox.lock:
            sandbox.store.set_status(ids[0], "completed")
            sandbox.store.set_status(ids[1], "cancelled")
            sandbox.store.set_status(ids[2], "refunded")
            refund_amount(sandbox.store, ids[3])
            sandbox.store.trash(ids[4])
        lampes = shop(
            channel="woocommerce",
            allow_private_hosts=True,
            credentials={
                "url": sandbox.url,
                "consumer_key": sandbox.consumer_key,
                "consumer_secret": sandbox.consumer_secret,
            },
        )

        # when everything is read again
        row = backfill.start(lampes, datetime.now(UTC) - timedelta(days=365 * 9), by="zoe")
        backfill.work(row, backfill.Leg())

    # then none is missing
    assert (row.state, row.error_cause) == ("done", "")
    stored = {order.external_id: str(order.status) for order in Order.objects.all()}
    assert set(stored) == {str(number) for number in ids}
    assert stored[str(ids[4])] == "cancelled"
    assert row.total == len(ids)
    assert not Cursor.objects.exclude(position="", resume="").exists()


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.slug)
def test_cut_wherever_it_may_be_everything_of_every_platform_is_read(subject: Subject) -> None:
    with next(iter(subject.shops.values()))() as platform:
        # given some pages of orders, one of them taken back in the way that is easiest to overlook
        begun = datetime.now(UTC).replace(microsecond=0) - timedelta(days=6)
        ids = [
            external_id
            for days in range(4)
            for external_id in platform.put(platform.page_size // 2, begun + timedelta(days=days))
        ]
        platform.cancel(ids[3])
        account = platform.account()
        row = shop(
            account.shop,
            channel=subject.slug,
            credentials=dict(account.credentials),
            options=dict(account.options),
            allow_private_hosts=True,
        )

        # when a backfill is cut as often as can be
        older = backfill.start(row, begun, by="zoe")
        while older.state in UNDER_WAY:
            assert backfill.work(older, backfill.Leg(seconds=0))

    # then it has read all of it
    assert (older.state, older.error_cause) == ("done", "")
    assert set(Order.objects.values_list("external_id", flat=True)) == set(ids)
