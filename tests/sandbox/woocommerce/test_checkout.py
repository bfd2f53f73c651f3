"""Orders that are seen half-made, as they were at real shops."""

import time
from datetime import UTC, datetime, timedelta

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import ask, control, orders


def test_an_order_is_seen_half_made_and_then_whole_in_the_same_second(shop: WooCommerceSandbox) -> None:
    # given: a checkout that has begun
    shop.clock.freeze(datetime(2026, 11, 22, 10, tzinfo=UTC))
    order_id = shop.place(seed=1, finish_after=None)
    half = ask(shop, f"/wp-json/wc/v3/orders/{order_id}").document

    # when: it ends, half a second later
    shop.clock.advance(timedelta(milliseconds=500))
    shop.finish(order_id)

    # then
    whole = ask(shop, f"/wp-json/wc/v3/orders/{order_id}").document
    assert (half["status"], half["total"], half["tax_lines"]) == ("pending", "0.00", [])
    assert whole["status"] == "processing"
    assert float(whole["total"]) > 0
    assert half["date_modified_gmt"] == whole["date_modified_gmt"]


def test_at_times_a_line_is_missing_at_first(shop: WooCommerceSandbox) -> None:
    short = 0
    for seed in range(40):
        order_id = shop.place(seed=seed, finish_after=None)
        half = len(shop.store.order(order_id)["line_items"])
        shop.finish(order_id)
        short += half < len(shop.store.order(order_id)["line_items"])

    assert 5 <= short <= 25


def test_a_checkout_ends_by_itself_within_a_second(shop: WooCommerceSandbox) -> None:
    order_id = control(shop, "POST orders/place", seed=1, finish_after=0.2)["id"]
    assert shop.store.order(order_id)["status"] == "pending"

    time.sleep(0.6)

    assert orders(shop, status="processing").ids == [order_id]


def test_two_orders_changed_in_one_second_are_lost_to_a_strict_cursor(shop: WooCommerceSandbox) -> None:
    # given: a poller that has seen an order of this second
    shop.clock.freeze(datetime(2026, 11, 22, 10, tzinfo=UTC))
    first = shop.place(finish_after=None)
    seen = shop.store.order(first)["date_modified_gmt"]

    # when: another one is changed within it
    second = shop.place(finish_after=None)

    # then: strictly after the cursor there is nothing, a second before it both are found
    query = {"dates_are_gmt": "true", "_fields": "id"}
    before = (datetime.fromisoformat(seen) - timedelta(seconds=1)).isoformat()
    assert orders(shop, modified_after=seen, **query).ids == []
    assert set(orders(shop, modified_after=before, **query).ids) == {first, second}


def test_the_date_header_is_the_shops_clock() -> None:
    with WooCommerceSandbox(clock=Clock(datetime(2026, 11, 21, 22, 16, tzinfo=UTC))) as shop:
        frozen = orders(shop).headers["Date"]
        control(shop, "POST clock", thaw=True)
        control(shop, "POST clock", skew=-7200)
        behind = datetime.strptime(orders(shop).headers["Date"], "%a, %d %b %Y %H:%M:%S GMT").replace(
            tzinfo=UTC
        )

    assert frozen == "Sat, 21 Nov 2026 22:16:00 GMT"
    assert timedelta(minutes=119) < datetime.now(UTC) - behind < timedelta(minutes=121)


def test_the_local_dates_repeat_an_hour_in_autumn(shop: WooCommerceSandbox) -> None:
    # given: two orders an hour apart, in the night when the clocks go back
    ids = []
    for hour in (0, 1):
        shop.clock.freeze(datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
        ids.append(shop.place(finish_after=None))

    # when
    shown = [ask(shop, f"/wp-json/wc/v3/orders/{order_id}").document for order_id in ids]

    # then
    assert [order["date_created"] for order in shown] == ["2026-10-25T02:30:00"] * 2
    assert [order["date_created_gmt"] for order in shown] == ["2026-10-25T00:30:00", "2026-10-25T01:30:00"]
