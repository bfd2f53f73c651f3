"""What an order means: edits, refunds, tips, rates, states, numbers; and what is said of unreadable ones."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.shopify import channel
from hub.errors import ConfigError, ContractError
from hub.order import Order
from hub.order.vocabulary import FulfillmentStatus, LineKind, Origin, PaymentStatus, Status
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
SHOPIFY = channel.Shopify()


def raw(name: str, **changes: Any) -> Any:
    return json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8")) | changes


def understood(document: Any, **options: str) -> Order:
    return SHOPIFY.normalize(document, Account(shop="fixture", credentials={}, options=options))


def bag(amount: str) -> Any:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


def notices(order: Order) -> set[str]:
    return {notice.code for notice in order.notices}


SIMPLE = "01_b2c_fr_taxes_included"


def test_units_removed_before_payment_were_never_sold() -> None:
    order = understood(raw("made_edit_before_payment"))

    assert [str(line.quantity) for line in order.lines] == ["3", "1", "1", "1"]
    assert order.totals.gross == Decimal("114.90")
    assert order.refunds == ()
    assert order.notices == ()


def test_units_removed_after_payment_stay_until_their_refund() -> None:
    order = understood(raw("17_edited_quantity_reduced"))

    assert order.lines[0].quantity == 5
    assert [(refund.net, refund.tax) for refund in order.refunds] == [(Decimal("30.00"), Decimal("6.00"))]


def test_a_removal_that_is_listed_as_a_refund_without_money_is_no_refund() -> None:
    # given the other form in which Shopify may show a removal
    document = raw("made_edit_before_payment")
    refund = copy.deepcopy(raw("04_partial_refund_line_and_shipping")["refunds"][0])
    refund |= {"totalRefundedSet": bag("0.0"), "refundShippingLines": {"nodes": []}}
    refund["refundLineItems"]["nodes"][0]["lineItem"]["id"] = document["lineItems"]["nodes"][0]["id"]

    order = understood(document | {"refunds": [refund]})

    assert order.totals.gross == Decimal("114.90")
    assert order.refunds == ()


def test_a_line_removed_before_payment_is_gone() -> None:
    document = raw("made_edit_before_payment")
    document["lineItems"]["nodes"][0]["currentQuantity"] = 0
    document |= {"currentTotalPriceSet": bag("60.9"), "currentTotalTaxSet": bag("10.15")}

    order = understood(document)

    assert len(order.lines) == 3
    assert order.totals.gross == Decimal("60.90")


def test_shipping_that_an_edit_removed_before_payment_is_gone() -> None:
    document = raw("11_from_draft_custom_line_pending")
    document["shippingLines"]["nodes"][0]["isRemoved"] = True
    document |= {"currentTotalPriceSet": bag("472.0"), "currentTotalTaxSet": bag("78.67")}

    order = understood(document)

    assert LineKind.SHIPPING not in {line.kind for line in order.lines}
    assert order.totals.gross == Decimal("472.00")
    assert order.notices == ()


def test_several_shipping_lines_are_several_lines() -> None:
    document = raw(SIMPLE, totalPriceSet=bag("152.7"), totalTaxSet=bag("25.45"))
    second = copy.deepcopy(document["shippingLines"]["nodes"][0]) | {"id": "gid://shopify/ShippingLine/2"}
    document["shippingLines"]["nodes"].append(second)

    order = understood(document)

    assert [line.gross for line in order.lines if line.kind is LineKind.SHIPPING] == [Decimal("6.90")] * 2
    assert order.notices == ()


def test_a_total_that_nobody_understands_holds_the_order() -> None:
    order = understood(raw(SIMPLE, totalPriceSet=bag("200.0")))

    assert notices(order) == {"totals_mismatch"}
    assert order.totals.gross == Decimal("200.00")


def test_a_territory_overseas_is_its_own_country() -> None:
    addresses = [understood(raw(f"18_page2_of_2_{number}")).shipping_address for number in (1063, 1064)]

    assert [address.country for address in addresses if address] == ["RE", "MC"]


def test_a_cancelled_order_keeps_what_had_been_ordered() -> None:
    document = raw("made_edit_before_payment", cancelledAt="2026-11-16T10:00:00Z")

    order = understood(document)

    assert (order.status, order.totals.gross) == (Status.CANCELLED, Decimal("150.90"))


@pytest.mark.parametrize("amount", ["-5.0", "5.0"])
def test_a_goodwill_refund_counts_whatever_its_sign(amount: str) -> None:
    document = raw("made_goodwill_refund_unknown_words")
    document["refunds"][0]["orderAdjustments"]["nodes"][0]["amountSet"] = bag(amount)

    (refund,) = understood(document).refunds

    assert (refund.gross, refund.lines) == (Decimal("5.00"), ())


def test_refunded_lines_are_read_with_or_without_their_tax() -> None:
    # given a refund whose amounts are without tax, as its total shows
    document = raw("04_partial_refund_line_and_shipping")
    refund = document["refunds"][0]
    refund["refundLineItems"]["nodes"][0]["subtotalSet"] = bag("30.0")
    refund["refundShippingLines"]["nodes"][0]["subtotalAmountSet"] = bag("4.08")

    (other,), (usual,) = (
        understood(document).refunds,
        understood(raw("04_partial_refund_line_and_shipping")).refunds,
    )

    assert other == usual


def test_refunds_that_are_missing_are_noticed() -> None:
    document = raw("04_partial_refund_line_and_shipping", refunds=[])

    assert "refunds_mismatch" in notices(understood(document))


def test_the_tip_counts_once_in_either_form() -> None:
    for name in ("10_tip", "made_tip_without_line"):
        order = understood(raw(name))
        assert [line.gross for line in order.lines if line.kind is LineKind.TIP] == [Decimal("3.00")]
        assert order.totals.gross == Decimal("32.40")


def test_a_gift_card_of_the_amount_of_the_tip_is_no_tip() -> None:
    document = raw("09_gift_card_sold_and_gift_card_paid", totalTipReceivedSet=bag("50.0"))

    kinds = [line.kind for line in understood(document).lines]

    assert kinds.count(LineKind.TIP) == 1
    assert LineKind.GIFT_CARD in kinds


def test_duties_inside_the_prices_are_not_added() -> None:
    document = raw(SIMPLE, currentTotalDutiesSet=bag("9.0"), dutiesIncluded=True)

    assert understood(document).totals.gross == Decimal("145.80")


def test_a_hidden_rate_is_derived_where_one_fits() -> None:
    document = raw(SIMPLE)
    for line in document["lineItems"]["nodes"]:
        line["taxLines"][0] |= {"rate": None, "ratePercentage": None}

    rates = [line.taxes[0].rate for line in understood(document).lines[:2]]

    assert rates == [Decimal(20), Decimal(20)]


def test_change_is_no_payment() -> None:
    # given twenty-five handed over for 24.50
    document = raw("12_pos_anonymous")
    sale = document["transactions"][0]
    change = {**copy.deepcopy(sale), "id": "gid://shopify/OrderTransaction/2", "kind": "CHANGE"}
    sale["amountSet"], change["amountSet"] = bag("25.0"), bag("0.5")

    (payment,) = understood(document | {"transactions": [sale, change]}).payments

    assert payment.amount == Decimal("24.50")


@pytest.mark.parametrize(
    ("changes", "status", "payment", "fulfillment"),
    [
        ({}, Status.OPEN, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ({"closed": True}, Status.COMPLETED, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ({"confirmed": False}, Status.PENDING, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
        ({"displayFinancialStatus": None}, Status.OPEN, PaymentStatus.UNKNOWN, FulfillmentStatus.UNFULFILLED),
        (
            {"displayFinancialStatus": "EXPIRED", "displayFulfillmentStatus": "RESTOCKED"},
            Status.OPEN,
            PaymentStatus.VOIDED,
            FulfillmentStatus.RETURNED,
        ),
        (
            {"displayFulfillmentStatus": "BEAMED"},
            Status.OPEN,
            PaymentStatus.PAID,
            FulfillmentStatus.UNKNOWN,
        ),
    ],
)
def test_states(changes: Any, status: Status, payment: PaymentStatus, fulfillment: FulfillmentStatus) -> None:
    order = understood(raw(SIMPLE, **changes))

    assert (order.status, order.payment_status, order.fulfillment_status) == (status, payment, fulfillment)
    unknown = payment is PaymentStatus.UNKNOWN or fulfillment is FulfillmentStatus.UNKNOWN
    assert ("unknown_status" in notices(order)) == unknown
    assert order.raw_status["displayFulfillmentStatus"] == changes.get(
        "displayFulfillmentStatus", "UNFULFILLED"
    )


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("web", Origin.WEB),
        ("pos", Origin.POS),
        ("shopify_draft_order", Origin.DRAFT),
        ("subscription_contract", Origin.SUBSCRIPTION),
        ("1662707", Origin.OTHER),
        (None, Origin.OTHER),
    ],
)
def test_origins(source: str | None, origin: Origin) -> None:
    assert understood(raw(SIMPLE, sourceName=source)).origin is origin


def test_the_most_trusted_vat_id_wins_and_a_conflict_is_said() -> None:
    order = understood(raw("made_goodwill_refund_unknown_words"))

    assert order.customer.vat_id == "IT07643520567"
    assert [entry.source for entry in order.customer.vat_id_candidates] == [
        "customer.taxSettings.taxId",
        "customAttributes.Numéro de TVA",
        "note",
    ]
    assert [(entry.kind, entry.value) for entry in order.customer.registrations] == [
        ("siret", "30326504500012")
    ]
    assert "vat_id_conflict" in notices(order)


@pytest.mark.parametrize("key", ["VAT ID (optional)", "N° de TVA intracom.", "company_vat", "Tax ID / VAT"])
def test_an_attribute_under_any_name_that_says_vat_is_read(key: str) -> None:
    attributes = [{"key": key, "value": "FR 40 303265045"}, {"key": "Gift note", "value": "DE136695976"}]

    customer = understood(raw(SIMPLE, customAttributes=attributes)).customer

    assert customer.vat_id == "FR40303265045"
    assert [entry.source for entry in customer.vat_id_candidates] == [f"customAttributes.{key}"]


def test_the_merchants_own_attribute_is_trusted_before_the_usual_ones() -> None:
    attributes = [{"key": "TVA", "value": "DE136695976"}, {"key": "Mein Feld", "value": "NL004495445B01"}]

    order = understood(raw(SIMPLE, customAttributes=attributes), vat_id_keys="mein feld")

    assert order.customer.vat_id == "NL004495445B01"


@pytest.mark.parametrize(
    "note",
    ["Devis D-204 accepté", "Livrer avant FR 14h", "call +33 6 12 34 56 78", "DE136695976 is my lucky"],
)
def test_a_note_without_a_vat_id_names_none(note: str) -> None:
    assert understood(raw(SIMPLE, note=note)).customer.vat_id_candidates == ()


def test_localized_fields_are_numbers_or_registrations() -> None:
    fields = [
        {"key": "TAX_CREDENTIAL_IT", "value": "07643520567"},
        {"key": "TAX_EMAIL_IT", "value": "azienda@pec.example.it"},
    ]

    customer = understood(raw(SIMPLE, localizedFields={"nodes": fields})).customer

    assert customer.vat_id == "07643520567"
    assert [entry.kind for entry in customer.registrations] == ["tax_email_it"]


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ConfigError, match="colour"):
        understood(raw(SIMPLE), colour="red")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"currencyCode": "euro"}, "currencyCode"),
        ({"lineItems": None}, "lineItems"),
        ({"totalPriceSet": None}, "totalPriceSet"),
        ({"updatedAt": "yesterday"}, "updatedAt"),
        ({"tags": "a,b"}, "tags"),
        ({"id": "gid://shopify/Customer/1"}, "id"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_order(change: Any, named: str) -> None:
    with pytest.raises(ContractError, match=named) as caught:
        understood(raw(SIMPLE, **change))
    assert "#1042" in caught.value.cause


@pytest.mark.parametrize(
    "document",
    [
        {"errors": [{"message": "Throttled"}]},
        {"data": None},
        {"data": {"shop": {}}},
        {"data": {"orders": {"nodes": None}}},
        "text",
    ],
)
def test_an_answer_without_orders_is_said(document: Any) -> None:
    with pytest.raises(ContractError):
        SHOPIFY.unpack(document)


def test_two_recorded_pages_of_lines_become_one_order() -> None:
    # given the order cut after fifty lines, and the rest as a further page
    whole = raw("13_65_lines")
    rest = {"nodes": whole["lineItems"]["nodes"][50:], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    first = {"data": {"orders": {"nodes": [raw("13_65_lines_page1")]}}}
    further = {"data": {"order": {"id": whole["id"], "updatedAt": whole["updatedAt"], "lineItems": rest}}}

    (found,) = SHOPIFY.unpack({"calls": [{"body": first}, {"body": further}]})

    assert understood(found) == understood(whole)
