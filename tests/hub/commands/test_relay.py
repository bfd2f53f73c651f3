"""`relay`: to a real broker, through its absence, and killed on the way."""

import signal
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from hub.models import Lease, Outbox
from hub.outbox import queues
from tests.conftest import Manage
from tests.factories import ingest, shop, unified_order
from tests.hub.commands.running import manage as run
from tests.hub.outbox.broker import Corner, corner


@pytest.fixture
def rabbit() -> Iterator[Corner]:
    with corner() as mine:
        mine.declare()
        yield mine


def wait_for(count: int) -> None:
    ingest(shop(), *[unified_order(str(number)) for number in range(count)])


def positions() -> list[int | None]:
    return list(Outbox.objects.order_by("id").values_list("position", flat=True))


@pytest.mark.django_db
def test_once_to_the_broker(rabbit: Corner, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "_registered", {})
    settings.EXCHANGE = rabbit.exchange
    wait_for(3)

    ran = run("relay", "--once")

    assert (ran.code, ran.out) == (0, "3 messages published.\n")
    assert len(rabbit.received()) == 3


@pytest.mark.django_db
def test_once_without_a_broker_gives_positions(settings: Settings) -> None:
    settings.AMQP_URL = ""
    wait_for(2)

    ran = run("relay", "--once")

    assert ran.out == "2 messages published.\n"
    assert "No AMQP_URL" in ran.err
    assert positions() == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["amqp://guest:secret@127.0.0.1:1/", "rabbit"])
def test_once_with_a_broker_that_is_not_there(settings: Settings, url: str) -> None:
    settings.AMQP_URL = url
    wait_for(1)

    ran = run("relay", "--once")

    assert "secret" not in ran.complaint
    assert positions() == [None]


def test_a_process_outlives_the_broker_and_ends_when_asked(manage: Manage) -> None:
    wait_for(1)
    process = manage("relay", AMQP_URL="amqp://guest:guest@127.0.0.1:1/", LOG_LEVEL="INFO")
    _until(lambda: Lease.objects.filter(name="relay").exists())
    time.sleep(3)
    assert process.poll() is None

    process.send_signal(signal.SIGTERM)

    assert process.wait(40) == 0
    _, err = process.communicate()
    assert err.count("relay_waits") == 1
    assert "Traceback" not in err
    assert positions() == [None]


@pytest.mark.repeats
def test_relays_killed_again_and_again_lose_nothing(manage: Manage, rabbit: Corner) -> None:
    assert configured.AMQP_URL
    lampes = shop()
    # a dead relay's lease must not keep the next one waiting for minutes
    relay = {"EXCHANGE": rabbit.exchange, "LEASE_SECONDS": "1"}

    for first in range(0, 120, 30):
        process = manage("relay", **relay)
        for number in range(first, first + 30):
            ingest(lampes, unified_order(str(number)))
        _until(partial(Outbox.objects.filter(position__gt=first).exists))
        process.kill()
    manage("relay", **relay)
    _until(lambda: not Outbox.objects.filter(position=None).exists())

    assert sorted(position or 0 for position in positions()) == list(range(1, 121))
    received = {body["event_id"] for body in rabbit.received()}
    assert received == {str(event_id) for event_id in Outbox.objects.values_list("event_id", flat=True)}


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
