"""Which invoices get a document: those posted while the policy says so, and those that a person asks for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.documents import sources
from hub.models import DeliveryStep, InvoiceDocument
from odoo_bridge.documents.planning import plan_new
from odoo_bridge.models import InvoicePolicy, OdooConnection
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def keep_pdf(world: World, keep: bool = True) -> None:
    world.policy.keep_pdf = keep
    world.policy.save()


def plan(world: World) -> list[str]:
    """The numbers of the documents after a look."""
    while plan_new(OdooConnection.objects.get(pk=world.connection.pk)):
        pass
    return list(InvoiceDocument.objects.values_list("number", flat=True))


def long_ago() -> None:
    DeliveryStep.objects.update(done_at=timezone.now() - timedelta(hours=1))


def test_a_posted_invoice_is_wanted_once(world: World) -> None:
    keep_pdf(world)
    done = world.delivered()

    assert plan(world) == plan(world) == [done.result["invoice"]]

    [document] = InvoiceDocument.objects.all()
    assert (document.order_id, document.target) == (done.order_id, "odoo:main")
    assert document.record_id == done.result["invoice_id"]


def test_by_default_no_pdf_is_kept(world: World) -> None:
    world.delivered()

    assert plan(world) == []


def test_a_draft_invoice_has_no_pdf(world: World) -> None:
    keep_pdf(world)
    world.policy.invoice = InvoicePolicy.DRAFT
    world.policy.save()
    world.delivered()

    assert plan(world) == []


def test_switching_it_on_is_about_invoices_from_then_on(world: World) -> None:
    old = world.delivered("1")
    long_ago()
    plan(world)
    keep_pdf(world)
    new = world.delivered("2")

    assert plan(world) == [new.result["invoice"]]
    assert sources.ask(old.order) == 1
    assert len(plan(world)) == 2


def test_a_step_that_is_committed_late_is_found_all_the_same(world: World) -> None:
    keep_pdf(world)
    world.delivered()
    newest = DeliveryStep.objects.latest("pk").pk
    OdooConnection.objects.update(document_step=newest)

    assert len(plan(world)) == 1


def test_another_odoos_invoices_are_not_ours(world: World) -> None:
    keep_pdf(world)
    world.delivered()
    other = OdooConnection.objects.create(name="other", url="http://127.0.0.1:1", database="x", user="x")

    plan_new(other)

    assert not InvoiceDocument.objects.exists()
