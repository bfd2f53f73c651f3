"""What the mapping makes of fields that the recordings do not vary enough."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.prestashop import channel
from hub.errors import ConfigError, ContractError
from hub.order import Order
from hub.order.document import time_text
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
PRESTASHOP = channel.PrestaShop()


def raw(name: str = "b2c_fr_simple", **changes: Any) -> Any:
    """A recorded bundle with other fields of the order."""
    document = json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))
    document["order"] |= changes
    return document


def normalize(document: Any, **options: Any) -> Order:
    before = copy.deepcopy(document)
    order = PRESTASHOP.normalize(document, Account(shop="boutique", credentials={}, options=options))
    assert document == before
    return order


def state(document: Any, state_id: str, **flags: str) -> Any:
    """The bundle in a state with these flags."""
    row = {"id": int(state_id), "name": "State", "paid": "0", "shipped": "0", "logable": "0", **flags}
    document["order"]["current_state"] = state_id
    document["order_states"] = [row]
    return document


UNPAID = "state_cod"


@pytest.mark.parametrize(
    ("state_id", "flags", "status", "payment", "fulfillment"),
    [
        ("2", {"paid": "1", "logable": "1"}, Status.OPEN, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        (
            "4",
            {"paid": "1", "shipped": "1"},
            Status.COMPLETED,
            PaymentStatus.PAID,
            FulfillmentStatus.FULFILLED,
        ),
        ("4", {"shipped": "1"}, Status.COMPLETED, PaymentStatus.PENDING, FulfillmentStatus.FULFILLED),
        ("6", {}, Status.CANCELLED, PaymentStatus.VOIDED, FulfillmentStatus.UNFULFILLED),
        ("7", {}, Status.COMPLETED, PaymentStatus.REFUNDED, FulfillmentStatus.UNKNOWN),
        ("8", {}, Status.PENDING, PaymentStatus.FAILED, FulfillmentStatus.UNFULFILLED),
        ("10", {}, Status.PENDING, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
        ("22", {"logable": "1"}, Status.OPEN, PaymentStatus.PENDING, FulfillmentStatus.UNFULFILLED),
    ],
)
def test_states_mean_what_their_flags_say(
    state_id: str,
    flags: dict[str, str],
    status: Status,
    payment: PaymentStatus,
    fulfillment: FulfillmentStatus,
) -> None:
    order = normalize(state(raw(UNPAID), state_id, **flags))

    assert (order.status, order.payment_status, order.fulfillment_status) == (status, payment, fulfillment)
    assert order.raw_status == {"current_state": state_id, "name": "State"}


def test_a_state_that_is_gone_is_unknown_and_noticed() -> None:
    document = state(raw(UNPAID), "99")
    document["order_states"] = []

    order = normalize(document)

    assert (order.status, order.payment_status) == (Status.UNKNOWN, PaymentStatus.UNKNOWN)
    assert [notice.code for notice in order.notices] == ["unknown_status"]
    assert order.raw_status == {"current_state": "99"}


@pytest.mark.parametrize("given", ["22=completed", {"22": "completed"}, " 22 = completed ,"])
def test_a_merchant_says_what_a_state_means(given: Any) -> None:
    order = normalize(state(raw(UNPAID), "22"), status_map=given)

    assert (order.status, order.fulfillment_status) == (Status.COMPLETED, FulfillmentStatus.FULFILLED)


def test_a_shop_says_which_state_is_cancelled() -> None:
    document = state(raw(UNPAID), "31")
    document["settings"]["PS_OS_CANCELED"] = "31"

    assert normalize(document).status is Status.CANCELLED


@pytest.mark.parametrize(
    "options",
    [
        {"status_map": "22"},
        {"status_map": "22=shipped"},
        {"status_map": 3},
        {"id_shop": "two"},
        {"admin_folder": 1},
        {"per_minute": "many"},
        {"per_minute": True},
        {"statusmap": ""},
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        normalize(raw(), **options)


@pytest.mark.parametrize(
    ("added", "changed", "placed_at", "updated_at"),
    [
        ("2026-07-01 12:00:00", "2026-12-01 12:00:00", "2026-07-01T10:00:00Z", "2026-12-01T11:00:00Z"),
        # the hour that comes twice: the earlier reading, unless the change would lie before the order
        ("2026-10-25 02:30:00", "2026-10-25 02:40:00", "2026-10-25T00:30:00Z", "2026-10-25T00:40:00Z"),
        ("2026-10-25 02:50:00", "2026-10-25 02:10:00", "2026-10-25T00:50:00Z", "2026-10-25T01:10:00Z"),
        # an hour that does not exist
        ("2026-03-29 02:30:00", "2026-03-29 03:30:00", "2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z"),
    ],
)
def test_local_times_become_utc(added: str, changed: str, placed_at: str, updated_at: str) -> None:
    order = normalize(raw(date_add=added, date_upd=changed))

    assert (time_text(order.placed_at), time_text(order.updated_at)) == (placed_at, updated_at)


def test_another_time_zone() -> None:
    document = raw(date_add="2026-11-21 12:00:00", date_upd="2026-11-21 12:00:00")
    document["settings"]["PS_TIMEZONE"] = "America/Montreal"

    assert time_text(normalize(document).placed_at) == "2026-11-21T17:00:00Z"


@pytest.mark.parametrize(
    ("changes", "chosen", "sources"),
    [
        ({}, None, []),
        ({"vat_number": "be 0403.170.701"}, "BE0403170701", ["invoice_address.vat_number"]),
        ({"vat_number": " "}, None, []),
        ({"dni": "12345678Z"}, None, []),
        ({"dni": "B12345678", "company": "Sol SL", "id_country": "6"}, "B12345678", ["invoice_address.dni"]),
        (
            {"dni": "B12345678", "vat_number": "ESB12345678", "company": "Sol SL", "id_country": "6"},
            "ESB12345678",
            ["invoice_address.vat_number", "invoice_address.dni"],
        ),
        ({"dni": "403265045", "company": "Pro SARL"}, None, []),
    ],
)
def test_vat_ids_by_order_of_trust(changes: dict[str, str], chosen: str | None, sources: list[str]) -> None:
    document = raw("b2c_fr_mixed_rates")
    document["addresses"][0] |= changes
    document["countries"].append({"id": 6, "iso_code": "ES"})

    customer = normalize(document).customer

    assert customer.vat_id == chosen
    assert [candidate.source for candidate in customer.vat_id_candidates] == sources


def test_the_delivery_address_may_hold_the_vat_id() -> None:
    document = raw("b2c_fr_simple")
    delivery = document["order"]["id_address_delivery"]
    for row in document["addresses"]:
        row["vat_number"] = "FR40303265045" if str(row["id"]) == delivery else ""

    customer = normalize(document).customer

    assert [entry.source for entry in customer.vat_id_candidates] == ["delivery_address.vat_number"]


def test_a_deleted_address_is_an_error_that_names_it() -> None:
    document = raw()
    document["addresses"] = []

    with pytest.raises(ContractError, match="addresses: no entry has the id"):
        normalize(document)


def test_a_delivery_address_that_is_gone_does_not_matter_where_nothing_is_sent() -> None:
    document = raw("b2c_fr_virtual", id_address_delivery="9999")

    order = normalize(document)

    assert (order.shipping_address, order.billing_address is None) == (None, False)


def test_a_rule_that_was_taken_back_does_not_count() -> None:
    document = raw("coupon_two")
    document["order_cart_rules"][1]["deleted"] = "1"
    document["order"] |= {"total_discounts_tax_incl": "6.000000", "total_discounts_tax_excl": "5.000000"}

    order = normalize(document)

    assert order.discount_codes == ("Bon pct10",)
    assert len([line for line in order.lines if line.kind is LineKind.DISCOUNT]) == 1


def test_a_discount_without_its_rules_is_one_line() -> None:
    document = raw("coupon_pct10")
    document["order_cart_rules"] = []

    (line,) = [line for line in normalize(document).lines if line.kind is LineKind.DISCOUNT]

    assert (line.net, line.gross) == (Decimal("-6.42"), Decimal("-7.50"))
    assert {tax.rate for tax in line.taxes} == {Decimal(20), Decimal("5.5")}


def test_totals_that_do_not_add_up_raise_a_notice() -> None:
    order = normalize(raw(total_paid_tax_incl="108.99"))

    assert "totals_mismatch" in {notice.code for notice in order.notices}
    assert order.totals.gross == Decimal("108.99")


def test_more_money_than_is_owed_is_noticed() -> None:
    order = normalize(raw("to_rule_added_later"))

    assert [(notice.code, notice.detail) for notice in order.notices] == [
        ("overpaid", "received 4.00 more than is owed")
    ]
    assert order.payment_status is PaymentStatus.PAID


def test_a_payment_in_another_currency_is_converted_as_the_shop_does() -> None:
    # given an order of 28.39 EUR that was paid in dollars
    document = raw()
    document["order_payments"][0] |= {
        "id_currency": "2",
        "conversion_rate": "1.087300",
        "amount": "30.870000",
    }

    order = normalize(document)

    assert [payment.amount for payment in order.payments] == [Decimal("28.39")]
    assert order.payment_status is PaymentStatus.PAID


@pytest.mark.parametrize("rate", ["0.000000", "-1", "x", None, "0.000000000000001", "99999999999999"])
def test_a_payment_at_no_rate_is_named(rate: str | None) -> None:
    document = raw()
    document["order_payments"][0] |= {"id_currency": "2", "conversion_rate": rate}

    with pytest.raises(ContractError, match=r"order_payments\[0\]\.conversion_rate"):
        normalize(document)


@pytest.mark.parametrize("rate", ["-100", "-100.000", "100", "250"])
def test_a_rate_beyond_reason_is_hidden(rate: str) -> None:
    document = raw("coupon_pct10", carrier_tax_rate=rate)
    for tax in document["taxes"]:
        tax["rate"] = rate

    order = normalize(document)

    assert {part.rate for line in order.lines for part in line.taxes} == {None}
    assert order.totals == normalize(raw("coupon_pct10")).totals


def test_a_rate_of_zero_that_takes_something_is_hidden() -> None:
    document = raw()
    document["taxes"][0]["rate"] = "0.000"

    (part,) = normalize(document).lines[0].taxes

    assert part.rate is None
    assert part.amount > 0


def test_a_slip_out_of_proportion_to_its_lines_has_none() -> None:
    document = raw("to_partial_refund")
    document["order_slips"][0]["amount"] = "99999999999999"

    (refund,) = normalize(document).refunds

    assert refund.lines == ()
    assert refund.gross == Decimal("99999999999999")


def test_professionals_see_prices_without_tax() -> None:
    consumer, professional = normalize(raw("b2c_fr_simple")), normalize(raw("b2b_fr"))

    assert (consumer.prices_include_tax, professional.prices_include_tax) == (True, False)
    assert professional.lines[0].unit_price * professional.lines[0].quantity == pytest.approx(
        professional.lines[0].net, abs=Decimal("0.01")
    )


def test_a_number_of_an_older_release_stands_in_the_order() -> None:
    document = raw(shipping_number="6A001")
    document["order_carriers"] = []

    (parcel,) = normalize(document).fulfillments

    assert (parcel.tracking_number, parcel.carrier) == ("6A001", "My carrier")


def test_a_slip_without_lines_keeps_the_rate_of_its_totals() -> None:
    document = raw("to_partial_refund")
    del document["order_slips"][0]["associations"]

    (refund,) = normalize(document).refunds

    assert (refund.net, refund.tax, refund.gross, refund.lines) == (
        Decimal("13.88"),
        Decimal("2.78"),
        Decimal("16.66"),
        (),
    )


def test_a_refund_of_a_line_that_was_removed_has_no_name() -> None:
    document = raw("to_partial_refund")
    document["order_slips"][0]["associations"]["order_slip_details"][0]["id_order_detail"] = "9999"

    (line,) = normalize(document).refunds[0].lines

    assert (line.external_id, line.title, line.gross) == ("9999", "", Decimal("16.66"))


def test_only_the_customers_own_words_are_the_note() -> None:
    document = raw()
    document["messages"] = [
        {"id": 1, "id_employee": "3", "private": "0", "message": "from the shop"},
        {"id": 2, "id_employee": "0", "private": "1", "message": "hidden"},
        {"id": 3, "id_employee": "0", "private": "0", "message": "<b>ring twice</b>\x00"},
    ]

    assert normalize(document).note == "<b>ring twice</b>"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"total_paid_tax_incl": "n/a"}, "total_paid_tax_incl"),
        ({"total_paid_tax_excl": None}, "total_paid_tax_excl"),
        ({"date_add": "0000-00-00 00:00:00"}, "date_add"),
        ({"date_upd": "yesterday"}, "date_upd"),
        ({"id_currency": "77"}, "id_currency"),
        ({"current_state": None}, "current_state"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ContractError, match=f"order 6: .*{named}"):
        normalize(raw(**changes))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"errors": [{"code": 26, "message": "not allowed"}]}, "not allowed"),
        ({"taxes": [{"id": 1}]}, "taxes"),
        ({}, "no orders"),
    ],
)
def test_a_saved_answer_without_orders_says_what_it_is(document: Any, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        PRESTASHOP.unpack(document)


def test_an_empty_page_holds_no_orders() -> None:
    assert PRESTASHOP.unpack({"request": {}, "status": 200, "body": []}) == []


def test_a_page_without_what_belongs_to_its_orders_says_what_is_missing() -> None:
    (bundle,) = PRESTASHOP.unpack({"orders": [raw()["order"]]})

    with pytest.raises(ContractError, match="currencies"):
        normalize(bundle)
