"""The VAT of whole orders: what is decided for each line, and what is said of what the shop charged."""

from dataclasses import replace
from decimal import Decimal

from hub.order import VatIdCandidate
from hub.order.vocabulary import LineKind, TaxCollector
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.applying import with_rates_told, with_vat_due
from odoo_bridge.vat.orders.deciding import decide_order
from odoo_bridge.vat.orders.outcome import Agreement
from odoo_bridge.vat.orders.register import RegisterAnswer
from odoo_bridge.vat.sale import Seller, Supply, Vies
from tests.odoo_bridge.vat.orders.orders import address, company, line, order, settings, units
from tests.odoo_bridge.vat.sales import DAY

VALID = RegisterAnswer(vies=Vies.VALID)


def test_a_german_consumer_who_was_charged_german_vat_is_agreed_upon() -> None:
    # given
    sold = order("DE", line("119.00", "19"), line("5.95", "19", kind=LineKind.SHIPPING))

    # when
    vat = decide_order(sold, DAY, settings())

    # then
    assert [one.agreement for one in vat.lines] == [Agreement.EQUAL, Agreement.EQUAL]
    assert {share.treatment for one in vat.lines for share in one.shares} == {Treatment.OSS_DESTINATION}
    assert (vat.hold, vat.differs, vat.due_tax) == (False, False, Decimal("19.95"))


def test_french_vat_charged_to_a_german_consumer_differs_with_both_figures() -> None:
    # given
    sold = order("DE", line("119.00", "20"))

    # when
    vat = decide_order(sold, DAY, settings())

    # then
    [found] = vat.lines
    assert (found.agreement, found.charged_tax, found.due_tax) == (
        Agreement.DIFFERENT,
        Decimal("19.83"),
        Decimal("19.00"),
    )
    assert "19.83 EUR (20 %), due are 19.00 EUR (19 %)" in " ".join(vat.reasons)


def test_another_lawful_rate_is_the_shops_own_class_unless_a_class_is_mapped() -> None:
    # given: a lamp or a book at 7 %
    sold = order("DE", line("10.70", "7", sku="A"))

    # when
    presumed = decide_order(sold, DAY, settings())
    as_lamp = decide_order(sold, DAY, settings(products=units(A="standard")))
    as_book = decide_order(sold, DAY, settings(products=units(A="book")))

    # then
    assert [vat.lines[0].agreement for vat in (presumed, as_lamp, as_book)] == [
        Agreement.OWN_CLASS,
        Agreement.DIFFERENT,
        Agreement.EQUAL,
    ]
    assert presumed.lines[0].rates == (Decimal(7),)


def test_no_vat_is_never_taken_for_a_class_of_the_shop() -> None:
    # given: Ireland has a lawful rate of zero
    sold = order("IE", line("100.00", "0"))

    # when
    vat = decide_order(sold, DAY, settings())

    # then
    assert vat.differs
    assert vat.due_tax == Decimal("18.70")


def test_a_hidden_rate_is_read_from_the_amounts_within_a_cent() -> None:
    # given
    sold = order("DE", line("119.00", None, tax="19.01"))

    # when
    vat = decide_order(sold, DAY, settings())
    told = with_rates_told(sold, vat)

    # then
    assert vat.lines[0].agreement is Agreement.EQUAL
    assert [tax.rate for tax in told.lines[0].taxes] == [Decimal(19)]
    assert told.totals == sold.totals


def test_a_rate_that_its_amounts_do_not_show_differs() -> None:
    # given: the shop says 19 % and charges nothing
    sold = order("DE", line("119.00", "19", tax="0"))

    # then
    assert decide_order(sold, DAY, settings()).differs


def test_freight_follows_the_goods_pro_rata_of_their_nets() -> None:
    # given: 100.00 net at 20 % and 100.00 net at 5.5 %, freight at 20 % alone
    goods = (line("120.00", "20", sku="A"), line("105.50", "5.5", sku="B"))
    freight = line("22.55", "20", kind=LineKind.SHIPPING)
    sold = order("FR", *goods, freight)

    # when
    vat = decide_order(sold, DAY, settings(products=units(A="standard", B="book")))
    due = with_vat_due(sold, vat)

    # then: half of its net at each rate, and nothing more to pay
    assert [one.agreement for one in vat.lines] == [Agreement.EQUAL, Agreement.EQUAL, Agreement.DIFFERENT]
    assert [(share.rate, share.net, share.tax) for share in vat.lines[2].shares] == [
        (Decimal(20), Decimal("10.00"), Decimal("2.00")),
        (Decimal("5.5"), Decimal("10.00"), Decimal("0.55")),
    ]
    assert [one.gross for one in due.lines[2:]] == [Decimal("12.00"), Decimal("10.55")]
    assert due.totals.gross == sold.totals.gross


def test_freight_divided_as_the_law_does_is_agreed_upon() -> None:
    # given
    goods = (line("120.00", "20", sku="A"), line("105.50", "5.5", sku="B"))
    divided = line("22.55", None, tax="2.55", kind=LineKind.SHIPPING)

    # when
    vat = decide_order(order("FR", *goods, divided), DAY, settings(products=units(A="standard", B="book")))

    # then
    assert not vat.differs


def test_a_company_waits_for_vies_and_is_exempt_when_it_answers() -> None:
    # given
    sold = order("DE", line("100.00", "0"), customer=company("DE136695976"))

    # when
    before, after = decide_order(sold, DAY, settings()), decide_order(sold, DAY, settings(), VALID)

    # then
    assert (before.hold, before.waits_for_vies) == (True, True)
    assert (after.hold, after.differs, after.mention) == (
        False,
        False,
        "Exonération de TVA, article 262 ter, I du CGI (livraison intracommunautaire)",
    )


def test_two_numbers_of_different_companies_hold_for_a_person_and_not_for_vies() -> None:
    # given
    two = (
        VatIdCandidate(source="a", value="DE136695976"),
        VatIdCandidate(source="b", value="DE111111125"),
    )
    buyer = replace(company("DE136695976"), vat_id_candidates=two)

    # when
    vat = decide_order(order("DE", line("100.00", "0"), customer=buyer), DAY, settings())

    # then
    assert (vat.hold, vat.waits_for_vies) == (True, False)


def test_what_a_marketplace_remits_is_not_the_merchants() -> None:
    # given
    sold = order("DE", line("119.00", "19", collected_by=TaxCollector.CHANNEL))

    # when
    vat = decide_order(sold, DAY, settings())

    # then
    assert vat.lines[0].shares[0].treatment is Treatment.OUT_OF_SCOPE
    assert (vat.charged_tax, vat.due_tax, vat.differs) == (Decimal(0), Decimal(0), False)


def test_goods_and_downloads_of_one_order_are_decided_apart() -> None:
    # given: a business buys a lamp and a download
    lamp, download = line("100.00", "0"), line("50.00", "0", requires_shipping=False)

    # when
    vat = decide_order(order("DE", lamp, download, customer=company("DE136695976")), DAY, settings(), VALID)

    # then
    assert [one.shares[0].treatment for one in vat.lines] == [Treatment.IC_EXEMPT, Treatment.RC_SERVICE]
    assert len(vat.mention.splitlines()) == 2


def test_a_gift_card_has_no_vat_and_no_freight_follows_it() -> None:
    # given
    card, freight = line("50.00", "0", kind=LineKind.GIFT_CARD), line("6.00", "20", kind=LineKind.SHIPPING)

    # when
    vat = decide_order(order("FR", card, freight), DAY, settings())

    # then
    assert [one.shares[0].treatment for one in vat.lines] == [Treatment.OUT_OF_SCOPE, Treatment.DOMESTIC]
    assert not vat.differs


def test_goods_that_are_picked_up_stay_where_they_are() -> None:
    # given: a Swiss buyer at the counter in France
    sold = order(
        "CH", line("120.00", "20"), billing_address=address("CH", postcode="8001"), shipping_address=None
    )

    # when
    vat = decide_order(sold, DAY, settings())

    # then
    assert (vat.lines[0].shares[0].treatment, vat.differs) == (Treatment.DOMESTIC, False)


def test_what_needs_no_shipping_is_what_the_shop_says() -> None:
    # given: a consulting hour for a German consumer, at French VAT
    sold = order("DE", line("120.00", "20", requires_shipping=False))

    # when
    vat = decide_order(sold, DAY, settings(unshipped=Supply.SERVICE, seller=Seller(oss=True)))

    # then
    assert (vat.lines[0].shares[0].treatment, vat.differs) == (Treatment.DOMESTIC, False)
