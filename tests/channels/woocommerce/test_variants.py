"""Orders that real shops send and that no recording shows: what they cost, what was paid and given back."""

from decimal import Decimal
from typing import Any

import pytest

from channels.woocommerce import channel
from hub.order import Order
from hub.order.vocabulary import LineKind, PaymentStatus, Status
from hub.ports import Account
from tests.channels.woocommerce.built import MOMENT, Built, cents


def normalize(document: Any, **options: Any) -> Order:
    return channel.WooCommerce().normalize(
        document, Account(shop="boutique", credentials={}, options=options)
    )


def meta(*entries: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"id": number, "key": key, "value": value} for number, (key, value) in enumerate(entries)]


# What was put into the cart → net, tax. The sums are reckoned by hand.
CARTS: dict[str, tuple[Built, str, str]] = {
    "one line": (Built().item("50.00", 2), "50.00", "10.00"),
    "a percentage off": (Built().item("45.00", 2, full="50.00"), "45.00", "9.00"),
    "everything off": (Built().item("0.00", 2, full="50.00").shipping("0.00"), "0.00", "0.00"),
    "a negative fee": (Built().item("50.00").fee("-10.00"), "40.00", "8.00"),
    "a fee that is not taxed": (Built().item("50.00").fee("3.00", rates=()), "53.00", "10.00"),
    "a total below zero": (Built().item("5.00").fee("-10.00"), "-5.00", "-1.00"),
    "shipping at two rates": (
        Built({1: "20", 2: "5.5"}).item("50.00").item("30.00", rates=(2,)).shipping("6.00", rates=(1, 2)),
        "86.00",
        "13.18",  # 10.00 + 1.65 + (1.20 + 0.33)
    ),
    "a tax on a tax": (
        Built({1: "5", 2: "9.975"}, compound=(2,)).item("100.00", rates=(1, 2)),
        "100.00",
        "15.47",  # 5.00 + 105.00 × 9.975 %
    ),
    "a bundle and its parts at no price": (
        Built().item("80.00").item("0.00", 2).item("0.00", 4),
        "80.00",
        "16.00",
    ),
    "goods that are not taxed": (Built({}).item("19.99", rates=()), "19.99", "0.00"),
    "nothing at all": (Built(), "0.00", "0.00"),
    "a quantity of zero": (Built().item("12.00", 0), "12.00", "2.40"),
    "a price raised by hand": (Built().item("60.00", full="50.00"), "60.00", "12.00"),
}


@pytest.mark.parametrize(("built", "net", "tax"), CARTS.values(), ids=CARTS)
@pytest.mark.parametrize("include_tax", [False, True])
def test_what_a_cart_costs(built: Built, net: str, tax: str, include_tax: bool) -> None:
    order = normalize(built.order(prices_include_tax=include_tax))

    assert (order.totals.net, order.totals.tax) == (Decimal(net), Decimal(tax))
    assert order.notices == ()
    assert LineKind.ROUNDING not in {line.kind for line in order.lines}
    assert [payment.amount for payment in order.payments] == [order.totals.gross]
    for line in order.lines:
        listed = line.unit_price * (line.quantity or 1)
        rate = sum((part.rate or Decimal(0) for part in line.taxes), Decimal(0))
        without_tax = listed / (1 + rate / 100) if include_tax else listed
        if line.kind is LineKind.PRODUCT and line.net and rate != Decimal("14.975"):
            assert abs(without_tax - line.discount - line.net) < Decimal("0.02")


def test_each_rate_of_shipping_has_its_part() -> None:
    built = Built({1: "20", 2: "5.5"}).item("50.00").shipping("6.00", rates=(1, 2))

    shipping = normalize(built.order()).lines[-1]

    assert [(part.rate, part.amount) for part in shipping.taxes] == [
        (Decimal(20), Decimal("1.20")),
        (Decimal("5.5"), Decimal("0.33")),
    ]


def test_the_rate_of_a_tax_service_is_hidden_rather_than_zero() -> None:
    # given taxes that AvaTax worked out, under one rate of its own that says 0 %
    document = Built({999999999: "20"}).item("50.00", rates=(999999999,)).order()
    document["tax_lines"][0]["rate_percent"] = 0

    (part,) = normalize(document).lines[0].taxes

    assert (part.rate, part.amount) == (None, Decimal("10.00"))


def test_a_rate_of_zero_that_takes_nothing_is_zero() -> None:
    (part,) = normalize(Built({1: "0"}).item("50.00").order()).lines[0].taxes

    assert (part.rate, part.amount) == (Decimal(0), Decimal(0))


CARDS = {
    "Gift Cards": {"gift_cards": [{"id": 4, "code": "AAAA", "amount": 50}]},
    "Gift Cards, as text": {"gift_cards": [{"id": 4, "code": "AAAA", "amount": "50.00"}]},
    "YITH": {"meta_data": meta(("_ywgc_applied_gift_cards", {"AAAA": 50}))},
    "Smart Coupons": {"meta_data": meta(("smart_coupons_contribution", {"AAAA": "50"}))},
}


@pytest.mark.parametrize("held", CARDS.values(), ids=CARDS)
def test_a_gift_card_is_a_payment_and_lowers_no_tax(held: dict[str, Any]) -> None:
    # given goods of 120.00 of which a card paid 50.00: WooCommerce's total is what was left to pay
    order = normalize(Built().item("100.00").order(total="70.00", **held))

    assert (order.totals.gross, order.totals.tax) == (Decimal("120.00"), Decimal("20.00"))
    assert [(payment.method, payment.amount, payment.reference) for payment in order.payments] == [
        ("gift_card", Decimal("50.00"), "AAAA"),
        ("stripe", Decimal("70.00"), "pi_1"),
    ]
    assert order.notices == ()
    assert order.payment_status is PaymentStatus.PAID


def test_a_gift_card_may_pay_everything() -> None:
    cards = [{"code": "AAAA", "amount": 100}, {"code": "BBBB", "amount": 20}]

    order = normalize(Built().item("100.00").order(total="0.00", gift_cards=cards))

    assert order.totals.gross == Decimal("120.00")
    assert [payment.amount for payment in order.payments] == [Decimal("100.00"), Decimal("20.00")]


@pytest.mark.parametrize(
    "cards",
    [[{"code": "AAAA", "amount": 10}], [{"code": "AAAA"}], [7], {}, "AAAA", None, [{"amount": "-50"}]],
)
def test_a_card_that_does_not_explain_the_total_holds_the_order(cards: Any) -> None:
    order = normalize(Built().item("100.00").order(total="70.00", gift_cards=cards))

    assert order.totals.gross == Decimal("70.00")
    assert [notice.code for notice in order.notices] == ["totals_mismatch"]


def test_a_card_that_is_also_a_negative_fee_is_not_counted_twice() -> None:
    built = Built().item("100.00").fee("-50.00", rates=())

    order = normalize(built.order(gift_cards=[{"code": "AAAA", "amount": 50}]))

    assert order.totals.gross == Decimal("70.00")
    assert [payment.amount for payment in order.payments] == [Decimal("70.00")]


@pytest.mark.parametrize(("second", "paid"), [("no", "36.00"), ("yes", "120.00")])
def test_of_a_deposit_only_what_came_is_a_payment(second: str, paid: str) -> None:
    held = meta(
        ("_wc_deposits_order_has_deposit", "yes"),
        ("_wc_deposits_deposit_amount", "36.00"),
        ("_wc_deposits_second_payment_paid", second),
    )

    order = normalize(Built().item("100.00").order(status="partially-paid", meta_data=held))

    assert (order.status, order.payment_status) == (Status.OPEN, PaymentStatus.PARTIALLY_PAID)
    assert [payment.amount for payment in order.payments] == [Decimal(paid)]
    assert order.totals.gross == Decimal("120.00")


def given_back(lines: list[dict[str, Any]], amount: str, tax: str | None = None) -> dict[str, Any]:
    """A paid order of 120.00 with shipping of 6.00, and one refund of it."""
    order = Built().item("100.00", 4).shipping("5.00").order()
    named = {"id": 77, "reason": "", "total": f"-{amount}"} | ({} if tax is None else {"total_tax": tax})
    kinds: dict[str, Any] = {"line_items": [], "shipping_lines": [], "fee_lines": []}
    kinds |= {line["of"]: [line] for line in lines}
    detail = {"id": 77, "amount": amount, "reason": "", "date_created_gmt": MOMENT, **kinds}
    return {"order": {**order, "refunds": [named]}, "refunds": [detail]}


def line(of: str, refunded: str, quantity: int, net: str, tax: str) -> dict[str, Any]:
    """A refunded line as WooCommerce sends it: everything negative."""
    return {
        "of": of,
        "id": 900,
        "quantity": -quantity,
        "total": f"-{net}",
        "total_tax": f"-{tax}" if tax else "",
        "subtotal": f"-{net}",
        "subtotal_tax": f"-{tax}" if tax else "",
        "taxes": [{"id": 1, "total": f"-{tax}" if tax else ""}],
        "meta_data": [{"key": "_refunded_item_id", "value": refunded}],
    }


REFUNDS: dict[str, tuple[list[dict[str, Any]], str, str | None, str, PaymentStatus]] = {
    "one piece": (
        [line("line_items", "500", 1, "25.00", "5.00")],
        "30.00",
        "-5.00",
        "5.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "money for a line, no piece": (
        [line("line_items", "500", 0, "10.00", "2.00")],
        "12.00",
        "-2.00",
        "2.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "shipping alone": (
        [line("shipping_lines", "501", 1, "5.00", "1.00")],
        "6.00",
        "-1.00",
        "1.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "an amount": ([], "9.99", "0.00", "0.00", PaymentStatus.PARTIALLY_REFUNDED),
    "an amount, of which nobody says the tax": ([], "9.99", None, "0.00", PaymentStatus.PARTIALLY_REFUNDED),
    "more than the line, by hand": (
        [line("line_items", "500", 1, "25.00", "5.00")],
        "50.00",
        "-5.00",
        "5.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "net only, the tax left empty": (
        [line("line_items", "500", 1, "25.00", "")],
        "25.00",
        "0.00",
        "0.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "everything": (
        [line("line_items", "500", 4, "100.00", "20.00"), line("shipping_lines", "501", 1, "5.00", "1.00")],
        "126.00",
        "-21.00",
        "21.00",
        PaymentStatus.REFUNDED,
    ),
}


@pytest.mark.parametrize(("lines", "amount", "said_tax", "tax", "status"), REFUNDS.values(), ids=REFUNDS)
def test_what_was_given_back(
    lines: list[dict[str, Any]], amount: str, said_tax: str | None, tax: str, status: PaymentStatus
) -> None:
    order = normalize(given_back(lines, amount, said_tax))

    (refund,) = order.refunds
    assert (refund.gross, refund.tax) == (Decimal(amount), Decimal(tax))
    assert order.payment_status is status
    assert {entry.external_id for entry in refund.lines} <= {entry.external_id for entry in order.lines}
    assert all(entry.gross >= 0 for entry in refund.lines)


@pytest.mark.parametrize("value", ["", "0", 0, None])
def test_a_refunded_line_that_names_no_line_keeps_its_own_id(value: Any) -> None:
    entry = line("line_items", "500", 1, "25.00", "5.00")
    entry["meta_data"] = [{"key": "_refunded_item_id", "value": value}]

    (refund,) = normalize(given_back([entry], "30.00", "-5.00")).refunds

    assert [found.external_id for found in refund.lines] == ["900"]


ODD: dict[str, dict[str, Any]] = {
    "metadata with a gap": {"meta_data": {"1": {"key": "_billing_vat", "value": "FR40303265045"}}},
    "metadata that a plugin emptied": {
        "meta_data": [[], {}, {"key": "_billing_vat", "value": "FR40303265045"}]
    },
    "a key of no known plugin": {"meta_data": meta(("_company_vat_no", "FR 40 303 265 045"))},
    "a key with words": {"meta_data": meta(("N° TVA", "FR40303265045"), ("Numéro de TVA ", ""))},
    "a block field with a name of its own": {
        "meta_data": meta(("_wc_other/acme/tva-intra", "FR40303265045"))
    },
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_a_vat_id_is_found(changes: dict[str, Any]) -> None:
    assert normalize(Built().item("10.00").order(**changes)).customer.vat_id == "FR40303265045"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("is_vat_exempt", "yes"),
        ("_vat_number_is_valid", "true"),
        ("_vat_country", "FR"),
        ("_vat_checked_at", "1795305600"),
        ("_vat_consultation_number", "WAPIAAAAX3lU8bHe"),
        ("_vat_amount", 1234567890),
        ("_private_note", "FR40303265045"),
        ("_vat_rates", ["FR40303265045"]),
    ],
)
def test_other_words_about_vat_are_no_vat_id(key: str, value: Any) -> None:
    customer = normalize(Built().item("10.00").order(meta_data=meta((key, value)))).customer

    assert (customer.vat_id, customer.vat_id_candidates) == (None, ())


@pytest.mark.parametrize(("said", "code"), [("EL", "GR"), ("UK", "GB"), ("XI", "GB"), ("gb", "GB"), ("", "")])
def test_countries_are_iso_codes(said: str, code: str) -> None:
    document = Built().item("10.00").order()
    document["billing"]["country"] = said

    address = normalize(document).billing_address

    assert address is not None
    assert address.country == code


def test_an_order_made_by_hand_with_nothing_in_it() -> None:
    blank = dict.fromkeys(("first_name", "last_name", "company", "address_1", "city", "country", "email"), "")

    order = normalize(
        Built().order(
            status="pending",
            date_paid_gmt=None,
            customer_id=0,
            billing=blank,
            shipping=blank,
            created_via="admin",
        )
    )

    assert (order.lines, order.billing_address, order.shipping_address) == ((), None, None)
    assert (order.customer.guest, order.customer.email, order.payments) == (True, "", ())


def test_an_order_without_a_date_of_its_own_has_that_of_its_last_change() -> None:
    order = normalize(Built().item("10.00").order(date_created_gmt=None))

    assert order.placed_at == order.updated_at


def test_two_parcels_that_share_an_id_are_told_apart_by_their_numbers() -> None:
    items = [{"tracking_id": "a", "tracking_number": number} for number in ("1", "2")]

    order = normalize(Built().item("10.00").order(meta_data=meta(("_wc_shipment_tracking_items", items))))

    assert [parcel.external_id for parcel in order.fulfillments] == ["1", "2"]


@pytest.mark.parametrize(("currency", "net", "gross"), [("JPY", "3200", "3520"), ("KWD", "7.125", "7.838")])
def test_currencies_with_other_decimals(currency: str, net: str, gross: str) -> None:
    document = Built({1: "10"}).item("1.00").order(currency=currency, total=gross)
    tax = Decimal(gross) - Decimal(net)
    document["line_items"][0] |= {"total": net, "subtotal": net, "total_tax": str(tax), "taxes": []}
    document["total_tax"] = str(tax)

    order = normalize(document)

    assert (order.totals.net, order.totals.gross) == (Decimal(net), Decimal(gross))
    assert order.notices == ()


def test_hundreds_of_lines_differ_by_no_more_than_their_rounding() -> None:
    built = Built({1: "5.5"})
    for _ in range(300):
        built.item("0.99")

    order = normalize(built.order())

    assert order.totals.gross == Decimal(cents(sum(built.sums(), Decimal(0))))
    assert len(order.lines) == 300
