"""Pages come twice, late and in any order; the newest content always wins and is told."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.models import Order, Outbox, Revision
from tests.factories import shop
from tests.hub.ingest.pages import raw, send

pytestmark = pytest.mark.django_db

# What the shop said, by its clock: content B came between two times of content A.
CONTENTS = [("A", 0), ("B", 100), ("A", 200), ("C", 200)]
SIGHTINGS = [(0, 5), (0, 50), (1, 105), (1, 150), (2, 205), (3, 260), (3, 300)]  # (content, seen)


def content(number: int) -> dict[str, Any]:
    note, changed = CONTENTS[number]
    return raw(changed=changed, note=note)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_pages_ends_with_the_newest_content(data: st.DataObject) -> None:
    lampes = shop(f"shop-{Order.objects.count()}-{id(data)}"[:40])
    arrivals = data.draw(
        st.permutations(SIGHTINGS + data.draw(st.lists(st.sampled_from(SIGHTINGS), max_size=4)))
    )

    for number, seen in arrivals:
        send(lampes, {**content(number), "shop": lampes.slug}, seen=seen)
    # the shop's last word once more, as the next poll would read it
    send(lampes, {**content(3), "shop": lampes.slug}, seen=400)

    order = Order.objects.get(shop=lampes)
    assert order.newest is not None
    assert order.newest.document["note"] == "C"
    assert order.published_revision == order.revision
    told = list(Outbox.objects.filter(order=order).order_by("id").values_list("revision", flat=True))
    assert told == sorted(set(told))
    assert told[-1] == order.revision
    numbers = list(Revision.objects.filter(order=order).values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, order.revision + 1))


def test_there_and_back_again_is_three_revisions() -> None:
    lampes = shop()

    for number, seen in ((0, 50), (1, 150), (2, 250)):
        send(lampes, content(number), seen=seen)

    notes = [revision.document["note"] for revision in Revision.objects.order_by("number")]
    assert notes == ["A", "B", "A"]
    assert Outbox.objects.count() == 3


def test_there_and_back_again_with_the_same_raw_content() -> None:
    # given a shop that changes its mind without moving the date: A, B, and A byte for byte
    lampes = shop()
    send(lampes, raw(note="A"), seen=50)
    send(lampes, raw(note="B"), seen=150)
    send(lampes, raw(note="A"), seen=250)

    # when the page with B arrives late once more
    send(lampes, raw(note="B"), seen=200)

    order = Order.objects.get()
    assert order.newest is not None
    assert order.newest.document["note"] == "A"


def test_an_older_content_never_replaces_a_newer_one() -> None:
    lampes = shop()
    send(lampes, content(1), seen=150)

    result = send(lampes, content(0), seen=50)

    order = Order.objects.get()
    assert (result.changed, order.revision) == (0, 1)
    assert order.newest is not None
    assert order.newest.document["note"] == "B"


def test_an_older_content_out_of_a_cache_does_not_count() -> None:
    lampes = shop()
    send(lampes, content(1), seen=150)

    send(lampes, content(0), seen=150 + 3599)

    assert Order.objects.get().revision == 1


def test_what_the_shop_still_shows_an_hour_later_counts_whatever_its_date() -> None:
    # given a change in the hour that comes twice, dated before the one it followed
    lampes = shop()
    send(lampes, content(1), seen=150)

    send(lampes, content(0), seen=150 + 3600)

    order = Order.objects.get()
    assert order.newest is not None
    assert (order.revision, order.newest.document["note"]) == (2, "A")
