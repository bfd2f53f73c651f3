"""The bridge as a real process, on the real database and the real broker."""

import signal
import subprocess
import threading
from collections.abc import Callable, Mapping

import pika
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from hub.models import Attempt, Delivery, DeliveryState
from hub.outbox.queues import RegisteredQueues
from hub.outbox.rabbitmq import RabbitPublisher
from hub.outbox.running import relay_all
from hub.processes import Shutdown
from odoo_bridge.bridge.process import Caretaker, queue_name, run, run_once, topology
from odoo_bridge.models import OdooConnection
from tests.conftest import Manage
from tests.factories import line
from tests.odoo_bridge.bridge.broker import eventually
from tests.odoo_bridge.world import World

pytestmark = [pytest.mark.parametrize("odoo", ["19"], indirect=True), pytest.mark.repeats]


def relay() -> None:
    publisher = RabbitPublisher(settings.AMQP_URL, settings.EXCHANGE, RegisteredQueues())
    relay_all(publisher)
    publisher.close()


def waiting_messages() -> int:
    with pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL)) as connection:
        channel = connection.channel()
        topology().declare(channel)
        return int(channel.queue_declare(queue_name(), passive=True).method.message_count)


@pytest.fixture(autouse=True)
def _empty_queue(odoo: object) -> None:
    with pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL)) as connection:
        channel = connection.channel()
        topology().declare(channel)
        channel.queue_purge(queue_name())


def ended(process: "subprocess.Popen[str]", seconds: float = 60) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


def test_sigterm_finishes_the_order_at_hand(real_world: World, manage: Manage) -> None:
    # given a bridge in the middle of a slow delivery, and more orders waiting
    real_world.sandbox.fault("latency", model="sale.order", method="action_confirm", seconds=1.5, times=None)
    for number in range(6):
        real_world.order(str(number))
    relay()
    bridge = manage("bridge", "--lanes", "1")
    eventually(lambda: real_world.calls("sale.order.action_confirm"), seconds=60)

    # when it is asked to end
    bridge.send_signal(signal.SIGTERM)
    code, _, err = ended(bridge)

    # then the order at hand is finished and acknowledged, and nothing is half done
    assert code == 0, err
    assert "Traceback" not in err
    states = list(Delivery.objects.values_list("state", flat=True))
    assert states.count(DeliveryState.DELIVERED) >= 1
    assert DeliveryState.RUNNING not in states
    assert real_world.sandbox.state()["orders_by_state"] == {"sale": states.count(DeliveryState.DELIVERED)}
    assert waiting_messages() == 6 - states.count(DeliveryState.DELIVERED)


def test_a_killed_bridge_doubles_nothing(real_world: World, manage: Manage) -> None:
    # given a bridge that is killed in the middle of a delivery
    real_world.sandbox.fault("latency", model="sale.order", method="action_confirm", seconds=1)
    for number in range(3):
        real_world.order(str(number))
    relay()
    bridge = manage("bridge", LEASE_SECONDS="3")
    eventually(lambda: real_world.calls("sale.order.action_confirm"), seconds=60)
    bridge.kill()
    bridge.wait()

    # when another one takes over
    manage("bridge", LEASE_SECONDS="3")
    eventually(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 3, seconds=60)

    # then every order is there once
    state = real_world.sandbox.state()
    assert (state["orders_by_state"], state["invoices_posted"]) == ({"sale": 3}, 3)
    assert state["doubled_client_order_refs"] == []
    eventually(lambda: waiting_messages() == 0)


def test_once_delivers_and_says_what(real_world: World, manage: Manage) -> None:
    real_world.order("1")
    real_world.order("2", lines=(line(sku="NEW-1"),))
    relay()

    code, out, err = ended(manage("bridge", "--once"))

    assert (code, out.splitlines()) == (0, ["Delivered: 1", "Held: 1"]), err


def test_once_without_a_broker_publishes_by_itself(real_world: World, manage: Manage) -> None:
    real_world.order()

    code, out, err = ended(manage("bridge", "--once", AMQP_URL=""))

    assert (code, out.strip()) == (0, "Delivered: 1"), err
    real_world.assert_once()


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda world: OdooConnection.objects.update(url="http://127.0.0.1:9"), "Connection refused"),
        (lambda world: OdooConnection.objects.update(secrets={"api_key": "wrong"}), "API key"),
        (lambda world: OdooConnection.objects.update(active=False), "no active Odoo connection"),
    ],
)
def test_once_fails_in_one_line_while_odoo_cannot_be_reached(
    real_world: World, break_it: Callable[[World], object], said: str
) -> None:
    real_world.order()
    relay()
    break_it(real_world)

    with pytest.raises(CommandError, match=said) as refused:
        call_command("bridge", "--once")

    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("lanes", ["0", "-1", "two"])
def test_a_number_of_lanes_that_makes_no_sense(lanes: str) -> None:
    with pytest.raises(CommandError, match="--lanes"):
        call_command("bridge", "--lanes", lanes)


def test_without_a_broker_the_bridge_drains_the_outbox_itself(real_world: World, manage: Manage) -> None:
    real_world.order()
    bridge = manage("bridge", AMQP_URL="")

    eventually(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).exists(), seconds=60)
    bridge.send_signal(signal.SIGINT)

    assert ended(bridge)[0] == 0
    real_world.assert_once()


def test_each_try_is_an_attempt(real_world: World, hub_environment: Mapping[str, str]) -> None:
    real_world.sandbox.fault("drop", model="sale.order", method="load")
    real_world.order()
    relay()

    assert run_once() == {DeliveryState.WAITING: 1}
    assert Attempt.objects.get().error_code == "odoo_line_cut"
    assert hub_environment["EXCHANGE"] == settings.EXCHANGE


def test_the_bridge_goes_on_after_trouble_with_its_database(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a database that fails once while the bridge looks after its feed
    real_world.order()
    relay()
    failures = iter([True])
    turn = Caretaker.turn

    def once_broken(self: Caretaker) -> None:
        if next(failures, False):
            raise OperationalError(2006, "Server has gone away")
        turn(self)

    monkeypatch.setattr(Caretaker, "turn", once_broken)
    shutdown = Shutdown()
    bridge = threading.Thread(target=run, args=(shutdown,), kwargs={"lanes": 2})
    bridge.start()

    eventually(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).exists(), seconds=30)
    shutdown.request()
    bridge.join(30)

    assert not bridge.is_alive()
    real_world.assert_once()
