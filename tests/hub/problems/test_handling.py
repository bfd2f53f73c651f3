"""Taking care of a problem and running again what waits for it: once, and never unawares of each other."""

import threading
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from hub import clock
from hub.models import (
    Delivery,
    DeliveryState,
    Difference,
    DifferenceState,
    Event,
    EventKind,
    Order,
    Problem,
    ProblemState,
    Replay,
    Webhook,
    WebhookState,
)
from hub.order import Notice
from hub.problems import desk, handling, replaying
from hub.problems.group import Group
from tests.factories import ingest, shop, unified_order
from tests.hub.problems.test_grouping import TARGET, only, orders, waiting


def ask(group: Group, **given: Any) -> Replay:
    """Zoe lets it run again, for a reason."""
    values = {"actor": "zoe", "reason": "created"}
    problem = handling.take(group, version=group.version, actor="zoe", text="Run again.", ends=True)
    return replaying.ask(group, problem, **{**values, **given})


@pytest.mark.django_db
def test_all_that_waits_is_run_again_and_the_problem_is_resolved() -> None:
    for order in orders(shop(), "1", "2", "3"):
        waiting(order)
    [other] = orders(shop("verre"), "9")
    untouched = waiting(other, "sku:OTHER")

    [group] = [group for group in desk.open_groups() if group.cause.subject == "sku:LMP-9"]
    replay = ask(group)
    assert replaying.begin(replay)

    replay.refresh_from_db()
    assert (replay.total, replay.restarted) == (3, 3)
    assert replaying.outcome(replay) == Counter({"waiting": 3})
    texts = Event.objects.filter(kind=EventKind.STAFF, actor="zoe", order__isnull=False).values_list(
        "text", flat=True
    )
    assert list(texts) == [f"Deliver again to {TARGET}. Reason: created"] * 3
    untouched.refresh_from_db()
    assert untouched.state == DeliveryState.HELD
    row = Problem.objects.get(subject="sku:LMP-9")
    assert (row.state, row.resolved_by, row.resolution) == (ProblemState.RESOLVED, "zoe", "Run again.")


@pytest.mark.django_db
def test_only_the_chosen_go_and_what_does_not_wait_is_left_alone() -> None:
    first, second, third = (waiting(order) for order in orders(shop(), "1", "2", "3"))
    replay = ask(only(), chosen=[first.pk, second.pk, 999_999])
    Delivery.objects.filter(pk=second.pk).update(state=DeliveryState.DELIVERED)  # meanwhile

    replaying.begin(replay)

    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {first.pk: "waiting", second.pk: "delivered", third.pk: "held"}
    replay.refresh_from_db()
    assert (replay.total, replay.restarted) == (2, 1)
    assert Problem.objects.get().state == ProblemState.OPEN


@pytest.mark.django_db
def test_what_was_cut_goes_on_by_the_clock_and_nothing_is_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    for order in orders(shop(), *map(str, range(5))):
        waiting(order)
    monkeypatch.setattr(replaying, "_BATCH", 2)
    replay = ask(only())
    replaying._batch(replay)  # and then its worker died

    assert replaying.progress(replay) == 2
    assert clock.run_problems_again() == 1
    assert clock.run_problems_again() == 0

    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    assert Event.objects.filter(text__startswith="Deliver again").count() == 5


@pytest.mark.django_db
def test_many_are_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for order in orders(shop(), "1", "2"):
        waiting(order)
    monkeypatch.setattr(replaying, "AT_ONCE", 1)
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(replaying, "async_task", lambda name, key: told.append((name, key)))
    replay = ask(only())

    assert not replaying.begin(replay)

    assert told == [("hub.problems.replaying.work", replay.pk)]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"held"}
    assert replaying.work(replay.pk)


@pytest.mark.django_db
def test_a_choice_is_taken_only_by_what_offers_it() -> None:
    offering, other = (
        waiting(order, "vat:differs", error_code="vat_differs") for order in orders(shop(), "1", "2")
    )
    Delivery.objects.filter(pk=offering.pk).update(result={"offers": ["vat_follow_rule"]})

    replaying.begin(ask(only(), choice="vat_follow_rule"))

    offering.refresh_from_db()
    other.refresh_from_db()
    assert (offering.state, offering.result["chosen"]) == (DeliveryState.WAITING, "vat_follow_rule")
    assert other.state == DeliveryState.HELD


@pytest.mark.django_db
def test_orders_are_accepted_as_they_were_seen() -> None:
    lampes = shop()
    notice = (Notice(code="totals_mismatch", detail="1 cent"),)
    [seen, changed] = orders(lampes, "1", "2", notices=notice)
    group, looked_at = only(), seen.changed_at
    ingest(lampes, unified_order("2", notices=notice, note="more"))  # after the person had looked

    replaying.begin(ask(group, choice="accept", seen_at=looked_at))

    seen.refresh_from_db()
    changed.refresh_from_db()
    assert (seen.error_class, seen.accepted_revision) == ("", 1)
    assert (changed.error_class, changed.accepted_revision) == ("business", 0)


@pytest.mark.django_db
def test_unreadable_orders_are_read_again_from_what_was_stored() -> None:
    [order] = ingest(shop(), {"external_id": "1", "lines": "nonsense"})
    assert order.error_class

    replay = ask(only())
    replaying.begin(replay)

    replay.refresh_from_db()
    assert (replay.total, replay.restarted) == (1, 0)  # still nobody can read it
    assert Event.objects.filter(order=order, actor="zoe", kind=EventKind.STAFF).exists()


@pytest.mark.django_db
def test_differences_are_accepted_and_webhooks_followed_again() -> None:
    lampes = shop()
    [order] = orders(lampes, "1")
    Difference.objects.create(shop=lampes, order=order, side=TARGET, kind="totals", cause="49 is not 48.")
    replaying.begin(ask(only(), choice="accept"))
    difference = Difference.objects.get()
    assert (difference.state, difference.accepted_by) == (DifferenceState.ACCEPTED, "zoe")

    broken = {"error_class": "contract", "error_code": "x", "state": WebhookState.FAILED, "external_id": "1"}
    Webhook.objects.create(shop=lampes, event_id="1", **broken)
    replaying.begin(ask(only()))
    assert Webhook.objects.get().state == WebhookState.WAITING
    assert desk.open_groups() == []


@pytest.mark.django_db
def test_who_takes_care_until_when_and_why_is_kept() -> None:
    [order] = orders(shop(), "1")
    waiting(order)
    group, zoe = only(), User.objects.create_user("zoe")

    handling.assign(group, zoe, version=0, actor="max")
    handling.snooze(group, date(2030, 1, 1), version=1, actor="zoe", reason="Supplier answers in January.")
    handling.note(group, "Ask Ann.", version=2, actor="zoe")

    row = only().row
    assert row is not None
    assert (row.assignee, row.snoozed_until, row.note, row.version) == (zoe, date(2030, 1, 1), "Ask Ann.", 3)
    assert only().is_snoozed(date(2029, 12, 31))
    assert not only().is_snoozed(date(2030, 1, 1))
    said = Event.objects.filter(kind=EventKind.STAFF).values_list("actor", "text")
    assert ("max", "Problem “SKU LMP-9 unknown in Odoo”: Assigned to zoe.") in list(said)


@pytest.mark.django_db
def test_who_comes_second_is_told_who_was_first() -> None:
    [order] = orders(shop(), "1")
    waiting(order)
    mine, theirs = only(), only()
    handling.note(mine, "I am at it.", version=0, actor="max")

    with pytest.raises(handling.ChangedMeanwhileError, match="max did something about it"):
        handling.assign(theirs, None, version=0, actor="zoe")


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_run_it_again_once() -> None:
    for order in orders(shop(), *map(str, range(14))):
        waiting(order)
    start, ended = threading.Barrier(2), Counter[str]()

    def person(name: str) -> None:
        group = only()
        start.wait(timeout=30)
        try:
            problem = handling.take(group, version=0, actor=name, text="Run again.", ends=True)
            replaying.begin(replaying.ask(group, problem, actor=name, reason="now"))
            ended["did"] += 1
        except handling.ChangedMeanwhileError:
            ended["told"] += 1
        finally:
            connection.close()

    both = [threading.Thread(target=person, args=(name,)) for name in ("zoe", "max")]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)

    assert ended == {"did": 1, "told": 1}
    assert Event.objects.filter(text__startswith="Deliver again").count() == 14
    assert set(Order.objects.values_list("deliveries__state", flat=True)) == {"waiting"}
