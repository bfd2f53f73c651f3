"""A mended mapping reads again from the stored raw, without the shop."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from hub.ingest import remap
from hub.models import EventKind, Order, Outbox
from hub.order import from_document
from tests.factories import PAPER, shop
from tests.hub.ingest.pages import Scripted, raw, send

pytestmark = pytest.mark.django_db


def unable(document: Any) -> Any:
    raise KeyError("new_field")


def test_a_held_order_is_read_again_and_told() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60, channel=Scripted(normalize=unable))

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert remap(Order.objects.get(), PAPER, actor="zoe") is True

    order = Order.objects.get()
    assert (order.in_trouble, order.revision, order.published_revision) == (False, 1, 1)
    assert Outbox.objects.get().type == "order.created"
    assert order.events.get(kind=EventKind.RELEASED).actor == "zoe"


def test_an_order_that_stays_unreadable_stays_held() -> None:
    lampes = shop()
    send(lampes, {"external_id": "9"}, seen=60)

    assert remap(Order.objects.get(), PAPER) is False

    assert Order.objects.get().in_trouble
    assert not Outbox.objects.exists()


def test_a_content_seen_a_moment_ago_still_has_to_settle() -> None:
    lampes = shop()
    send(lampes, raw(), seen=1, channel=Scripted(normalize=unable))

    remap(Order.objects.get(), PAPER)
    assert not Outbox.objects.exists()

    send(lampes, raw(), seen=12)
    assert Outbox.objects.count() == 1


def test_what_the_shop_says_after_a_remap_is_not_taken_for_old() -> None:
    # given an order that was read again a day after it was seen
    lampes = shop()
    send(lampes, raw(), seen=60, channel=Scripted(normalize=unable))
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        remap(Order.objects.get(), PAPER)

    # when the shop, whose clock is far behind, shows a change that did not move the date
    send(lampes, raw(note="new"), seen=120)

    newest = Order.objects.get().newest
    assert newest is not None
    assert newest.document["note"] == "new"


def test_a_mended_mapping_may_say_something_new_of_an_order_that_was_told() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)
    mended = Scripted(normalize=lambda document: from_document({**document, "tags": ["b2b"]}))

    assert remap(Order.objects.get(), mended) is True
    assert remap(Order.objects.get(), mended) is True

    assert list(Outbox.objects.values_list("revision", "type")) == [
        (1, "order.created"),
        (2, "order.updated"),
    ]


def test_a_mapping_that_broke_holds_and_does_not_tell() -> None:
    lampes = shop()
    send(lampes, raw(), seen=1)

    assert remap(Order.objects.get(), Scripted(normalize=unable)) is False
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert remap(Order.objects.get(), PAPER) is True

    assert Outbox.objects.count() == 1
