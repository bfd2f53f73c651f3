"""PDFs beside the deliveries of a running bridge: fetched soon, and never in an order's way."""

import signal

import pytest

from hub.models import Delivery, DeliveryState, DeliveryStep, DocumentState, InvoiceDocument
from odoo_bridge import finished_steps
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import OdooConnection
from tests.conftest import Manage
from tests.odoo_bridge.bridge.broker import eventually
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def keep_pdf(world: World) -> None:
    world.policy.keep_pdf = True
    world.policy.save()


def delivered() -> int:
    return Delivery.objects.filter(state=DeliveryState.DELIVERED).count()


def test_once_delivers_first_and_fetches_then(world: World) -> None:
    keep_pdf(world)
    world.delivery("1")
    world.delivery("2")

    assert run_once() == {DeliveryState.DELIVERED: 2}

    states = list(InvoiceDocument.objects.values_list("state", flat=True))
    assert states == [DocumentState.KEPT, DocumentState.KEPT]


def test_once_fetches_what_is_wanted_however_many_steps_were_not_looked_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given more finished steps than one look takes
    monkeypatch.setattr(finished_steps, "AT_ONCE", 2)
    keep_pdf(world)
    world.delivered("0")
    seen = DeliveryStep.objects.latest("pk").pk
    OdooConnection.objects.update(proof_step=seen, document_step=seen)
    world.delivery("1")
    world.delivery("2")

    run_once()

    # then those of the newest steps are kept, and that of a step which may have turned up late
    assert InvoiceDocument.objects.filter(state=DocumentState.KEPT).count() == 3


def test_a_pdf_that_hangs_holds_no_order_and_no_end(real_world: World, manage: Manage) -> None:
    # given a bridge, and an Odoo that hangs at the first PDF
    keep_pdf(real_world)
    real_world.sandbox.fault("latency", model="account.move", method="portal_pdf", seconds=50)
    real_world.order("1")
    bridge = manage("bridge", "--lanes", "1", AMQP_URL="")
    eventually(lambda: real_world.calls("account.move.portal_pdf"), seconds=60)

    # when another order comes meanwhile
    real_world.order("2")

    # then it is delivered, and the bridge ends when asked to, while the PDF is still under way
    eventually(lambda: delivered() == 2, seconds=40)
    bridge.send_signal(signal.SIGTERM)
    _, err = bridge.communicate(timeout=30)
    assert bridge.returncode == 0, err
    assert "Traceback" not in err
    # and the next bridge will try again
    first = InvoiceDocument.objects.earliest("id")
    assert (first.state, first.attempts) == (DocumentState.WAITING, 1)
