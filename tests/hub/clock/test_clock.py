"""The clock's tasks and schedules."""

import ast
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule, Success
from django_q.tasks import async_task
from pytest_django import Settings

from hub import clock, leases
from hub.models import Attempt, Lease, Order, Outbox, Webhook, WebhookSubscription
from tests.factories import PAPER, PaperSource, ingest, shop, unified_order
from tests.hub.ingest.pages import raw
from tests.hub.webhooks.calls import calling_shop, waiting

pytestmark = pytest.mark.django_db


def test_migrations_leave_each_schedule_once() -> None:
    Schedule.objects.exclude(name="housekeeping").delete()

    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)

    assert [schedule.name for schedule in Schedule.objects.order_by("name")] == sorted(clock.SCHEDULES)
    for schedule in Schedule.objects.all():
        assert callable(import_string(schedule.func))
        assert (schedule.repeats, schedule.schedule_type) == (-1, Schedule.MINUTES)


def test_an_update_of_the_hub_changes_a_schedule_but_not_its_next_run() -> None:
    later = timezone.now() + timedelta(minutes=40)
    Schedule.objects.filter(name="housekeeping").update(func="hub.gone", minutes=1, next_run=later)

    clock.keep_schedules()

    schedule = Schedule.objects.get(name="housekeeping")
    assert (schedule.func, schedule.minutes, schedule.next_run) == ("hub.clock.housekeeping", 60, later)


def test_a_long_first_walk_is_not_cut_by_the_clusters_time_limit() -> None:
    given = ast.literal_eval(str(Schedule.objects.get(name="poll due shops").kwargs))

    assert given["q_options"]["timeout"] > configured.Q_CLUSTER["timeout"]


def test_a_task_of_the_schedule_runs() -> None:
    schedule = Schedule.objects.get(name="relay outbox")

    async_task(schedule.func, sync=True, save=True)

    assert Success.objects.filter(func=schedule.func).exists()


def test_due_shops_are_polled_once() -> None:
    shop()
    PAPER.sources["lampes-fr"] = PaperSource([raw("1"), raw("2")])

    assert clock.poll_due_shops(0) == 1
    assert clock.poll_due_shops(0) == 0

    assert Order.objects.count() == 2


def test_a_shop_that_somebody_polls_is_left_alone() -> None:
    lampes = shop()

    with leases.held(f"poll:{lampes.pk}"):
        assert clock.poll_due_shops(0) == 0


def test_without_a_broker_the_clock_gives_messages_their_positions(settings: Settings) -> None:
    ingest(shop(), *[unified_order(str(number)) for number in range(3)])

    settings.AMQP_URL = "amqp://broker/"
    assert clock.relay_outbox() == 0
    settings.AMQP_URL = ""
    assert clock.relay_outbox() == 3

    assert list(Outbox.objects.order_by("id").values_list("position", flat=True)) == [1, 2, 3]
    assert leases.acquire("relay", "somebody else")


def test_housekeeping_deletes_what_is_old_and_nothing_else() -> None:
    [order] = ingest(shop(), unified_order())
    delivery = order.deliveries.create(revision=1, target="odoo:main")
    old, now = timezone.now() - timedelta(days=400), timezone.now()
    Lease.objects.create(name="dead", owner="x", expires_at=old)
    Lease.objects.create(name="alive", owner="x", expires_at=now)
    for started in (old, now):
        Attempt.objects.create(delivery=delivery, started_at=started, outcome="failed")
        Success.objects.create(
            id=f"task-{started:%Y}", name="t", func="f", started=started, stopped=started, success=True
        )

    deleted = clock.housekeeping()

    assert {name: count for name, count in deleted.items() if count} == {
        "leases": 1,
        "attempts": 1,
        "successes": 1,
    }
    assert clock.housekeeping()["leases"] == 0
    assert Lease.objects.filter(name="alive").exists()
    assert Order.objects.count() == 1


def test_webhooks_that_are_due_are_followed() -> None:
    PAPER.sources["lampes-fr"] = PaperSource([raw("4711")])
    lampes = calling_shop()
    waiting(lampes)

    assert clock.follow_webhooks(0) == 1
    assert clock.follow_webhooks(0) == 0

    assert Order.objects.count() == 1


def test_a_round_of_following_takes_what_comes_in_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    PAPER.sources["lampes-fr"] = PaperSource([raw("4711")])
    lampes = calling_shop()

    def while_it_rests(seconds: float) -> None:
        if not Webhook.objects.exists():
            waiting(lampes)

    monkeypatch.setattr("hub.clock.time.sleep", while_it_rests)

    assert clock.follow_webhooks(0.5) == 1


def test_the_clock_watches_webhooks() -> None:
    calling_shop()
    WebhookSubscription.objects.update(checked_at=None)

    assert clock.watch_webhooks() == {"silent": 0, "repaired": 1}


def test_webhooks_are_kept_for_a_month() -> None:
    lampes = calling_shop()
    for days in (29, 31):
        waiting(lampes, f"e{days}", received_at=timezone.now() - timedelta(days=days))

    assert clock.housekeeping()["webhooks"] == 1
    assert Webhook.objects.get().event_id == "e29"
