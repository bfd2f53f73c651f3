"""What holds for every order, whatever was sold, charged and answered."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as some

from hub.order import Address, Customer, Line
from hub.order.money import quantize
from hub.order.vocabulary import LineKind, TaxCollector
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.applying import with_rates_told, with_vat_due
from odoo_bridge.vat.orders.deciding import decide_order
from odoo_bridge.vat.orders.outcome import Agreement
from odoo_bridge.vat.orders.register import RegisterAnswer
from odoo_bridge.vat.orders.settings import OrderSettings
from odoo_bridge.vat.rates import allowed, regions
from odoo_bridge.vat.sale import Seller, Vies
from tests.odoo_bridge.vat.orders.orders import address, company, line, order, settings, units
from tests.odoo_bridge.vat.sales import DAY, NUMBERS, POSTCODES

EXPORTS = {
    Treatment.EXPORT,
    Treatment.EXPORT_DOM,
    Treatment.OUT_OF_SCOPE,
    Treatment.OUT_OF_SCOPE_IMPORT,
    Treatment.SMALL_BUSINESS,
}
PROVEN = {Treatment.IC_EXEMPT, Treatment.RC_SERVICE, Treatment.RC_DOMESTIC}
lines = some.lists(
    some.builds(
        line,
        some.decimals(min_value=-50, max_value=2000, places=2).map(str),
        some.sampled_from(["0", "5.5", "7", "10", "19", "20", "21"]),
        kind=some.sampled_from([LineKind.PRODUCT, *LineKind]),
        collected_by=some.sampled_from([TaxCollector.MERCHANT] * 4 + [TaxCollector.CHANNEL]),
        sku=some.sampled_from(["", "BOOK", "LAMP"]),
        quantity=some.sampled_from([Decimal(1), Decimal(3)]),
        requires_shipping=some.booleans(),
    ),
    min_size=1,
    max_size=4,
)
buyers = some.one_of(
    some.just(Customer()), some.builds(company, some.sampled_from(["", "X1", *NUMBERS.values()]))
)
places = some.sampled_from([*POSTCODES, "US", "CH", "RE", "GF", "GB", "MC", ""]).map(address)
answers = some.builds(RegisterAnswer, vies=some.sampled_from(Vies))
shops = some.builds(
    settings,
    seller=some.builds(
        Seller,
        country=some.sampled_from(["FR", "DE", "IE"]),
        oss=some.booleans(),
        over_threshold=some.sampled_from([True, False, None]),
    ),
    products=some.just(units(BOOK="book")),
)


@effort(max_examples=250, deadline=None)
@given(sold=lines, buyer=buyers, place=places, answer=answers, shop=shops)
@example(  # freight between two rates, whose cent of tax the shop rounded away
    sold=[line("0.01", "0"), line("0.01", "0", sku="BOOK"), line("0.05", "0", kind=LineKind.SHIPPING)],
    buyer=Customer(),
    place=address("AT"),
    answer=RegisterAnswer(vies=Vies.INVALID),
    shop=settings(seller=Seller(country="FR", oss=True), products=units(BOOK="book")),
)
def test_gross_never_changes_rates_are_of_the_day_and_exemptions_have_a_ground(
    sold: list[Line], buyer: Customer, place: Address, answer: RegisterAnswer, shop: OrderSettings
) -> None:
    # given
    whole = order("FR", *sold, ship_to=place, customer=buyer)

    # when
    vat = decide_order(whole, DAY, shop, answer)

    # then: every line is accounted for, nothing is due of what is held
    assert [one.external_id for one in vat.lines] == [one.external_id for one in whole.lines]
    undecided = [one for one in vat.lines if one.agreement is Agreement.UNDECIDED]
    assert not undecided or vat.hold
    # the customer owes what they owed: with the shares, with the rates told, and with the VAT due
    for mine, found in zip(whole.lines, vat.lines, strict=True):
        parts = sum((share.net + share.tax for share in found.shares), Decimal(0))
        assert not found.shares or parts == mine.net + found.charged_tax
    assert with_rates_told(whole, vat).totals == whole.totals
    if not vat.hold and not any(
        tax.collected_by is TaxCollector.CHANNEL for one in sold for tax in one.taxes
    ):
        assert with_vat_due(whole, vat).totals.gross == whole.totals.gross
        assert with_vat_due(whole, vat).totals.tax == vat.due_tax
    # rates belong to the table of that day; no VAT has a proof or a reason
    shares = [share for one in vat.lines if one.agreement is not Agreement.ROUNDING for share in one.shares]
    for share in shares:
        if share.rate:
            known = {
                rate for region in regions(share.country) for rate in allowed(share.country, region, DAY)
            }
            assert share.rate in known
        elif share.treatment in PROVEN:
            assert answer.vies is Vies.VALID
            assert vat.number is not None
        else:
            zero_rated = any(0 in allowed(share.country, one, DAY) for one in regions(share.country))
            assert share.treatment in EXPORTS or zero_rated
        assert share.tax == quantize(share.tax, "EUR")
