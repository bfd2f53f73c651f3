"""Following webhooks while something is wrong: tried again, bounded, and the others go on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from hub.errors import (
    AffluentError,
    BusinessError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.ingest import ingest_page
from hub.models import Shop, Webhook
from hub.polling import due_shops
from hub.ports import OrderPage
from hub.webhooks import failing
from hub.webhooks.following import follow_due
from tests.hub.ingest.pages import raw
from tests.hub.webhooks.calls import calling_shop, waiting
from tests.hub.webhooks.desks import desk, states

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [TransientError, RateLimitedError])
def test_a_shop_that_is_down_is_tried_again_and_not_asked_for_each_order(kind: type[AffluentError]) -> None:
    lampes, maison = calling_shop(), calling_shop("maison")
    shop = desk(lampes, a=kind("down", "Shop lampes-fr is down.", "Wait."), b=raw("b"))
    desk(maison, c=raw("c", shop="maison"))
    waiting(lampes, "e1", "a")
    waiting(lampes, "e2", "b")
    waiting(maison, "e3", "c")

    result = follow_due()

    first, second, third = Webhook.objects.order_by("id")
    assert shop.asked == ["a"]
    assert (first.state, first.attempts, first.error_code) == ("waiting", 1, "down")
    assert (second.attempts, second.error_code) == (0, "")
    assert first.next_attempt_at == second.next_attempt_at > timezone.now() - timedelta(seconds=30)
    assert third.state == "followed"
    assert (result.waiting, result.followed) == (1, 1)


def test_trying_again_is_bounded() -> None:
    lampes = calling_shop()
    shop = desk(lampes, **{"4711": TransientError("down", "Shop lampes-fr is down.", "Wait.")})
    row = waiting(lampes)

    for _ in range(failing.MOST_ATTEMPTS + 2):
        Webhook.objects.update(next_attempt_at=timezone.now())
        follow_due()

    row.refresh_from_db()
    assert len(shop.asked) == failing.MOST_ATTEMPTS
    assert (row.state, row.error_cause) == ("failed", "Shop lampes-fr is down.")
    assert row.error_remedy == "Wait. Nothing is lost: polling reads the order all the same."


def test_pauses_grow_with_full_jitter_and_respect_what_the_shop_asks_for() -> None:
    plain = TransientError("down", "x")
    patient = RateLimitedError("slow", "x", retry_after=60)
    endless = RateLimitedError("slow", "x", retry_after=10**9)

    assert all(0 <= failing.pause(1, plain) <= 4 for _ in range(50))
    assert all(0 <= failing.pause(99, plain) <= 300 for _ in range(50))
    assert len({failing.pause(5, plain) for _ in range(50)}) > 1
    assert all(60 <= failing.pause(1, patient) <= 64 for _ in range(50))
    assert failing.pause(1, endless) <= 3604


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (ContractError("html", "Shop lampes-fr answered HTML.", "Look."), "contract"),
        (ConfigError("bad", "Shop lampes-fr: x.", "Mend."), "config"),
        (BusinessError("no", "Shop lampes-fr: x.", "Mend."), "business"),
        (KeyError("orders"), "bug"),
    ],
)
def test_what_time_does_not_mend_fails_at_once_and_the_others_go_on(trouble: Exception, kind: str) -> None:
    lampes = calling_shop()
    desk(lampes, a=trouble, b=raw("b"))
    waiting(lampes, "e1", "a")
    waiting(lampes, "e2", "b")

    result = follow_due()

    failed = Webhook.objects.get(event_id="e1")
    assert (states(), result.failed, result.followed) == (["failed", "followed"], 1, 1)
    assert failed.error_class == kind
    assert "lampes-fr" in failed.error_cause
    assert "polling reads the order" in failed.error_remedy


def test_a_refused_key_pauses_the_shop_as_polling_does() -> None:
    lampes = calling_shop()
    shop = desk(lampes, a=CredentialsError("refused", "Shop lampes-fr refuses the key.", "Make a new one."))
    for number, order in enumerate("ab"):
        waiting(lampes, f"e{number}", order)

    follow_due()
    follow_due()

    lampes.refresh_from_db()
    assert shop.asked == ["a"]
    assert (lampes.error_class, lampes.error_code) == ("credentials", "refused")
    assert due_shops() == []
    assert states() == ["waiting"] * 2
    assert set(Webhook.objects.values_list("attempts", flat=True)) == {0}

    # when a new key is entered, what waited is followed
    lampes.clear_trouble()
    lampes.save()
    desk(lampes, a=raw("a"), b=raw("b"))
    follow_due()
    assert states() == ["followed"] * 2


def test_an_order_that_the_database_refuses_is_tried_again_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lampes = calling_shop()
    desk(lampes, a=raw("a"), b=raw("b"))
    waiting(lampes, "e1", "a")
    waiting(lampes, "e2", "b")

    def refuse(shop: Shop, channel: Any, page: OrderPage) -> Any:
        if page.orders[0]["external_id"] == "a":
            raise OperationalError(1213, "Deadlock found")
        return ingest_page(shop, channel, page)

    monkeypatch.setattr("hub.polling.ingest_page", refuse)

    follow_due()

    refused = Webhook.objects.get(event_id="e1")
    assert states() == ["waiting", "followed"]
    assert (refused.attempts, refused.error_code) == (1, "not_stored")
