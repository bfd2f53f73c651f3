"""The cards, the chart and the funnel of the first page: each order is counted once, and in its place."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hub import deliveries
from hub.admin.labels import CALM, GOOD, WARN
from hub.admin.overview import Card
from hub.admin.overview.part import Part
from hub.models import Delivery, DeliveryState, DeliveryStep, Order
from hub.order.vocabulary import Status
from odoo_bridge.models import MemberState, OdooConnection
from tests.factories import ingest, line, shop, unified_order
from tests.hub.admin.conftest import TARGET, Staff

pytestmark = pytest.mark.django_db
Stuck = Callable[..., Delivery]


def funnel(client: Client) -> tuple[dict[str, int], int]:
    """The parts by name, and what they add up to."""
    context = client.get("/admin/").context
    return {str(part.label): part.count for part in context["funnel"]}, context["received"]


def card(client: Client, name: str) -> Card:
    cards: list[Card] = client.get("/admin/").context["cards"]
    return next(one for one in cards if one.name == name)


def facts(one: Card) -> dict[str, str]:
    return {str(fact.label): str(fact.text) for fact in one.facts}


def delivered(
    order: Order, *, state: DeliveryState = DeliveryState.DELIVERED, invoiced: bool = False
) -> Delivery:
    delivery = deliveries.of_newest_revision(order, TARGET)
    delivery.state, delivery.finished_at = state, timezone.now()
    delivery.save()
    if invoiced:
        DeliveryStep.objects.create(delivery=delivery, name="posted", record_id=7, record_name="INV/7")
    return delivery


def test_each_part_of_the_funnel_has_its_orders(client: Client, stuck: Stuck) -> None:
    now = timezone.now()
    invoiced, quotation, moving, held, failed, left_out, cancelled, _nowhere, _broken, credited = ingest(
        shop(),
        *(unified_order(str(n), placed_at=now) for n in range(6)),
        unified_order("6", placed_at=now, status=Status.CANCELLED),
        unified_order("7", placed_at=now),
        {"external_id": "broken"},
        unified_order("9", placed_at=now, status=Status.CANCELLED),
    )
    ingest(shop("old"), unified_order("1", placed_at=now - timedelta(days=8)))
    delivered(invoiced, invoiced=True)
    delivered(quotation)
    stuck(moving, DeliveryState.WAITING)
    stuck(held)
    stuck(failed, DeliveryState.FAILED)
    delivered(left_out, state=DeliveryState.NOT_DUE)
    delivered(cancelled, state=DeliveryState.NOT_DUE)
    delivered(credited, invoiced=True)

    assert funnel(client) == (
        {
            "Invoiced": 1,
            "Delivered, no invoice": 1,
            "On its way": 2,
            "Held": 3,
            "Not to be delivered": 1,
            "Cancelled": 2,
        },
        10,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_parts_always_add_up_to_all_orders(client: Client, seed: int) -> None:
    dice, now = random.Random(seed), timezone.now()
    orders = ingest(
        shop(),
        *(
            unified_order(str(n), placed_at=now, status=dice.choice((Status.OPEN, Status.CANCELLED)))
            for n in range(30)
        ),
    )
    for order in orders:
        for target in ("odoo:main", "odoo:other")[: dice.randint(0, 2)]:
            row = deliveries.of_newest_revision(order, target)
            Delivery.objects.filter(pk=row.pk).update(state=dice.choice(DeliveryState.values))
            if dice.random() < 0.5:
                DeliveryStep.objects.create(delivery=row, name="posted")

    parts, received = funnel(client)

    assert len(parts) == len(Part)
    assert sum(parts.values()) == received == Order.objects.count()


@time_machine.travel("2026-11-21T08:20:00+00:00", tick=False)
def test_a_shops_card_says_how_it_fares(client: Client, stuck: Stuck) -> None:
    now = timezone.now()
    lampes = shop(name="Lampes de Lyon", last_success_at=now - timedelta(minutes=1))
    pounds = {"currency": "GBP", "lines": (line(net="100", tax_rate=None),)}
    orders = ingest(
        lampes,
        unified_order("1", placed_at=now - timedelta(minutes=10)),
        unified_order("2", placed_at=now - timedelta(hours=2), **pounds),
        unified_order("3", placed_at=now - timedelta(hours=2), status=Status.CANCELLED),
        unified_order("4", placed_at=now - timedelta(hours=20)),
    )
    ingest(shop("other"), unified_order("1", placed_at=now))
    stuck(orders[1])

    one = card(client, "Lampes de Lyon")

    assert facts(one)["Orders today"] == "3 · 49.00\xa0EUR · 100.00\xa0GBP"
    assert facts(one)["Lag"] == "1\xa0minute"
    assert [(str(p.label), p.count) for p in one.problems] == [("Needs a decision", 1)]
    assert one.problems[0].url == f"/admin/hub/order/?held=yes&shop__id__exact={lampes.pk}"
    assert [cell.tone for cell in one.strip] == [CALM] * 3 + [GOOD] + [CALM] * 17 + [WARN, CALM, GOOD]
    assert one.strip[21].text == "07:00: 2 orders, 1 needs a person"


@time_machine.travel("2026-11-21T08:20:00+00:00", tick=False)
def test_an_odoo_connections_card_says_how_it_fares(client: Client, stuck: Stuck) -> None:
    now = timezone.now()
    OdooConnection.objects.create(
        name="main",
        url="https://odoo.example",
        database="shop",
        user="hub",
        version="17.0",
        uid=2,
        last_success_at=now,
    )
    placed = now - timedelta(days=3)
    done, waits, held = ingest(shop(), *(unified_order(str(n), placed_at=placed) for n in range(3)))
    delivered(done)
    waiting = stuck(waits, DeliveryState.WAITING)
    Delivery.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(hours=1))
    stopped = stuck(held)
    Delivery.objects.filter(pk=stopped.pk).update(error_since=now - timedelta(hours=3))

    one = card(client, "Odoo main")

    assert facts(one)["Delivered today"] == "1 · 49.00\xa0EUR"
    assert facts(one)["Lag"] == "1 waiting, the oldest for 1\xa0hour"
    assert [(str(p.label), p.count) for p in one.problems] == [("Needs a decision", 1)]
    assert one.problems[0].url == "/admin/hub/delivery/?state=person&target=odoo%3Amain"
    assert [cell.tone for cell in one.strip] == [CALM] * 20 + [WARN] + [CALM] * 2 + [GOOD]


def test_vies_says_which_states_are_away(client: Client) -> None:
    MemberState.objects.create(prefix="FR", answered_at=timezone.now())
    assert "Works" in card(client, "VIES").state

    MemberState.objects.create(
        prefix="DE", paused_until=timezone.now() + timedelta(hours=1), code="MS_UNAVAILABLE"
    )

    assert "Some states away" in card(client, "VIES").state
    assert facts(card(client, "VIES"))["Paused"] == "DE"


@time_machine.travel("2026-11-21T08:20:00+00:00", tick=False)
def test_the_oldest_open_problem_is_named_and_reached(client: Client, stuck: Stuck) -> None:
    first, second = ingest(shop(last_success_at=timezone.now()), unified_order("1"), unified_order("2"))
    for order, days in ((first, 9), (second, 2)):
        since = timezone.now() - timedelta(days=days)
        Delivery.objects.filter(pk=stuck(order).pk).update(error_since=since)

    page = client.get("/admin/").content.decode()

    assert "has waited for 1\xa0week, 2\xa0days, since 12 Nov 2026 09:20." in page
    assert '<a href="/admin/hub/delivery/?state=person">open problem</a>' in page


@time_machine.travel("2026-11-21T08:20:00+00:00", tick=False)
def test_the_chart_has_a_bar_for_each_hour(client: Client) -> None:
    now = timezone.now()
    hours = (0, 1, 1, 1, 23, 24)
    ingest(shop(), *(unified_order(str(n), placed_at=now - timedelta(hours=h)) for n, h in enumerate(hours)))

    chart = client.get("/admin/").context["chart"]

    counts = [bar.count for bar in chart.bars]
    assert counts == [1, *[0] * 21, 3, 1]
    assert (chart.total, chart.highest) == (5, 3)
    assert [bar.height for bar in chart.bars] == [80, *[0] * 21, 240, 80]


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata", "America/St_Johns"])
def test_today_is_that_of_the_pages_zone(client: Client, zone: str) -> None:
    midnight = datetime(2026, 11, 21, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    sold = {"lines": (line(net="10", tax_rate=None),)}
    ingest(
        shop(),
        unified_order("1", placed_at=midnight - timedelta(minutes=1), **sold),
        unified_order("2", placed_at=midnight, **sold),
        unified_order("3", placed_at=midnight + timedelta(minutes=31), **sold),
    )

    with timezone.override(zone), time_machine.travel(midnight + timedelta(hours=2), tick=False):
        one = card(client, "lampes-fr")

    assert facts(one)["Orders today"] == "2 · 20.00\xa0EUR"


def test_who_may_not_see_orders_sees_no_sums(staff: Staff) -> None:
    ingest(shop(), unified_order("1", placed_at=timezone.now()))

    page = staff("view_shop").get("/admin/")

    [one] = page.context["cards"]
    assert "Orders today" not in facts(one)
    assert one.strip == ()
    assert "chart" not in page.context
    assert "49.00" not in page.content.decode()
