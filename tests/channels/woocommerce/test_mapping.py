"""What the fixtures do not show of the mapping: states, VAT plugins, refunds without detail, odd content."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.woocommerce import channel
from hub.errors import ConfigError, ContractError
from hub.order import Order
from hub.order.vocabulary import FulfillmentStatus, LineKind, Origin, PaymentStatus, Status
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
WOOCOMMERCE = channel.WooCommerce()


def raw(name: str = "b2c_fr_mixed_rates", **changes: Any) -> Any:
    """A recorded order with some of its fields changed."""
    found = json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))
    found["order"].update(changes)
    return found


def normalize(document: Any, **options: Any) -> Order:
    return WOOCOMMERCE.normalize(document, Account(shop="boutique", credentials={}, options=options))


def meta(*entries: tuple[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": number, "key": key, "value": value} for number, (key, value) in enumerate(entries, start=1)
    ]


PAID = "2026-11-21T22:03:27"


@pytest.mark.parametrize(
    ("word", "paid", "status", "payment", "fulfillment"),
    [
        ("pending", None, Status.PENDING, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
        ("on-hold", None, Status.PENDING, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
        ("failed", None, Status.PENDING, PaymentStatus.FAILED, FulfillmentStatus.UNFULFILLED),
        ("processing", PAID, Status.OPEN, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ("processing", None, Status.OPEN, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
        ("completed", PAID, Status.COMPLETED, PaymentStatus.PAID, FulfillmentStatus.FULFILLED),
        ("completed", None, Status.COMPLETED, PaymentStatus.PAID, FulfillmentStatus.FULFILLED),
        ("cancelled", None, Status.CANCELLED, PaymentStatus.VOIDED, FulfillmentStatus.UNFULFILLED),
        ("cancelled", PAID, Status.CANCELLED, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ("trash", None, Status.CANCELLED, PaymentStatus.VOIDED, FulfillmentStatus.UNFULFILLED),
        ("refunded", PAID, Status.COMPLETED, PaymentStatus.REFUNDED, FulfillmentStatus.UNKNOWN),
        ("checkout-draft", None, Status.DRAFT, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
        ("packed", PAID, Status.OPEN, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ("packed", None, Status.PENDING, PaymentStatus.UNKNOWN, FulfillmentStatus.UNFULFILLED),
    ],
)
def test_the_states_of_an_order(
    word: str, paid: str | None, status: Status, payment: PaymentStatus, fulfillment: FulfillmentStatus
) -> None:
    order = normalize(raw(status=word, date_paid_gmt=paid))

    assert (order.status, order.payment_status, order.fulfillment_status) == (status, payment, fulfillment)
    assert order.raw_status == {"status": word}


@pytest.mark.parametrize("given", ["packed=completed", {"wc-packed": "completed"}, " packed = completed ,"])
def test_a_merchant_says_what_a_custom_status_means(given: Any) -> None:
    order = normalize(raw(status="packed", date_paid_gmt=None), status_map=given)

    assert (order.status, order.payment_status) == (Status.COMPLETED, PaymentStatus.PAID)
    assert order.raw_status == {"status": "packed"}


@pytest.mark.parametrize(
    "options",
    [
        {"status_map": "packed"},
        {"status_map": "packed=shipped"},
        {"status_map": 3},
        {"vat_id_keys": [1]},
        {"sign_url": 1},
        {"per_minute": "many"},
        {"per_minute": 0},
        {"statusmap": ""},
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        normalize(raw(), **options)


@pytest.mark.parametrize(
    ("created_via", "origin"),
    [("checkout", Origin.WEB), ("store-api", Origin.WEB), ("admin", Origin.DRAFT), ("", Origin.OTHER)],
)
def test_the_door_an_order_came_through(created_via: str, origin: Origin) -> None:
    assert normalize(raw(created_via=created_via)).origin is origin


@pytest.mark.parametrize(
    ("entries", "chosen", "sources"),
    [
        ([], None, []),
        ([("_billing_vat_number", "")], None, []),
        ([("billing_vat", " fr 40 303.265.045 ")], "FR40303265045", ["meta:billing_vat"]),
        (
            [("_shipping_vat_id", "DE1"), ("_billing_vat_id", "DE129273398")],
            "DE129273398",
            ["meta:_billing_vat_id", "meta:_shipping_vat_id"],
        ),
        (
            [
                ("_billing_eu_vat_number", "BE0477472701"),
                ("vat_number", "BE1"),
                ("_vat_number_validated", "valid"),
            ],
            "BE0477472701",
            ["meta:vat_number", "meta:_billing_eu_vat_number"],
        ),
        (
            [
                ("_billing_vat_number", "DE111111111"),
                ("vat_number", "DE129273398"),
                ("_vat_number_validated", "valid"),
            ],
            "DE129273398",
            ["meta:vat_number", "meta:_billing_vat_number"],
        ),
        ([("_eu_vat_data", {"vat_number": "DE129273398"})], "DE129273398", ["meta:_eu_vat_data"]),
        ([("_eu_vat_data", {"other": 1})], None, []),
        ([("_billing_nif", "B12345678")], "B12345678", ["meta:_billing_nif"]),
        ([("_billing_cf", "RSSMRA80A01H501U")], None, ["meta:_billing_cf"]),
        ([("_billing_cf", "12345678903")], "12345678903", ["meta:_billing_cf"]),
        ([("_wc_billing/shop/vat-number", "IE6388047V")], "IE6388047V", ["meta:_wc_billing/shop/vat-number"]),
        ([("_wc_other/shop/partita_iva", "12345678903")], "12345678903", ["meta:_wc_other/shop/partita_iva"]),
        ([("_wc_other/shop/private-note", "x")], None, []),
        ([("_vat_number", ["FR40303265045"])], None, []),
        ([("_vat_number", "none")], None, ["meta:_vat_number"]),
    ],
)
def test_vat_ids_wherever_a_plugin_puts_them(
    entries: list[tuple[str, Any]], chosen: str | None, sources: list[str]
) -> None:
    customer = normalize(raw(meta_data=meta(*entries))).customer

    assert customer.vat_id == chosen
    assert [candidate.source for candidate in customer.vat_id_candidates] == sources


def test_a_merchants_own_vat_field_is_trusted_first() -> None:
    entries = meta(("_billing_vat_number", "DE111111111"), ("company_vat", "DE129273398"))

    customer = normalize(raw(meta_data=entries), vat_id_keys="company_vat").customer

    assert customer.vat_id == "DE129273398"
    assert len(customer.vat_id_candidates) == 2


def test_the_vat_id_in_the_address_itself() -> None:
    document = raw()
    document["order"]["billing"]["vat_id"] = "DE129273398"

    customer = normalize(document).customer

    assert customer.vat_id == "DE129273398"
    assert [entry.source for entry in customer.vat_id_candidates] == ["billing.vat_id"]


def test_other_company_numbers() -> None:
    entries = meta(
        ("_billing_siret", "12345678901234"), ("billing_dni", "X1"), ("_billing_cf", "RSSMRA80A01H501U")
    )

    found = {entry.kind: entry.value for entry in normalize(raw(meta_data=entries)).customer.registrations}

    assert found == {"siret": "12345678901234", "dni": "X1", "codice_fiscale": "RSSMRA80A01H501U"}


def test_the_number_of_a_purchase_order() -> None:
    assert normalize(raw(meta_data=meta(("_wc_other/my-plugin/po-number", "PO-77")))).po_number == "PO-77"
    assert normalize(raw(meta_data=meta(("_billing_purchase_order_number", "4500")))).po_number == "4500"
    assert normalize(raw(meta_data=meta(("_transport_number", "x")))).po_number == ""


def test_refunds_without_their_detail_come_from_the_order() -> None:
    # given an order as a webhook or a page shows it, without the refunds' own lines
    alone = raw("to_two_refunds")["order"]

    # when
    order = normalize(alone)

    # then
    assert [(refund.external_id, refund.gross, refund.tax) for refund in order.refunds] == [
        ("107", Decimal("5.90"), Decimal("0.98")),
        ("108", Decimal("15.00"), Decimal("0.78")),
    ]
    assert order.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert {refund.created_at for refund in order.refunds} == {order.updated_at}


def test_a_refund_of_old_releases_names_no_tax() -> None:
    document = raw("legacy_to_partial_refund")

    (refund,) = normalize(document).refunds

    assert (refund.net, refund.tax, refund.gross) == (Decimal("23.99"), Decimal("0"), Decimal("23.99"))


def test_the_status_set_to_refunded_gives_the_whole_total_back_without_tax() -> None:
    # given what WooCommerce makes of a change of status by hand: one refund, no lines, no tax
    document = raw(
        "b2c_fr_simple",
        status="refunded",
        refunds=[{"id": 900, "reason": "", "total": "-29.89", "total_tax": "0.00"}],
    )
    detail = copy.deepcopy(raw("to_refund_amount_only")["refunds"][0])
    document["refunds"] = [{**detail, "id": 900, "amount": "29.89", "reason": ""}]

    # when
    order = normalize(document)

    # then
    assert order.payment_status is PaymentStatus.REFUNDED
    (refund,) = order.refunds
    assert (refund.net, refund.tax, refund.gross, refund.lines) == (
        Decimal("29.89"),
        Decimal("0.00"),
        Decimal("29.89"),
        (),
    )


def test_totals_that_do_not_add_up_raise_a_notice() -> None:
    order = normalize(raw(total="108.99"))

    assert [notice.code for notice in order.notices] == ["totals_mismatch"]
    assert order.totals.gross == Decimal("108.99")
    assert order.lines[-1].kind is LineKind.ROUNDING


def test_a_carrier_with_three_decimals_keeps_them() -> None:
    order = normalize(raw("dp6_currency_kwd_3dec"))

    assert order.lines[0].net == Decimal("7.125")
    assert order.totals.gross == Decimal("7.130")


def test_prices_with_tax_are_shown_with_tax() -> None:
    with_tax, without = normalize(raw("incl_b2c_fr")).lines[0], normalize(raw()).lines[0]

    assert with_tax.unit_price == (with_tax.gross / with_tax.quantity).quantize(Decimal("0.000001"))
    assert without.unit_price == Decimal("19.99")


def test_two_taxes_on_one_line_add_up_to_the_cent() -> None:
    # given three rates whose rounded parts are a cent short
    document = raw()
    line = document["order"]["line_items"][0]
    line["taxes"] = [{"id": rate, "total": "2.666", "subtotal": "2.666"} for rate in (1, 2, 3)]

    parts = normalize(document).lines[0].taxes

    assert [part.amount for part in parts] == [Decimal("2.67"), Decimal("2.67"), Decimal("2.66")]
    assert [part.rate for part in parts] == [Decimal(20), Decimal(10), Decimal("5.5")]


def test_a_tax_that_is_not_broken_down_has_no_rate() -> None:
    document = raw()
    document["order"]["line_items"][0]["taxes"] = []

    (part,) = normalize(document).lines[0].taxes

    assert (part.rate, part.amount) == (None, Decimal("8.00"))


def test_a_line_of_zero_pieces_has_the_price_of_the_line() -> None:
    document = raw()
    document["order"]["line_items"][0]["quantity"] = 0

    assert normalize(document).lines[0].unit_price == Decimal("39.98")


def test_text_is_kept_as_it_is_but_for_what_cannot_be_stored() -> None:
    document = raw(customer_note="<script>alert(1)</script>\r\n\x00\ud800&amp; שלום 🎁")

    assert normalize(document).note == "<script>alert(1)</script>\r\n\ufffd&amp; שלום 🎁"


def test_several_parcels() -> None:
    items = [
        {
            "tracking_id": "a",
            "tracking_number": "1",
            "tracking_provider": "dhl",
            "date_shipped": "1795305600",
        },
        {
            "tracking_id": "b",
            "tracking_number": "2",
            "custom_tracking_provider": "Own van",
            "date_shipped": "soon",
        },
        {"tracking_number": ""},
        "nonsense",
    ]
    entries = meta(("_wc_shipment_tracking_items", items), ("_tracking_number", "1"))

    order = normalize(raw(meta_data=entries))

    assert [(parcel.external_id, parcel.carrier) for parcel in order.fulfillments] == [
        ("a", "dhl"),
        ("b", "Own van"),
    ]
    assert order.fulfillment_status is FulfillmentStatus.PARTIAL


def test_the_trash_says_when() -> None:
    order = normalize(raw("to_trash"))

    assert order.cancelled_at is not None
    assert order.cancelled_at.isoformat() == "2026-11-21T22:05:10+00:00"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"total": "n/a"}, "total"),
        ({"total": None}, "total"),
        ({"line_items": None}, "line_items"),
        ({"line_items": {}}, "line_items"),
        ({"date_created_gmt": "0000-00-00T00:00:00"}, "date_created_gmt"),
        ({"currency": ""}, "currency"),
        ({"billing": []}, "billing"),
        ({"status": 7}, "status"),
        ({"prices_include_tax": "no"}, "prices_include_tax"),
        ({"meta_data": [1]}, r"meta_data\[0\]"),
        ({"customer_id": []}, "customer_id"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ContractError, match=f"order 35: order.{named}:"):
        normalize(raw(**changes))


def test_a_line_without_an_amount_is_named_with_its_place() -> None:
    document = raw()
    del document["order"]["line_items"][1]["total"]

    with pytest.raises(ContractError, match=r"order\.line_items\[1\]\.total: is missing"):
        normalize(document)
