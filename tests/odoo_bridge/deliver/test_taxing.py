"""Orders of shops whose VAT is decided: agreed, held, followed, and what the invoice in Odoo says then."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.order import Line
from odoo_bridge.bridge.waiting import release_policy
from odoo_bridge.models import (
    ChargedDiffers,
    OdooConnection,
    ProductVat,
    VatPart,
    VatRecord,
    VatState,
    WithoutVies,
)
from odoo_bridge.preview.previewer import OdooPreviewer
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.chart import Chart
from tests.odoo_bridge.deliver.afterwards import LATER, part, refund
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.vies.world import OWN, asked
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.django_db
BELGIAN = "BE0403019261"


@pytest.fixture
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """A register that knows a dozen companies."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


def decides(world: World, follows: ChargedDiffers = ChargedDiffers.HOLD, **columns: Any) -> World:
    """The shop's policy from now on, of a French company in the OSS."""
    world.connection.seller_vat_id = OWN.text
    world.connection.save()
    for name, value in {"charged_differs": follows, "seller_oss": True, **columns}.items():
        setattr(world.policy, name, value)
    world.policy.full_clean()
    world.policy.save()
    return world


def lamp(gross: str, rate: str | None, **changes: Any) -> Line:
    return line(gross, rate, sku="LMP-01", **changes)


def to(state: str, *lines: Line, **changes: Any) -> dict[str, Any]:
    place = address(state)
    return {"lines": lines, "billing_address": place, "shipping_address": place, **changes}


def record() -> VatRecord:
    return VatRecord.objects.get()


def test_an_order_charged_as_due_goes_its_way_and_the_decision_is_kept(world: World) -> None:
    # given
    decides(world)

    # when
    done = world.delivered(**to("FR", lamp("120.00", "20")))

    # then
    row = record()
    assert (row.state, row.newest) == (VatState.AGREED.value, True)
    assert row.charged_tax == row.due_tax == 20
    assert (row.order_id, row.revision) == (done.order_id, done.revision)
    [part] = VatPart.objects.all()
    assert (part.treatment, part.country) == ("DOMESTIC", "FR")
    assert (part.rate, part.net) == (Decimal(20), Decimal(100))
    assert row.decisions[0]["evidence"]["source"]


def test_a_shop_whose_vat_is_not_decided_is_as_before(world: World) -> None:
    # when: Polish VAT was not charged to a Pole
    world.delivered(**to("PL", lamp("120.00", "20")))

    # then
    assert not VatRecord.objects.exists()


def test_another_vat_than_is_due_holds_the_order_before_odoo_hears_of_it(world: World) -> None:
    # given
    decides(world)

    # when
    held = world.attempt(world.delivery(**to("PL", lamp("123.00", "20"))))

    # then
    assert (held.state, held.error_code, held.waits_for) == (
        DeliveryState.HELD,
        "vat_differs",
        "vat:differs",
    )
    assert "charged 20.50 EUR (20 %), due are 23.00 EUR (23 %)" in held.error_cause
    assert record().state == VatState.HELD_DIFFERENT
    assert (world.rows("sale.order"), world.customers()) == ([], [])


@pytest.mark.parametrize(("choice", "tax"), [("vat_follow_shop", "20.50"), ("vat_follow_rule", "23.00")])
def test_a_person_lets_the_invoice_follow_the_shop_or_the_rule(world: World, choice: str, tax: str) -> None:
    # given: both rates are known to Odoo
    decides(world)
    Chart(world).one_stop_shop("PL", "23", included=True)
    held = world.attempt(world.delivery(**to("PL", lamp("123.00", "20"))))

    # when
    assert deliveries.choose(held, choice, actor="zoe", reason="seen")
    done = world.attempt(held)

    # then: the gross is what was paid
    assert done.state == DeliveryState.DELIVERED, (done.error_code, done.error_cause)
    invoice = world.state_of_invoice()
    assert (Decimal(invoice["amount_total"]), Decimal(invoice["amount_tax"])) == (Decimal(123), Decimal(tax))
    assert "due are 23.00 EUR" in story(done)


def test_a_hidden_rate_that_the_amounts_prove_is_delivered(world: World) -> None:
    # given
    decides(world)

    # when
    world.delivered(**to("FR", lamp("120.00", None, tax="20.00")))

    # then
    assert Decimal(world.state_of_invoice()["amount_tax"]) == 20


def test_an_order_waits_for_vies_and_goes_on_when_the_policy_accepts_to(
    world: World, vies: ViesSandbox
) -> None:
    # given
    decides(world)
    vies.fail("MS_UNAVAILABLE", "BE")
    sold = to("BE", lamp("121.00", "21"), customer=company(BELGIAN))

    # when
    held = world.attempt(world.delivery(**sold))

    # then
    assert (held.state, held.error_code) == (DeliveryState.HELD, "vat_vies_waits")
    assert held.waits_for == f"vies:{BELGIAN}"

    # when: VAT is charged meanwhile
    decides(world, without_vies=WithoutVies.CHARGE)
    Chart(world).one_stop_shop("BE", "21", included=True)
    assert release_policy(world.policy) == 1
    done = world.attempt(Delivery.objects.get(pk=held.pk))

    # then
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert VatPart.objects.get().treatment == "OSS_DESTINATION"


def test_a_valid_number_exempts_and_its_proof_stays_with_the_order(world: World, vies: ViesSandbox) -> None:
    # given
    decides(world)

    # when
    world.delivered(**to("BE", lamp("100.00", "0"), customer=company(BELGIAN)))

    # then
    row = record()
    assert (row.state, row.vat_id) == (VatState.AGREED, BELGIAN)
    assert row.proof is not None
    assert row.proof.consultation_number
    assert row.decisions[0]["evidence"]["vies_reference"] == row.proof.consultation_number
    assert "262 ter" in row.mention
    assert asked(vies) == [BELGIAN]
    # the words are on the sale order and on its invoice
    [sale], [invoice] = world.stored("sale.order"), world.stored("account.move")
    assert sale["note"] == invoice["narration"] == f"<p>{row.mention}</p>"


def test_what_needs_no_words_leaves_the_companys_own_terms(world: World) -> None:
    # given
    decides(world)

    # when
    world.delivered(**to("FR", lamp("120.00", "20")))

    # then
    assert not any(row["note"] for row in world.stored("sale.order"))


def test_no_number_is_asked_for_where_it_decides_nothing(world: World, vies: ViesSandbox) -> None:
    # given
    decides(world)

    # when: a French company, at home
    world.delivered(**to("FR", lamp("120.00", "20"), customer=company("FR40303265045")))

    # then
    assert asked(vies) == []


def test_mapping_the_products_class_lets_the_order_go_on(world: World) -> None:
    # given: a book, mapped as a lamp
    decides(world)
    vat = ProductVat.objects.create(shop=world.shop, sku="LMP-01", product_class="standard")
    held = world.attempt(world.delivery(**to("FR", lamp("105.50", "5.5"))))
    assert held.error_code == "vat_differs"

    # when
    vat.product_class = "book"
    vat.save()
    release_policy(world.policy)

    # then
    assert world.attempt(Delivery.objects.get(pk=held.pk)).state == DeliveryState.DELIVERED


def test_the_sale_that_passes_the_threshold_is_taxed_where_it_goes(world: World) -> None:
    # given: no OSS, 9,900 EUR sold before
    decides(world, seller_oss=False, distance_sales_start=Decimal(9900), distance_sales_year=2026)

    # when
    world.delivered("1", **to("PL", lamp("96.00", "20")))
    held = world.attempt(world.delivery("2", **to("PL", lamp("96.00", "20"))))

    # then
    assert VatRecord.objects.get(order__external_id="1").decisions[0]["treatment"] == "ORIGIN_BELOW_THRESHOLD"
    assert (held.error_code, held.state) == ("vat_undecided", DeliveryState.HELD)
    assert "the VAT of PL is due, and the seller has neither OSS nor a number there" in held.error_cause


def test_without_the_figure_of_the_start_nothing_is_guessed(world: World) -> None:
    # given
    decides(world, seller_oss=False)

    # when
    held = world.attempt(world.delivery(**to("PL", lamp("96.00", "20"))))

    # then
    assert (held.error_code, held.waits_for) == ("vat_undecided", "vat:undecided")
    assert "cross-border sales" in held.error_remedy


def follows_the_rule(world: World) -> World:
    """The invoice has the VAT that is due; Polish VAT is known to Odoo."""
    decides(world, ChargedDiffers.FOLLOW_RULE)
    Chart(world).one_stop_shop("PL", "23", included=True)
    return world


def test_a_way_that_was_cut_goes_on_with_the_vat_that_is_due(world: World) -> None:
    # given: the line breaks before the sale order is confirmed
    follows_the_rule(world)
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    cut = world.attempt(world.delivery(**to("PL", lamp("123.00", "20"))))
    assert cut.state == DeliveryState.WAITING

    # when
    OdooConnection.objects.update(retry_at=None)
    done = world.attempt(cut)

    # then
    assert done.state == DeliveryState.DELIVERED, (done.error_code, done.error_cause)
    invoice = world.state_of_invoice()
    assert (Decimal(invoice["amount_total"]), Decimal(invoice["amount_tax"])) == (Decimal(123), Decimal(23))
    assert record().state == VatState.FOLLOWED_RULE


def test_an_order_with_a_refund_is_not_recomputed(world: World) -> None:
    # given: the refund is at the shop's VAT
    follows_the_rule(world)
    sold = lamp("123.00", "20")

    # when
    held = world.attempt(world.delivery(**to("PL", sold, refunds=(refund("r1", part(sold, "24.00")),))))

    # then
    assert (held.error_code, held.result["offers"]) == ("vat_differs", ["vat_follow_shop"])


def test_a_refund_after_a_recomputed_invoice_is_for_a_person(world: World) -> None:
    # given
    follows_the_rule(world)
    sold = lamp("123.00", "20")
    world.delivered(**to("PL", sold))

    # when: the shop gives back a part at its own VAT
    held = world.attempt(
        world.delivery(**to("PL", sold, refunds=(refund("r1", part(sold, "24.00")),), updated_at=LATER))
    )

    # then
    assert held.error_code == "vat_credit_by_hand"
    assert len(world.rows("account.move")) == 1


def test_a_look_ahead_decides_without_asking_or_storing(world: World, vies: ViesSandbox) -> None:
    # given
    decides(world)
    order = world.order(**to("BE", lamp("100.00", "0"), customer=company(BELGIAN)))

    # when
    found = OdooPreviewer().of_order(order, seconds=30)

    # then
    assert [lack.code for lack in found.lacks] == ["vat_vies_waits"]
    assert (asked(vies), VatRecord.objects.count()) == ([], 0)
