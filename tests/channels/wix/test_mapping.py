"""What the samples do not show: each rule of the mapping on an order made for it."""

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from hub.errors import ContractError
from hub.order.vocabulary import FulfillmentStatus, LineKind, Origin, PaymentStatus, Status
from tests.channels.wix.samples import FIXTURES, WIX, changed, money, raw, read


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("INITIALIZED", Status.DRAFT),
        ("PENDING", Status.PENDING),
        ("APPROVED", Status.OPEN),
        ("CANCELED", Status.CANCELLED),
        ("REJECTED", Status.CANCELLED),
        ("OF_NEXT_YEAR", Status.UNKNOWN),
    ],
)
def test_status(word: str, expected: Status) -> None:
    order = read(changed("page_10060", status=word))

    assert order.status is expected
    assert order.raw_status["status"] == word
    assert bool(order.notices) == (expected is Status.UNKNOWN)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("NOT_PAID", PaymentStatus.PENDING),
        ("PENDING", PaymentStatus.PENDING),
        ("PENDING_MERCHANT", PaymentStatus.PENDING),
        ("PARTIALLY_PAID", PaymentStatus.PARTIALLY_PAID),
        ("PAID", PaymentStatus.PAID),
        ("PARTIALLY_REFUNDED", PaymentStatus.PARTIALLY_REFUNDED),
        ("FULLY_REFUNDED", PaymentStatus.REFUNDED),
        ("CANCELED", PaymentStatus.VOIDED),
        ("DECLINED", PaymentStatus.FAILED),
        ("UNSPECIFIED", PaymentStatus.UNKNOWN),
        ("OF_NEXT_YEAR", PaymentStatus.UNKNOWN),
    ],
)
def test_payment_status(word: str, expected: PaymentStatus) -> None:
    assert read(changed("page_10060", paymentStatus=word)).payment_status is expected


def test_reserved_money_is_authorized() -> None:
    document = changed("page_10060", paymentStatus="NOT_PAID")
    document["order"]["balanceSummary"] |= {"authorized": money("29.40"), "paid": money("0.00")}

    order = read(document)

    assert order.payment_status is PaymentStatus.AUTHORIZED
    assert order.payments == ()


def test_a_paid_order_may_be_cancelled() -> None:
    order = read(changed("b2c_fr_tax_included", status="CANCELED"))

    assert (order.status, order.payment_status) == (Status.CANCELLED, PaymentStatus.PAID)
    assert order.cancelled_at is None


def test_what_nobody_ships_needs_no_fulfilment() -> None:
    assert read(raw("gift_card_and_ebook_no_shipping")).fulfillment_status is FulfillmentStatus.NOT_REQUIRED


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("WEB", Origin.WEB),
        ("POS", Origin.POS),
        ("AMAZON", Origin.MARKETPLACE),
        ("BACKOFFICE_MERCHANT", Origin.DRAFT),
        ("OF_NEXT_YEAR", Origin.OTHER),
    ],
)
def test_origin(word: str, expected: Origin) -> None:
    order = read(changed("page_10060", channelInfo={"type": word}))

    assert order.origin is expected
    assert order.raw_status["channelInfo.type"] == word


def test_a_subscription_is_one_whatever_its_channel() -> None:
    document = raw("page_10060")
    document["order"]["lineItems"][0]["subscriptionInfo"] = {"cycleNumber": 2}

    assert read(document).origin is Origin.SUBSCRIPTION


@pytest.mark.parametrize("number", ["10060", 10060])
def test_a_number_is_text_or_a_number(number: Any) -> None:
    assert read(changed("page_10060", number=number)).number == "10060"


@pytest.mark.parametrize("amount", ["24.5", "24.50", "24.500000"])
def test_amounts_come_with_any_number_of_decimals(amount: str) -> None:
    document = raw("page_10060")
    document["order"]["lineItems"][0]["totalPriceAfterTax"]["amount"] = amount

    assert str(read(document).lines[0].gross) == "24.50"


def test_imported_orders_have_their_real_date() -> None:
    order = read(changed("page_10060", purchasedDate="2024-01-05T10:00:00.000Z", imported=True))

    assert order.placed_at.isoformat() == "2024-01-05T10:00:00+00:00"


def test_the_sdks_names_of_an_address_are_read_as_well() -> None:
    document = raw("page_10060")
    address = document["order"]["billingInfo"]["address"]
    address["addressLine1"] = address.pop("addressLine")

    found = read(document).billing_address

    assert found is not None
    assert found.street == "1 place de la Mairie"


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("gift-wrap", "Emballage cadeau", LineKind.GIFT_WRAP),
        ("giftWrap", "x", LineKind.GIFT_WRAP),
        ("tip", "Pourboire", LineKind.TIP),
        ("a", "Tip for the driver", LineKind.TIP),
        ("multiple", "Antiparasite", LineKind.FEE),
    ],
)
def test_a_fee_is_what_its_name_says(code: str, name: str, kind: LineKind) -> None:
    document = raw("additional_fee")
    document["order"]["additionalFees"][0] |= {"code": code, "name": name}

    assert read(document).lines[-1].kind is kind


def test_what_wix_rounds_differently_is_a_line() -> None:
    document = raw("page_10060")
    document["order"]["priceSummary"] |= {"tax": money("4.91"), "total": money("29.41")}

    order = read(document)

    assert (order.lines[-1].kind, order.lines[-1].gross) == (LineKind.ROUNDING, Decimal("0.01"))
    assert order.notices == ()


def test_totals_that_differ_hold_the_order() -> None:
    document = raw("page_10060")
    document["order"]["priceSummary"]["total"] = money("31.40")

    assert [notice.code for notice in read(document).notices] == ["totals_mismatch"]


@pytest.mark.parametrize("kept", ["priceSummary", "taxInfo", "taxSummary", None])
def test_the_tax_is_found_wherever_wix_keeps_it(kept: str | None) -> None:
    document = raw("page_10060")
    for holder, name in (("priceSummary", "tax"), ("taxInfo", "totalTax"), ("taxSummary", "totalTax")):
        if holder != kept:
            del document["order"][holder][name]

    assert read(document).totals.tax == Decimal("4.90")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("shippingInfo", "cost", "totalPriceBeforeTax", "amount"), "4,08"),
        (("lineItems", 0, "taxInfo", "taxBreakdown", 0, "rate"), "1e9"),
        (("lineItems", 0, "totalPriceAfterTax", "amount"), "NaN"),
        (("priceSummary", "total"), None),
        (("currency",), "euro"),
        (("updatedDate",), "yesterday"),
    ],
)
def test_what_cannot_be_read_is_named(path: tuple[Any, ...], value: Any) -> None:
    document = raw()
    holder: Any = document["order"]
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value

    with pytest.raises(ContractError, match=str([name for name in path if isinstance(name, str)][-1])):
        read(document)


def test_amounts_out_of_all_proportion_are_an_error_and_no_crash() -> None:
    document = raw()
    line = document["order"]["lineItems"][0]
    line |= {"quantity": 10**14, "price": money("999999999999999"), "totalDiscount": money("1")}

    with pytest.raises(ContractError):
        read(document)


def test_hostile_text_is_kept_as_text() -> None:
    document = copy.deepcopy(raw())
    document["order"]["buyerNote"] = "<script>alert(1)</script>\x00\ud83d'; DROP TABLE orders"

    assert read(document).note == "<script>alert(1)</script>�'; DROP TABLE orders"


def test_payments_join_the_order_that_they_belong_to() -> None:
    bundle = raw()
    page = {"orders": [bundle["order"]], "metadata": {}}
    saved = {
        "request": {"url": "https://www.wixapis.com/ecom/v1/orders/search"},
        "response": {"status": 200, "body": page},
        "also": [{"response": {"status": 200, "body": {"orderTransactions": bundle["transactions"]}}}],
    }

    assert WIX.unpack(saved) == [bundle]
    assert WIX.unpack(page) == [{"order": bundle["order"], "transactions": None}]
    assert WIX.unpack({"order": bundle["order"]}) == [{"order": bundle["order"]}]
    assert WIX.unpack([bundle["order"], bundle]) == [{"order": bundle["order"], "transactions": None}, bundle]


@pytest.mark.parametrize("name", ["403_forbidden", "400_oauth_token_refused", "404_order_not_found"])
def test_a_saved_error_is_no_order(name: str) -> None:
    saved = json.loads((FIXTURES / "errors" / f"{name}.json").read_text(encoding="utf-8"))

    with pytest.raises(ContractError, match="error of Wix"):
        WIX.unpack(saved)


def test_payments_alone_are_no_order() -> None:
    with pytest.raises(ContractError, match="payments"):
        WIX.unpack({"orderTransactions": raw()["transactions"]})
