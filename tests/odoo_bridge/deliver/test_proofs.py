"""Proofs of VIES on the customers in Odoo: each once, whatever breaks, and never in an order's way."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from hub.models import DeliveryState, DeliveryStep
from odoo_bridge import finished_steps
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import ChargedDiffers, OdooConnection, Partner, PartnerProof, VatCheck
from odoo_bridge.models.proof import ProofForm, ProofState
from odoo_bridge.proofs import keeping
from odoo_bridge.proofs.placing import place_due
from odoo_bridge.proofs.planning import plan_new
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.deliver.conftest import KilledError
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.vies.world import OWN, later
from tests.odoo_bridge.world import Row, World, story

pytestmark = pytest.mark.django_db
BELGIAN, GERMAN = "BE0403019261", "DE136695976"


@pytest.fixture(autouse=True)
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """A register that knows a dozen companies."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


@pytest.fixture
def world(world: World) -> World:
    """A French seller in the OSS whose VAT is decided; what other tests delivered was looked through."""
    world.connection.seller_vat_id = OWN.text
    world.connection.save()
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    plan(world)
    return world


def ours(world: World) -> OdooConnection:
    return OdooConnection.objects.get(pk=world.connection.pk)


def plan(world: World) -> None:
    while plan_new(ours(world)):
        pass


def sell(world: World, number: str = "1", vat_id: str = BELGIAN, **changes: Any) -> None:
    """An exempt order that has arrived."""
    place = address(vat_id[:2])
    sold = {
        "lines": (line("100.00", "0", sku="LMP-01"),),
        "billing_address": place,
        "shipping_address": place,
    }
    world.delivered(number, **{**sold, "customer": company(vat_id), **changes})
    plan(world)


def files(world: World) -> list[Row]:
    return world.stored("ir.attachment")


def notes(world: World) -> list[Row]:
    return world.stored("mail.message")


def only() -> PartnerProof:
    return PartnerProof.objects.get()


def told(proof: PartnerProof) -> str:
    assert proof.order is not None
    return story(proof.order)


def place_later(world: World) -> int:
    OdooConnection.objects.update(retry_at=None)
    with time_machine.travel(timezone.now() + timedelta(hours=30)):
        return place_due(ours(world))


def test_the_proof_stands_on_the_customer_with_all_that_it_says(world: World) -> None:
    # given
    sell(world)

    # when
    assert place_due(ours(world)) == 1

    # then
    [customer] = [row for row in world.customers() if row["is_company"]]
    check = VatCheck.objects.get()
    text, answer = files(world)
    assert {(row["res_model"], row["res_id"]) for row in (text, answer)} == {("res.partner", customer["id"])}
    said = base64.b64decode(text["datas"]).decode()
    for fact in (check.consultation_number, BELGIAN, OWN.text, check.name, f"{check.asked_at:%Y-%m-%d}"):
        assert fact, "the register tells everything"
        assert fact in said
        assert fact in text["description"]
    assert base64.b64decode(answer["datas"]) == bytes(check.body), "unaltered"
    assert json.loads(bytes(check.body))
    assert answer["name"].endswith(".json")
    assert (only().state, only().form, only().record_id) == (
        ProofState.PLACED,
        ProofForm.ATTACHMENT,
        text["id"],
    )
    assert f"Proof of VIES {check.consultation_number} is on customer {customer['id']}" in told(only())


def test_a_proof_is_put_there_once_for_all_orders_that_rest_on_it(world: World) -> None:
    sell(world, "1")
    sell(world, "2")
    place_due(ours(world))
    sell(world, "3")

    assert place_due(ours(world)) == 0
    assert (len(files(world)), world.calls("ir.attachment.load")) == (2, 1)


def test_another_answer_is_another_proof(world: World, vies: ViesSandbox) -> None:
    sell(world, "1")
    place_due(ours(world))
    later(days=40)
    sell(world, "2")
    place_due(ours(world))

    assert PartnerProof.objects.count() == 2
    assert len({row["name"] for row in files(world)}) == 4


def test_a_batch_shares_one_call_and_no_order_has_one_more(world: World) -> None:
    # given: the calls that a lone order takes
    sell(world, "0", "IT07643520567")
    before = len(world.line.heard)
    sell(world, "1", BELGIAN)
    sell(world, "2", GERMAN)
    alone = len(world.line.heard) - before

    # when
    place_due(ours(world))

    # then
    assert len(world.line.heard) - before - alone == 1
    assert PartnerProof.objects.filter(state=ProofState.PLACED).count() == 3


def test_an_order_that_rests_on_no_answer_has_no_proof(world: World, vies: ViesSandbox) -> None:
    # when: at home, a consumer, and a company whose number is not valid
    place = address("FR")
    world.delivered(
        "1", lines=(line("120.00", "20", sku="LMP-01"),), billing_address=place, shipping_address=place
    )
    unregistered = company("DE111111125")
    place = address("DE")
    world.attempt(
        world.delivery(
            "2",
            lines=(line("119.00", "19", sku="LMP-01"),),
            billing_address=place,
            shipping_address=place,
            customer=unregistered,
        )
    )
    plan(world)

    # then
    assert VatCheck.objects.filter(outcome="invalid").exists()
    assert not PartnerProof.objects.exists()


def test_an_order_that_is_held_has_no_proof_in_odoo(world: World) -> None:
    place = address("BE")
    held = world.attempt(
        world.delivery(
            lines=(line("121.00", "21", sku="LMP-01"),),
            billing_address=place,
            shipping_address=place,
            customer=company(BELGIAN),
        )
    )
    plan(world)

    assert held.state == DeliveryState.HELD
    assert VatCheck.objects.filter(outcome="valid").exists()
    assert not PartnerProof.objects.exists()


@pytest.mark.parametrize("kind", ["cut", "truncate", "drop", "serialization"])
def test_an_answer_that_is_lost_doubles_nothing(world: World, kind: str) -> None:
    # given
    sell(world)
    world.sandbox.fault(kind, model="ir.attachment", method="load")

    # when
    place_due(ours(world))
    assert (only().state, only().record_id) == (ProofState.WAITING, None)
    place_later(world)

    # then
    assert only().state == ProofState.PLACED
    assert len(files(world)) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_the_call_it_goes_on_later(world: World, death: dict[str, int], when: str) -> None:
    # given
    sell(world)
    death[when] = 1

    # when
    with pytest.raises(KilledError):
        place_due(ours(world))
    death.clear()

    # then: not at once, for the call may still be running
    assert place_due(ours(world)) == 0
    assert place_later(world) == 1
    assert (only().state, len(files(world))) == (ProofState.PLACED, 2)


def test_killed_between_order_and_plan_the_next_look_finds_it(world: World, death: dict[str, int]) -> None:
    # given: the worker dies right after Odoo has written the sale order
    place = address("BE")
    delivery = world.delivery(
        lines=(line("100.00", "0", sku="LMP-01"),),
        billing_address=place,
        shipping_address=place,
        customer=company(BELGIAN),
    )
    world.sandbox.fault("cut", model="sale.order", method="load")
    world.attempt(delivery)
    plan(world)
    assert not PartnerProof.objects.exists()

    # when
    OdooConnection.objects.update(retry_at=None)
    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    plan(world)
    place_due(ours(world))

    # then
    assert len(files(world)) == 2


def test_where_attachments_are_refused_a_note_says_the_same(world: World) -> None:
    # given
    sell(world)
    world.sandbox.fault("user_error", model="ir.attachment", method="load", times=None)

    # when
    place_due(ours(world))

    # then
    check = VatCheck.objects.get()
    [note] = notes(world)
    assert (note["model"], only().form, only().record_id) == ("res.partner", ProofForm.NOTE, note["id"])
    assert check.consultation_number in note["body"]
    assert bytes(check.body).decode()[:20].replace('"', "&quot;") in note["body"]

    # when: its answer is lost, and it is sent again
    PartnerProof.objects.update(state=ProofState.WAITING, record_id=None)
    place_due(ours(world))

    # then
    assert len(notes(world)) == 1


def test_one_that_is_refused_does_not_stop_the_others(world: World) -> None:
    # given
    sell(world, "1", BELGIAN)
    sell(world, "2", GERMAN)
    sell(world, "3", "IT07643520567")
    refused = GERMAN
    for model in ("ir.attachment", "mail.message"):
        world.sandbox.fault("user_error", model=model, method="load", times=None, holding=refused)

    # when
    place_due(ours(world))

    # then
    states = {proof.answer.vat_id: proof.state for proof in PartnerProof.objects.all()}
    assert states.pop(refused) == ProofState.FAILED
    assert set(states.values()) == {ProofState.PLACED}
    failed = PartnerProof.objects.get(state=ProofState.FAILED)
    assert (failed.error_class, "Refused on command" in failed.error_cause) == ("business", True)
    assert "Proof of VIES: " in told(failed)
    assert ours(world).error_class == "", "orders must go on"

    # when: a person asks, after mending it
    world.sandbox.engine.faults.clear()
    assert keeping.again(failed)
    place_due(ours(world))

    # then
    assert PartnerProof.objects.filter(state=ProofState.PLACED).count() == 3


def test_an_odoo_that_is_away_rests_and_uses_up_no_try(world: World) -> None:
    sell(world)
    world.sandbox.fault("html", model="ir.attachment", method="load", status=503)

    place_due(ours(world))

    assert (only().state, only().attempts) == (ProofState.WAITING, 0)
    assert ours(world).retry_at is not None
    assert place_later(world) == 1
    assert only().state == ProofState.PLACED


def test_a_customer_that_was_merged_gets_it_where_it_is_now(world: World) -> None:
    # given
    sell(world)
    mine = Partner.objects.get(partner_id=only().partner_id)
    other = Partner.objects.create(connection=world.connection, partner_id=1, name="ACME")
    mine.merged_into = other
    mine.save()

    # when
    place_due(ours(world))

    # then
    assert {row["res_id"] for row in files(world)} == {1}

    # when: who stands for it is gone too
    Partner.objects.filter(pk=other.pk).update(gone=True)
    PartnerProof.objects.update(state=ProofState.WAITING, record_id=None)
    place_due(ours(world))

    # then
    assert (only().state, only().error_code) == (ProofState.FAILED, "proof_partner_gone")


def test_a_mistake_of_ours_stops_no_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sell(world)
    monkeypatch.setattr("odoo_bridge.proofs.certificate.text", lambda answer: 1 / 0)

    place_due(ours(world))

    assert (only().state, only().error_code) == (ProofState.FAILED, "proof_mistake")


def test_once_delivers_and_then_puts_the_proofs_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # given more finished steps than one look takes
    monkeypatch.setattr(finished_steps, "AT_ONCE", 2)
    world.delivered("0")
    seen = DeliveryStep.objects.latest("pk").pk
    OdooConnection.objects.update(proof_step=seen, document_step=seen)
    place = address("BE")
    world.delivery(
        lines=(line("100.00", "0", sku="LMP-01"),),
        billing_address=place,
        shipping_address=place,
        customer=company(BELGIAN),
    )

    assert run_once([ours(world)]) == {DeliveryState.DELIVERED: 1}

    assert len(files(world)) == 2
