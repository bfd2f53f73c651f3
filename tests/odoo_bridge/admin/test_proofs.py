"""Proofs of VIES in the back office: list, order and first page show them, and one is put there again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from odoo_bridge.models import OdooConnection, PartnerProof, VatCheck, VatRecord, VatState
from odoo_bridge.models.proof import ProofForm, ProofState
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db
LIST = "/admin/odoo_bridge/partnerproof/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def proof() -> PartnerProof:
    """One that Odoo refused, of an order that rests on it."""
    lampes = shop()
    [order] = ingest(lampes, unified_order("1", shop=lampes.slug))
    answer = VatCheck.objects.create(
        prefix="BE",
        number="0403019261",
        requester="FR40303265045",
        outcome="valid",
        consultation_number="WAPIAAAA",
        asked_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
    VatRecord.objects.create(
        order=order,
        revision=1,
        state=VatState.AGREED,
        day="2026-11-21",
        currency="EUR",
        gross=100,
        charged_tax=0,
        due_tax=0,
        proof=answer,
    )
    columns: dict[str, Any] = {"url": "http://odoo:8069", "secrets": {"api_key": "k"}, "version": "19.0"}
    return PartnerProof.objects.create(
        connection=OdooConnection.objects.create(name="main", **columns),
        answer=answer,
        partner_id=77,
        order=order,
        state=ProofState.FAILED,
        error_class="business",
        error_code="odoo_refused",
        error_cause="Odoo refused: <no files>",
        error_remedy="Allow it.",
    )


def test_what_could_not_be_put_there_is_seen_on_the_first_page_the_order_and_the_list(
    client: Client, proof: PartnerProof
) -> None:
    first = client.get("/admin/").content.decode()
    order = client.get(f"/admin/hub/order/{proof.order_id}/change/").content.decode()
    listed = client.get(LIST, {"state__exact": "failed"}).content.decode()

    for page in (first, order, listed):
        assert "Odoo refused: &lt;no files&gt;" in page
    assert "http://odoo:8069/odoo/res.partner/77" in order
    assert "WAPIAAAA" in listed


def test_a_person_has_it_put_there_again(client: Client, proof: PartnerProof) -> None:
    assert "Allow it." in client.get(f"{LIST}{proof.pk}/change/").content.decode()

    answer = client.post(f"{LIST}{proof.pk}/do/again/")

    assert answer.status_code == 302
    proof.refresh_from_db()
    assert (proof.state, proof.attempts) == (ProofState.WAITING, 0)


def test_what_stands_there_is_not_put_there_again(client: Client, proof: PartnerProof) -> None:
    PartnerProof.objects.update(state=ProofState.PLACED, form=ProofForm.NOTE, record_id=5, error_class="")

    client.post(LIST, {"action": "place_again", "_selected_action": [proof.pk]})
    client.post(f"{LIST}{proof.pk}/do/again/")

    proof.refresh_from_db()
    assert proof.state == ProofState.PLACED
    assert "could not" not in client.get("/admin/").content.decode().lower()
