"""The world's shops have one clock where one is given: a world may have sold for days."""

from datetime import UTC, datetime, timedelta

import requests

from sandbox.shops.clock import Clock
from sandbox.world.platforms import ShopFront
from sandbox.world.scene import scene


def days(shop: ShopFront) -> list[int]:
    """How many days ago each order was placed, as the shop's own API says it."""
    given = shop.credentials
    key = (given["consumer_key"], given["consumer_secret"])
    orders = requests.get(f"{given['url']}/wp-json/wc/v3/orders", auth=key, timeout=10).json()
    placed = (datetime.fromisoformat(order["date_created_gmt"]).replace(tzinfo=UTC) for order in orders)
    return sorted((datetime.now(UTC) - at + timedelta(hours=12)).days for at in placed)


def test_what_was_sold_days_ago_stands_in_the_shops_as_such() -> None:
    # given shops whose clocks were nine days behind when the first order came
    clock = Clock(skew=timedelta(days=-9))
    with scene(5, clock) as world:
        # when somebody buys a week later
        clock.set_skew(timedelta(days=-2))
        world.shops["lampes-fr"].place()

        # then each order is of its day
        assert days(world.shops["lampes-fr"]) == [2, 9]
