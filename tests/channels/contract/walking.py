"""Checks of reading what changed: nothing lost, whatever happens meanwhile. Each takes a scene."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.errors import AffluentError, ConfigError
from hub.order.vocabulary import Status
from hub.ports import OrderPage
from tests.channels.contract.subject import Scene, cursor

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def no_orders_are_a_complete_walk(scene: Scene) -> None:
    pages = scene.walk()
    assert scene.ids(pages) == []
    assert cursor(pages)


def one_order_is_read(scene: Scene) -> None:
    ids = scene.shop.put(1, scene.now)
    assert scene.ids(scene.walk()) == ids


def a_full_page_is_read(scene: Scene) -> None:
    ids = scene.shop.put(scene.shop.page_size, scene.now)
    assert set(scene.ids(scene.walk())) == set(ids)


def one_more_than_a_page_is_read(scene: Scene) -> None:
    ids = [scene.shop.put(1, scene.now + n * SECOND)[0] for n in range(scene.shop.page_size + 1)]
    assert set(scene.ids(scene.walk())) == set(ids)


def orders_that_changed_in_the_same_second_are_all_read(scene: Scene) -> None:
    ids = scene.shop.put(2 * scene.shop.page_size + 1, scene.now)
    assert set(scene.ids(scene.walk())) == set(ids)


def a_full_second_between_others_hides_none(scene: Scene) -> None:
    ids = [
        *scene.shop.put(3, scene.now - MINUTE),
        *scene.shop.put(scene.shop.page_size + 3, scene.now),
        *scene.shop.put(3, scene.now + SECOND),
    ]
    assert set(scene.ids(scene.walk())) == set(ids)


def an_order_on_two_pages_is_the_same_order(scene: Scene) -> None:
    scene.shop.put(scene.shop.page_size + 5, scene.now)
    seen: dict[str, object] = {}
    for page in scene.walk():
        for raw in page.orders:
            assert seen.setdefault(scene.subject.channel.identify(raw), raw) == raw


def oldest_changes_come_first(scene: Scene) -> None:
    for minutes in (7, 3, 9, 1):
        scene.shop.put(1, scene.now - minutes * MINUTE)
    orders = [scene.subject.order(raw) for page in scene.walk() for raw in page.orders]
    assert [order.updated_at for order in orders] == sorted(order.updated_at for order in orders)


def only_the_last_page_has_a_cursor(scene: Scene) -> None:
    scene.shop.put(2 * scene.shop.page_size, scene.now)
    pages = scene.walk()
    assert [page.cursor is not None for page in pages] == [False] * (len(pages) - 1) + [True]


def the_cursor_is_the_shops_clock_at_the_start(scene: Scene) -> None:
    # given a shop whose clock is behind, and stands still
    scene.shop.sandbox.clock.freeze(scene.now)
    scene.shop.put(1, scene.now - MINUTE)

    # when
    pages = scene.subject.channel.pages(scene.http(), None)
    first = next(pages)
    scene.shop.sandbox.clock.advance(10 * MINUTE)
    last = [first, *pages][-1]

    # then
    assert last.cursor is not None
    assert datetime.fromisoformat(last.cursor) == scene.now
    assert first.observed_at == scene.now


def the_next_walk_reads_only_what_changed(scene: Scene) -> None:
    overlap = scene.subject.channel.cursor.overlap
    scene.shop.sandbox.clock.freeze(scene.now)
    scene.shop.put(3, scene.now - 10 * overlap)
    after = cursor(scene.walk())
    scene.shop.sandbox.clock.advance(MINUTE)
    changed = scene.shop.put(1, scene.now + SECOND)
    assert scene.ids(scene.walk(after)) == changed


def the_overlap_is_really_read_again(scene: Scene) -> None:
    overlap = scene.subject.channel.cursor.overlap
    scene.shop.sandbox.clock.freeze(scene.now)
    known = scene.shop.put(1, scene.now - overlap + SECOND)
    after = cursor(scene.walk())
    # given an order that was saved before the first walk, but became visible only after it
    late = scene.shop.put(1, scene.now - overlap / 2)
    assert set(scene.ids(scene.walk(after))) == {*known, *late}


def an_order_that_changed_is_read_again(scene: Scene) -> None:
    scene.shop.sandbox.clock.freeze(scene.now)
    one, _ = scene.shop.put(2, scene.now - timedelta(days=1))
    after = cursor(scene.walk())
    scene.shop.sandbox.clock.advance(MINUTE)
    scene.shop.touch(one)
    assert scene.ids(scene.walk(after)) == [one]


def an_order_that_changes_during_the_walk_hides_no_other(scene: Scene) -> None:
    # given more than two pages
    ids = [scene.shop.put(1, scene.now - n * MINUTE)[0] for n in range(2 * scene.shop.page_size + 1)][::-1]
    scene.shop.sandbox.clock.freeze(scene.now + MINUTE)

    # when orders of the first page change while it is being stored
    pages = scene.subject.channel.pages(scene.http(), None)
    first = next(pages)
    for touched in ids[:3]:
        scene.shop.touch(touched)

    # then
    assert set(scene.ids([first, *pages])) == set(ids)


def a_cancelled_order_shows_as_cancelled(scene: Scene) -> None:
    scene.shop.sandbox.clock.freeze(scene.now)
    one, _ = scene.shop.put(2, scene.now - timedelta(days=1))
    after = cursor(scene.walk())
    scene.shop.sandbox.clock.advance(MINUTE)
    scene.shop.cancel(one)
    found = [scene.subject.order(raw) for page in scene.walk(after) for raw in page.orders]
    assert [(order.external_id, order.status) for order in found] == [(one, Status.CANCELLED)]


def the_hour_that_comes_twice_is_two_hours(scene: Scene) -> None:
    # given the night in which Paris sets its clocks back: 02:30 comes at 00:30Z and at 01:30Z
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    for moment in moments:
        scene.shop.put(1, moment)
    orders = [scene.subject.order(raw) for page in scene.walk() for raw in page.orders]
    middle = moments[0] + scene.subject.channel.cursor.overlap + 2 * MINUTE
    again = scene.ids(scene.walk(middle.isoformat()))
    if scene.subject.channel.cursor.local_time:
        # where the platform writes 02:30 for both, neither is lost, and neither is an hour that never was
        assert len(orders) == len(again) == 2
        assert {order.updated_at for order in orders} <= set(moments)
        return
    assert [order.updated_at for order in orders] == moments

    # and a walk from between them reads the second one alone
    assert len(again) == 1


def a_page_that_fails_half_way_gives_no_cursor(scene: Scene) -> None:
    scene.shop.put(2 * scene.shop.page_size, scene.now)
    scene.shop.sandbox.fault("status", times=None, path=scene.shop.listing, after=1, status=500)
    pages: list[OrderPage] = []
    with pytest.raises(AffluentError):
        pages.extend(scene.subject.channel.pages(scene.http(), None))
    assert all(page.cursor is None for page in pages)


def an_order_alone_is_the_same_as_on_its_page(scene: Scene) -> None:
    one, _ = scene.shop.put(2, scene.now)
    on_page = {scene.subject.channel.identify(raw): raw for page in scene.walk() for raw in page.orders}
    alone = scene.subject.channel.order(scene.http(), one)
    assert scene.subject.document(alone.orders[0]) == scene.subject.document(on_page[one])
    assert alone.cursor is None


def an_order_that_is_gone_is_an_empty_page(scene: Scene) -> None:
    one, _ = scene.shop.put(2, scene.now)
    scene.shop.forget(one)
    assert list(scene.subject.channel.order(scene.http(), one).orders) == []


def a_position_that_is_none_is_a_config_error(scene: Scene) -> None:
    time = scene.now.isoformat()
    for nonsense in ("yesterday", "/", f"{time}/", f"/{time}", f"{time}/soon", f"{time}/{time}/{time}"):
        with pytest.raises(ConfigError):
            scene.walk(nonsense)
        with pytest.raises(ConfigError):
            scene.subject.channel.count(scene.http(), nonsense)


def a_walk_cut_after_any_page_goes_on_without_a_gap(scene: Scene) -> None:
    orders = _two_pages_and_one(scene)
    for since in (None, (scene.now - 30 * DAY).isoformat()):
        whole = scene.walk(since)
        for cut in range(1, len(whole)):
            read = whole[:cut]
            rest = scene.walk(_position(read, since))
            assert set(scene.ids([*read, *rest])) == set(orders)
            assert cursor(rest)


def what_changes_after_the_cut_is_read_when_the_walk_goes_on(scene: Scene) -> None:
    # given a walk that was cut after its first page
    ids = _two_pages_and_one(scene)
    for since in (None, (scene.now - 30 * DAY).isoformat()):
        first = next(scene.subject.channel.pages(scene.http(), since))
        read = scene.ids([first])

        # when orders that it has read, and one that it has not, change and are cancelled
        changed, cancelled = read[0], {read[1], next(key for key in ids if key not in read)}
        scene.shop.touch(changed)
        for external_id in cancelled:
            scene.shop.cancel(external_id)

        # then
        rest = scene.walk(_position([first], since))
        found = [scene.subject.order(raw) for page in rest for raw in page.orders]
        assert {order.external_id for order in found} >= {changed, *(key for key in ids if key not in read)}
        assert cancelled <= {order.external_id for order in found if order.status is Status.CANCELLED}
        ids = [key for key in ids if key not in cancelled]


def what_was_cancelled_long_ago_is_read_after_the_cut(scene: Scene) -> None:
    """What a platform lists apart from its other orders is read from the walk's own start."""
    scene.shop.sandbox.clock.freeze(scene.now - 20 * DAY)
    (cancelled,) = scene.shop.put(1, scene.now - 25 * DAY)
    scene.shop.cancel(cancelled)
    scene.shop.sandbox.clock.freeze(scene.now)
    orders = _two_pages_and_one(scene)
    for since in (None, (scene.now - 30 * DAY).isoformat()):
        whole = scene.walk(since)
        for cut in range(1, len(whole)):
            scene.shop.sandbox.clock.advance(MINUTE)
            scene.shop.touch(orders[cut])
            rest = scene.ids(scene.walk(_position(whole[:cut], since)))
            assert {*scene.ids(whole[:cut]), *rest} == {cancelled, *orders}
            assert orders[cut] in rest


def what_becomes_visible_late_is_read_after_the_cut(scene: Scene) -> None:
    overlap = scene.subject.channel.cursor.overlap
    scene.shop.sandbox.clock.freeze(scene.now)
    scene.shop.put(scene.shop.page_size + 1, scene.now - overlap / 2)
    first = next(scene.subject.channel.pages(scene.http(), None))
    # given an order that was saved before the last one of the page, but becomes visible only after it
    late = scene.shop.put(1, scene.now - overlap + SECOND)
    assert late[0] in scene.ids(scene.walk(_position([first], None)))


def a_walk_that_is_cut_after_each_page_comes_to_its_end(scene: Scene) -> None:
    # given more changes within the overlap than a page can hold, in winter and in summer
    moments = [datetime(2026, month, 1, 12, tzinfo=UTC) for month in (1, 7)]
    orders = [
        scene.shop.put(1, moment + n * SECOND)[0]
        for moment in moments
        for n in range(scene.shop.page_size + 1)
    ]
    since: str | None = None
    read: set[str] = set()
    for _ in range(6):
        page = next(scene.subject.channel.pages(scene.http(), since))
        if page.reached is None:
            return  # a channel that knows no such positions: its walks start again
        read |= set(scene.ids([page]))
        since = page.reached
    assert read == set(orders)


def a_position_is_never_behind_what_was_read(scene: Scene) -> None:
    _two_pages_and_one(scene)
    for page in scene.walk():
        ids = scene.ids([page])
        if page.reached is not None and ids:
            assert ids[-1] in scene.ids(scene.walk(page.reached))


def the_count_is_what_a_walk_reads(scene: Scene) -> None:
    assert scene.subject.channel.count(scene.http(), None) == 0
    scene.shop.sandbox.clock.freeze(scene.now)
    one, two, *_ = _two_pages_and_one(scene)
    scene.shop.cancel(one)
    scene.shop.touch(two)
    for since in (None, (scene.now - 30 * DAY).isoformat(), scene.now.isoformat()):
        before = scene.shop.sandbox.request_count
        read = set(scene.ids(scene.walk(since)))
        between = scene.shop.sandbox.request_count
        assert scene.subject.channel.count(scene.http(), since) == len(read)
        assert scene.shop.sandbox.request_count - between <= between - before


def _two_pages_and_one(scene: Scene) -> list[str]:
    """Orders of some days, an hour between two of them."""
    start = scene.now - 10 * DAY
    return [scene.shop.put(1, start + n * HOUR)[0] for n in range(2 * scene.shop.page_size + 1)]


def _position(read: list[OrderPage], since: str | None) -> str | None:
    """Where a walk goes on of which this much was read: what the hub keeps."""
    return next((page.reached for page in reversed(read) if page.reached is not None), since)


CHECKS = (  # the quickest first: a broken channel is found by the first that it fails
    no_orders_are_a_complete_walk,
    one_order_is_read,
    oldest_changes_come_first,
    the_cursor_is_the_shops_clock_at_the_start,
    the_next_walk_reads_only_what_changed,
    the_overlap_is_really_read_again,
    an_order_that_changed_is_read_again,
    a_cancelled_order_shows_as_cancelled,
    the_hour_that_comes_twice_is_two_hours,
    an_order_alone_is_the_same_as_on_its_page,
    an_order_that_is_gone_is_an_empty_page,
    a_position_that_is_none_is_a_config_error,
    a_full_page_is_read,
    one_more_than_a_page_is_read,
    a_full_second_between_others_hides_none,
    an_order_on_two_pages_is_the_same_order,
    a_page_that_fails_half_way_gives_no_cursor,
    only_the_last_page_has_a_cursor,
    what_becomes_visible_late_is_read_after_the_cut,
    a_position_is_never_behind_what_was_read,
    a_walk_that_is_cut_after_each_page_comes_to_its_end,
    the_count_is_what_a_walk_reads,
    an_order_that_changes_during_the_walk_hides_no_other,
    orders_that_changed_in_the_same_second_are_all_read,
    a_walk_cut_after_any_page_goes_on_without_a_gap,
    what_changes_after_the_cut_is_read_when_the_walk_goes_on,
    what_was_cancelled_long_ago_is_read_after_the_cut,
)
