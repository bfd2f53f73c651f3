"""Each rule finds its trouble, and a shop is silent only against its own habit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from hub import deliveries
from hub.alerts import evaluating, rules
from hub.alerts.habit import usual_silence
from hub.models import (
    Alert,
    AlertRecipient,
    AlertRule,
    Delivery,
    DeliveryState,
    Difference,
    Order,
    Outbox,
    Shop,
    WebhookSubscription,
)
from odoo_bridge.models import OdooConnection, VatRateCheck
from tests.factories import ingest, shop, unified_order
from tests.hub.alerts.conftest import Chat, Minutes, open_rules, switch_off_all_but
from tests.hub.people.rows import row_of

pytestmark = pytest.mark.django_db


def hours(*days: int, opens: int = 8, closes: int = 20) -> list[datetime]:
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    return [monday + timedelta(days=day, hours=hour) for day in days for hour in range(opens, closes)]


def test_nights_and_week_ends_are_a_habit() -> None:
    weeks = [day for day in range(28) if day % 7 < 5]

    assert usual_silence(hours(*range(7))) == timedelta(hours=13)
    assert usual_silence(hours(*weeks)) == timedelta(hours=13 + 48)


def test_two_days_when_the_shop_was_down_are_no_habit() -> None:
    assert usual_silence(hours(*(day for day in range(28) if day not in (9, 17)))) == timedelta(hours=13)


def test_who_sells_little_has_no_habit() -> None:
    assert usual_silence(hours(1)) is None


def test_a_silent_shop(minutes: Minutes) -> None:
    row, now = shop(), timezone.now()
    for hour in range(6, 200, 2):
        order = row_of(Order)
        Order.objects.filter(pk=order.pk).update(shop=row, placed_at=now - timedelta(hours=hour))
    switch_off_all_but("shop_silent")

    evaluating.run()
    assert open_rules() == {"shop_silent"}

    Order.objects.filter(pk=order.pk).update(placed_at=now)
    minutes(11)
    evaluating.run()
    assert not open_rules()


def held(row: Shop, age: timedelta) -> None:
    [order] = ingest(row, unified_order())
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    since = timezone.now() - age
    columns = {"state": DeliveryState.HELD, "error_class": "business", "error_since": since}
    Delivery.objects.filter(pk=delivery.pk).update(**columns)


def waits(count: int) -> None:
    [order] = ingest(shop(), *(unified_order(external_id=str(number)) for number in range(1)))
    columns = {"order": order, "target": "odoo:main"}
    Delivery.objects.bulk_create(Delivery(revision=number, **columns) for number in range(10, 10 + count))


def unpublished(age: timedelta) -> None:
    ingest(shop(), unified_order())
    Outbox.objects.update(published_at=None, occurred_at=timezone.now() - age)


def difference() -> None:
    row_of(Difference)


def silent_webhooks() -> None:
    since = timezone.now() - timedelta(hours=1)
    WebhookSubscription.objects.create(shop=shop(), wanted=True, silent_since=since, silent_changes=4)


def connection_in_trouble(error_class: str) -> None:
    since = timezone.now() - timedelta(hours=1)
    OdooConnection.objects.create(
        name="main", url="http://o", error_class=error_class, error_cause="It says no.", error_since=since
    )


def late() -> None:
    Shop.objects.filter(pk=shop().pk).update(last_success_at=timezone.now() - timedelta(hours=1))


def rates_differ() -> None:
    today = timezone.localdate()
    VatRateCheck.objects.create(
        source="x",
        source_day=today,
        checked_at=timezone.now(),
        error_class="config",
        error_cause="AT: 20 ≠ 21",
    )


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("oldest_problem", lambda: held(shop(), timedelta(hours=5))),
        ("outbox_lag", lambda: unpublished(timedelta(minutes=20))),
        ("reconciliation_gap", difference),
        ("webhooks_stopped", silent_webhooks),
        ("credentials_refused", lambda: connection_in_trouble("credentials")),
        ("odoo_away", lambda: connection_in_trouble("transient")),
        ("shop_unread", late),
        ("vat_rates", rates_differ),
    ],
)
def test_each_rule_finds_its_trouble(
    code: str, make: Callable[[], None], room: AlertRecipient, chat: Chat
) -> None:
    make()
    switch_off_all_but(code)

    evaluating.run()

    assert open_rules() == {code}
    assert len(chat.told) == 1


def test_too_many_deliveries_wait(minutes: Minutes) -> None:
    rule = switch_off_all_but("queue_depth")
    AlertRule.objects.filter(pk=rule.pk).update(threshold=5)
    waits(5)
    evaluating.run()
    assert not open_rules()

    Delivery.objects.bulk_create([Delivery(order=Order.objects.get(), revision=99, target="odoo:main")])
    minutes(1)
    evaluating.run()
    assert open_rules() == {"queue_depth"}


def test_nothing_wrong_is_no_alert() -> None:
    ingest(shop(last_success_at=timezone.now()), unified_order())
    Outbox.objects.update(published_at=timezone.now())

    evaluating.run()

    assert not Alert.objects.exists()
    assert set(AlertRule.objects.values_list("code", flat=True)) == {rule.code for rule in rules.known()}
