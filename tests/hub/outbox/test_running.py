"""The relay as a loop: outlives every trouble, says it once, ends when asked."""

import logging
from collections.abc import Sequence

import pytest
from django.db import OperationalError

from hub.errors import TransientError
from hub.models import Lease, Outbox
from hub.outbox import running
from hub.outbox.message import Message
from hub.outbox.relay import Embedded
from hub.processes import Shutdown
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db(transaction=True)


class Moody(Embedded):
    """Fails as told, one mood per call, and asks for the end after the last one."""

    def __init__(self, stop: Shutdown, *moods: Exception | None) -> None:
        self.moods = list(moods)
        self.stop = stop

    def publish(self, messages: Sequence[Message]) -> None:
        mood = self.moods.pop(0)
        if not self.moods:
            self.stop.request()
        if mood:
            raise mood


def down() -> TransientError:
    return TransientError("broker_down", "RabbitMQ is down.")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "pause_with_jitter", lambda failures: 0.0)
    monkeypatch.setattr(running, "IDLE_SECONDS", 0.0)


def test_trouble_is_told_once_per_kind_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    ingest(shop(), unified_order())
    stop = Shutdown()
    moods = (
        down(),
        down(),
        down(),
        TransientError("unroutable", "No queue."),
        OperationalError("gone"),
        down(),
        None,
    )

    with caplog.at_level(logging.INFO, "hub.outbox.running"):
        running.relay_until(stop, Moody(stop, *moods))

    told = [str(record.msg) for record in caplog.records if record.name == "hub.outbox.running"]
    assert ["relay_goes_on" in text for text in told] == [False, False, False, False, True]
    assert Outbox.objects.get().position == 1


def test_the_lease_is_given_back_at_the_end() -> None:
    ingest(shop(), unified_order())
    stop = Shutdown()

    running.relay_until(stop, Moody(stop, None))

    assert Lease.objects.get(name="relay").expires_at <= Lease.objects.get().expires_at
    assert running.relay_all(Embedded()) == 0


def test_once_publishes_everything_there_is() -> None:
    ingest(shop(), *[unified_order(str(number)) for number in range(250)])

    assert running.relay_all(Embedded()) == 250


def test_once_raises_what_went_wrong_and_lets_the_next_one_work() -> None:
    ingest(shop(), unified_order())

    with pytest.raises(TransientError):
        running.relay_all(Moody(Shutdown(), down()))

    assert running.relay_all(Embedded()) == 1
