"""Hypothesis strategies for sound unified orders: any currency, any number of lines, refunds and payments."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from hub.order import (
    Address,
    Customer,
    Fulfillment,
    Line,
    Notice,
    Order,
    Payment,
    Presentment,
    Refund,
    Registration,
    TaxAmount,
    VatIdCandidate,
)
from hub.order.closing import totals_of
from hub.order.money import smallest_unit
from hub.order.vocabulary import (
    FulfillmentStatus,
    LineKind,
    Origin,
    PaymentStatus,
    Status,
    TaxCollector,
)

CURRENCIES = ("EUR", "JPY", "KWD", "CLF", "XYZ")
texts = st.text(st.characters(codec="utf-8"), max_size=20)
ids = st.text("abcdefghij0123456789-/", min_size=1, max_size=12)
moments = st.integers(0, 10**16).map(
    lambda late: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=late)
)
prices = st.decimals(-(10**7), 10**7, places=6, allow_nan=False)
numbers = st.integers(0, 10**15).map(lambda units: Decimal(units).scaleb(-9))


def amounts(currency: str) -> st.SearchStrategy[Decimal]:
    return st.integers(-(10**9), 10**9).map(lambda units: units * smallest_unit(currency))


@st.composite
def lines(draw: st.DrawFn, currency: str, external_id: str) -> Line:
    taxes = tuple(
        TaxAmount(
            rate=draw(st.none() | numbers),
            amount=draw(amounts(currency)),
            label=draw(texts),
            collected_by=draw(st.sampled_from(TaxCollector)),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    net, tax = draw(amounts(currency)), sum((tax.amount for tax in taxes), Decimal(0))
    return Line(
        external_id=external_id,
        kind=draw(st.sampled_from(LineKind)),
        title=draw(texts),
        quantity=draw(numbers),
        unit_price=draw(prices),
        discount=draw(prices),
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=taxes,
        sku=draw(texts),
        requires_shipping=draw(st.booleans()),
    )


@st.composite
def several_lines(draw: st.DrawFn, currency: str, most: int = 4) -> tuple[Line, ...]:
    names = draw(st.lists(ids, max_size=most, unique=True))
    return tuple(draw(lines(currency, name)) for name in names)


@st.composite
def refunds(draw: st.DrawFn, currency: str, external_id: str) -> Refund:
    net, tax = draw(amounts(currency)), draw(amounts(currency))
    return Refund(
        external_id=external_id,
        created_at=draw(moments),
        reason=draw(texts),
        lines=draw(several_lines(currency, 1)),
        net=net,
        tax=tax,
        gross=net + tax,
    )


addresses = st.builds(
    Address,
    name=texts,
    company=st.none() | texts,
    street=texts,
    country=st.sampled_from(("", "FR", "XI")),
    postcode=texts,
)
customers = st.builds(
    Customer,
    external_id=st.none() | ids,
    email=texts,
    name=texts,
    vat_id=st.none() | texts,
    vat_id_candidates=st.lists(st.builds(VatIdCandidate, source=texts, value=texts), max_size=2).map(tuple),
    registrations=st.lists(st.builds(Registration, kind=texts, value=texts), max_size=1).map(tuple),
    guest=st.booleans(),
)


def payments(currency: str) -> st.SearchStrategy[Payment]:
    return st.builds(Payment, method=texts, amount=amounts(currency), paid_at=st.none() | moments)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(st.sampled_from(CURRENCIES))
    sold = draw(several_lines(currency))
    return Order(
        channel="paper",
        shop="lampes-fr",
        external_id=draw(ids),
        number=draw(texts),
        placed_at=draw(moments),
        updated_at=draw(moments),
        cancelled_at=draw(st.none() | moments),
        status=draw(st.sampled_from(Status)),
        payment_status=draw(st.sampled_from(PaymentStatus)),
        fulfillment_status=draw(st.sampled_from(FulfillmentStatus)),
        raw_status=draw(st.dictionaries(ids, st.none() | texts | st.booleans() | st.integers(), max_size=2)),
        origin=draw(st.sampled_from(Origin)),
        currency=currency,
        prices_include_tax=draw(st.booleans()),
        customer=draw(customers),
        billing_address=draw(st.none() | addresses),
        shipping_address=draw(st.none() | addresses),
        lines=sold,
        totals=totals_of(sold),
        payments=tuple(draw(st.lists(payments(currency), max_size=1))),
        refunds=tuple(draw(refunds(currency, name)) for name in draw(st.lists(ids, max_size=2, unique=True))),
        fulfillments=tuple(
            Fulfillment(external_id=name, shipped_at=draw(st.none() | moments))
            for name in draw(st.lists(ids, max_size=1))
        ),
        presentment=draw(st.none() | st.builds(Presentment, currency=st.just("JPY"), gross=amounts("JPY"))),
        tags=tuple(draw(st.lists(texts, max_size=2))),
        notices=tuple(draw(st.lists(st.builds(Notice, code=ids, detail=texts), max_size=1))),
    )
