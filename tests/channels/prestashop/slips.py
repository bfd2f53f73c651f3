"""Checks that no credit slip is lost: it leaves its order's date of change as it was. Each takes a scene."""

from datetime import timedelta

from hub.ports import OrderPage
from tests.channels.contract.subject import Scene, cursor
from tests.channels.prestashop.contract_shop import PrestaShopShop

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def a_slip_brings_its_order_back(scene: Scene) -> None:
    # given an order that changed long ago
    one, _ = scene.shop.put(2, scene.now - 2 * DAY)
    after = cursor(scene.walk())

    # when a slip is made
    _refund(scene, one)

    # then
    (found,) = [scene.subject.order(raw) for page in scene.walk(after) for raw in page.orders]
    assert found.external_id == one
    assert len(found.refunds) == 1
    assert scene.subject.channel.count(scene.http(), after) == 1


def a_slip_older_than_the_position_is_read_after_the_cut(scene: Scene) -> None:
    # given a slip of an order that has not changed since, and a page of later changes
    (refunded,) = scene.shop.put(1, scene.now - 40 * DAY)
    scene.shop.sandbox.clock.freeze(scene.now - 20 * DAY)
    _refund(scene, refunded)
    scene.shop.sandbox.clock.freeze(scene.now)
    orders = scene.shop.put(scene.shop.page_size + 1, scene.now - 10 * DAY)
    since = (scene.now - 30 * DAY).isoformat()

    # when the walk is cut after that page, or after that of the slip
    whole = scene.walk(since)
    for cut in range(1, len(whole)):
        read = whole[:cut]
        rest = scene.walk(read[-1].reached)

        # then
        assert set(scene.ids([*read, *rest])) == {refunded, *orders}


def a_slip_made_after_the_cut_of_a_first_walk_is_read(scene: Scene) -> None:
    # given a first walk that was cut, twice
    for n in range(3 * scene.shop.page_size):
        scene.shop.put(1, scene.now - 10 * DAY + n * MINUTE)
    scene.shop.sandbox.clock.freeze(scene.now)
    first = _next(scene, None)
    refunded = scene.ids([first])[0]
    scene.shop.sandbox.clock.advance(MINUTE)
    _refund(scene, refunded)
    scene.shop.sandbox.clock.advance(10 * MINUTE)
    second = _next(scene, first.reached)

    # when it goes on
    rest = scene.walk(second.reached)

    # then
    assert refunded in scene.ids(rest)


def slips_are_read_on_from_the_page_before(scene: Scene) -> None:
    # given more slips than a page holds, of orders that have not changed since
    orders = scene.shop.put(scene.shop.page_size + 1, scene.now - 40 * DAY)
    for n, order_id in enumerate(orders):
        scene.shop.sandbox.clock.freeze(scene.now - 20 * DAY + n * MINUTE)
        _refund(scene, order_id)
    scene.shop.sandbox.clock.freeze(scene.now)

    # when the walk is cut after the first page of them
    first = _next(scene, (scene.now - 30 * DAY).isoformat())
    rest = scene.ids(scene.walk(first.reached))

    # then
    assert {*scene.ids([first]), *rest} == set(orders)
    assert len(rest) < 5


def _next(scene: Scene, since: str | None) -> OrderPage:
    return next(scene.subject.channel.pages(scene.http(), since))


def _refund(scene: Scene, external_id: str) -> None:
    assert isinstance(scene.shop, PrestaShopShop)
    with scene.shop.sandbox.lock:
        scene.shop.sandbox.store.refund(int(external_id))


CHECKS = (
    a_slip_brings_its_order_back,
    a_slip_older_than_the_position_is_read_after_the_cut,
    a_slip_made_after_the_cut_of_a_first_walk_is_read,
    slips_are_read_on_from_the_page_before,
)
