"""Orders of several kinds of VAT, and what is given back of them: with the invoice's own taxes."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from hub.models import Delivery, DeliveryState
from hub.order import Line, TaxAmount
from hub.order.vocabulary import LineKind, PaymentStatus, Status, TaxCollector
from odoo_bridge.models import ChargedDiffers, ProductVat, VatTaxMapping
from odoo_bridge.models.vat_policy import Unshipped
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.chart import Chart
from tests.odoo_bridge.deliver.afterwards import LATER, notes, part, refund
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.vies.world import OWN
from tests.odoo_bridge.world import Row, World

pytestmark = pytest.mark.django_db
BELGIAN = "BE0403019261"


@pytest.fixture(autouse=True)
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """A register that knows a dozen companies."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


@pytest.fixture
def decides(world: World) -> World:
    """A French seller in the one-stop shop."""
    world.connection.seller_vat_id = OWN.text
    world.connection.save()
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.unshipped_supply = Unshipped.SERVICE
    world.policy.save()
    return world


def lamp(gross: str, rate: str, **changes: Any) -> Line:
    return line(gross, rate, **{"sku": "LMP-01", **changes})


def to(state: str, *lines: Line, **changes: Any) -> dict[str, Any]:
    place = address(state)
    return {"lines": lines, "billing_address": place, "shipping_address": place, **changes}


def taxes_of(world: World, document: Row) -> dict[str, str]:
    """The tax of each line of an entry, by the line's words; "" where it has none."""
    names = {row["id"]: str(row["name"]) for row in world.rows("account.tax")}
    lines = [
        row
        for row in world.rows("account.move.line")
        if row["move_id"] == document["id"] and row["display_type"] == "product"
    ]
    return {
        str(row["name"]).rpartition("] ")[2]: " + ".join(names[tax] for tax in row["tax_ids"])
        for row in lines
    }


def invoice(world: World) -> Row:
    return next(row for row in world.rows("account.move") if row["move_type"] == "out_invoice")


def arrived(delivery: Delivery) -> None:
    assert delivery.state == DeliveryState.DELIVERED, (delivery.error_code, delivery.error_cause)


def position_name(world: World, document: Row) -> str:
    rows = {row["id"]: row["name"] for row in world.stored("account.fiscal.position")}
    return str(rows[document["fiscal_position_id"]])


def test_goods_and_services_of_one_order_have_each_their_own_tax(decides: World) -> None:
    # given
    goods = lamp("100.00", "0")
    course = line("40.00", "0", sku="LMP-02", external_id="2", title="course", requires_shipping=False)

    # when
    arrived(decides.attempt(decides.delivery(**to("BE", goods, course, customer=company(BELGIAN)))))

    # then
    found = taxes_of(decides, invoice(decides))
    assert sorted(found.values()) == ["0% EU G", "0% EU S"]
    assert position_name(decides, invoice(decides)) == "Intra-EU B2B"
    mention = invoice(decides)["narration"]
    assert "262 ter" in mention
    assert "Autoliquidation" in mention


def test_freight_of_goods_of_two_rates_is_a_line_for_each(decides: World) -> None:
    # given: 100.00 at 20 % and 100.00 at 5.5 %, freight divided pro rata as the law does
    ProductVat.objects.create(shop=decides.shop, sku="LMP-02", product_class="book")
    tax = tuple(
        TaxAmount(rate=Decimal(rate), amount=Decimal(amount))
        for rate, amount in (("20", "0.85"), ("5.5", "0.23"))
    )
    freight = replace(
        line("9.62", "0", kind=LineKind.SHIPPING, external_id="9", requires_shipping=False),
        net=Decimal("8.54"),
        tax=Decimal("1.08"),
        taxes=tax,
    )
    sold = (lamp("120.00", "20"), line("105.50", "5.5", sku="LMP-02", external_id="2"), freight)

    # when
    arrived(decides.attempt(decides.delivery(**to("FR", *sold))))

    # then: to the cent
    document = invoice(decides)
    assert (document["amount_total"], document["amount_tax"]) == (Decimal("235.12"), Decimal("26.58"))
    lines = [row for row in decides.rows("account.move.line") if row["display_type"] == "product"]
    assert [len(row["tax_ids"]) for row in lines] == [1, 1, 1, 1]


def test_a_credit_note_has_the_tax_and_the_position_of_its_invoice(decides: World) -> None:
    # given
    sold = to("BE", lamp("100.00", "0"), customer=company(BELGIAN))
    decides.delivered(**sold)

    # when
    given = refund("r1", part(lamp("100.00", "0"), "25.00", "0"))
    done = decides.attempt(decides.delivery(**sold, refunds=(given,), updated_at=LATER))

    # then
    arrived(done)
    [note] = notes(decides)
    assert list(taxes_of(decides, note).values()) == ["0% EU G"]
    assert (note["amount_total"], note["amount_tax"]) == (25, 0)
    assert note["fiscal_position_id"] == invoice(decides)["fiscal_position_id"]


def test_a_credit_note_keeps_the_invoices_tax_when_somebody_has_chosen_another_since(decides: World) -> None:
    # given: Polish VAT on a tax of net prices, then the accountant chooses another one
    Chart(decides).one_stop_shop("PL", "23")
    sold = to("PL", lamp("123.00", "23"))
    decides.delivered(**sold)
    other = Chart(decides).tax("23% Polska", "23", included=True)
    VatTaxMapping.objects.update(tax_id=other, tax_name="23% Polska", tax_included=True, chosen=True)

    # when
    given = refund("r1", part(lamp("123.00", "23"), "61.50", "23"))
    done = decides.attempt(decides.delivery(**sold, refunds=(given,), updated_at=LATER))

    # then
    arrived(done)
    [note] = notes(decides)
    assert list(taxes_of(decides, note).values()) == ["23% PL VAT OSS"]
    assert (note["amount_total"], note["amount_tax"]) == (Decimal("61.50"), Decimal("11.50"))


def test_a_cancelled_sale_is_credited_with_its_invoices_tax(decides: World) -> None:
    # given
    sold = to("BE", lamp("100.00", "0"), customer=company(BELGIAN))
    decides.delivered(**sold)

    # when
    called_off: dict[str, Any] = {"status": Status.CANCELLED, "cancelled_at": LATER, "updated_at": LATER}
    arrived(decides.attempt(decides.delivery(**sold, **called_off)))

    # then
    [note] = notes(decides)
    assert list(taxes_of(decides, note).values()) == ["0% EU G"]
    assert note["amount_total"] == 100


def test_what_is_given_back_at_a_rate_that_the_invoice_lacks_is_for_a_person(decides: World) -> None:
    # given
    sold = to("BE", lamp("100.00", "0"), customer=company(BELGIAN))
    decides.delivered(**sold)

    # when: the shop gives back with French VAT
    given = refund("r1", part(lamp("100.00", "0"), "24.00", "20"))
    held = decides.attempt(decides.delivery(**sold, refunds=(given,), updated_at=LATER))

    # then
    assert (held.state, held.error_code) == (DeliveryState.HELD, "credit_tax_unknown")
    assert "is given back at 20 %, and the invoice has nothing at that rate" in held.error_cause
    assert notes(decides) == []


def test_what_a_marketplace_gives_back_is_credited_without_its_vat(decides: World) -> None:
    # given: a person has chosen that such sales carry no tax
    sold = to("FR", lamp("120.00", "20", collected_by=TaxCollector.CHANNEL))
    held = decides.attempt(decides.delivery(**sold))
    assert held.error_code == "vat_tax_open"
    VatTaxMapping.objects.update(chosen=True)
    arrived(decides.attempt(Delivery.objects.get(pk=_released(held).pk)))

    # when
    back = part(lamp("120.00", "20"), "24.00", "20")
    remitted = replace(back.taxes[0], collected_by=TaxCollector.CHANNEL)
    given = refund("r1", replace(back, taxes=(remitted,)))
    done = decides.attempt(
        decides.delivery(
            **sold, refunds=(given,), updated_at=LATER, payment_status=PaymentStatus.PARTIALLY_REFUNDED
        )
    )

    # then
    arrived(done)
    [note] = notes(decides)
    assert (invoice(decides)["amount_total"], note["amount_total"]) == (100, 20)


def _released(held: Delivery) -> Delivery:
    Delivery.objects.filter(pk=held.pk).update(state=DeliveryState.WAITING, waits_for="")
    return held
