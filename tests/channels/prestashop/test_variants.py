"""Orders that real shops send and no recording shows, reckoned as PrestaShop's ways of rounding do."""

import json
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.prestashop import channel
from hub.order import Order
from hub.order.vocabulary import LineKind, PaymentStatus, Status
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
ITEM, LINE, TOTAL = 1, 2, 3
RATES = {"1": Decimal(20), "3": Decimal("5.5")}
# quantity, price without tax, tax id
BASKET = [(3, "16.658333", "1"), (7, "0.082500", "1"), (2, "14.218009", "3"), (1, "99.995000", "1")]


def normalize(document: Any) -> Order:
    return channel.PrestaShop().normalize(document, Account(shop="boutique", credentials={}))


def base() -> Any:
    return json.loads((FIXTURES / "b2c_fr_mixed_rates.raw.json").read_text(encoding="utf-8"))


def six(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP))


class Reckoned:
    """A basket as PrestaShop reckons it: `unit` is the currency's smallest, `mode` how it rounds."""

    def __init__(self, kind: int, mode: str, unit: str = "0.01") -> None:
        self.kind, self.mode, self.unit = kind, mode, Decimal(unit)

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.unit, rounding=self.mode)

    def line(self, price: Decimal, quantity: int) -> Decimal:
        """What the line costs; rounding of the total leaves it as it is."""
        if self.kind == ITEM:
            return self.rounded(price) * quantity
        return self.rounded(price * quantity) if self.kind == LINE else price * quantity

    def bundle(self, basket: list[tuple[int, str, str]] = BASKET, **order: str) -> Any:
        """The basket with freight of 5.00 net as an order, its payment and all."""
        document = base()
        rows, net, gross = [], Decimal(0), Decimal(0)
        for number, (quantity, said, tax) in enumerate(basket, start=1):
            price = Decimal(said)
            with_tax = price * (1 + RATES[tax] / 100)
            line_net, line_gross = self.line(price, quantity), self.line(with_tax, quantity)
            net, gross = net + line_net, gross + line_gross
            rows.append(
                {
                    "id": number,
                    "product_id": "20",
                    "product_name": f"Article {number}",
                    "product_quantity": str(quantity),
                    "unit_price_tax_excl": six(price),
                    "unit_price_tax_incl": six(with_tax),
                    "total_price_tax_excl": six(line_net),
                    "total_price_tax_incl": six(line_gross),
                    "associations": {"taxes": [{"id": tax}]},
                }
            )
        freight = (self.rounded(Decimal(5)), self.rounded(Decimal(6)))
        owed = self.rounded(net) + freight[0], self.rounded(gross) + freight[1]
        document["order_details"] = rows
        document["order_payments"][0]["amount"] = six(owed[1])
        document["order"] |= {
            "total_shipping_tax_excl": six(freight[0]),
            "total_shipping_tax_incl": six(freight[1]),
            "total_paid_tax_excl": six(owed[0]),
            "total_paid_tax_incl": six(owed[1]),
            **order,
        }
        return document


@pytest.mark.parametrize("kind", [ITEM, LINE, TOTAL])
@pytest.mark.parametrize("mode", [ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_what_a_basket_costs_however_the_shop_rounds(kind: int, mode: str, currency: str) -> None:
    unit = {"EUR": "0.01", "JPY": "1", "KWD": "0.001"}[currency]
    document = Reckoned(kind, mode, unit).bundle()
    document["currencies"][0]["iso_code"] = currency

    order = normalize(document)

    said = document["order"]
    assert order.totals.gross == Decimal(said["total_paid_tax_incl"])
    assert order.totals.net == Decimal(said["total_paid_tax_excl"])
    assert order.notices == ()
    assert order.payment_status is PaymentStatus.PAID
    goods = [line for line in order.lines if line.kind is LineKind.PRODUCT]
    rounding = [line for line in order.lines if line.kind is LineKind.ROUNDING]
    assert all(abs(line.gross) <= 3 * Decimal(unit) for line in rounding)
    for line in goods:
        assert abs(line.unit_price * line.quantity - line.gross) <= Decimal(unit)
        assert [part.rate for part in line.taxes] in ([Decimal(20)], [Decimal("5.5")])


def flagged(state_id: str, **flags: str) -> Any:
    document = Reckoned(LINE, ROUND_HALF_UP).bundle(current_state=state_id)
    blank = {"id": int(state_id), "name": "State", "paid": "0", "shipped": "0", "logable": "0"}
    document["order_states"] = [blank | flags]
    return document


@pytest.mark.parametrize(
    ("state_id", "flags", "received", "status", "payment"),
    [
        ("1", {}, "0", Status.PENDING, PaymentStatus.PENDING),  # awaiting a cheque
        ("2", {"paid": "1", "logable": "1"}, "all", Status.OPEN, PaymentStatus.PAID),
        ("2", {"paid": "1", "logable": "1"}, "0", Status.OPEN, PaymentStatus.PAID),  # a module without rows
        ("2", {"paid": "1", "logable": "1"}, "10", Status.OPEN, PaymentStatus.PARTIALLY_PAID),
        ("4", {"paid": "1", "shipped": "1"}, "all", Status.COMPLETED, PaymentStatus.PAID),
        ("6", {}, "0", Status.CANCELLED, PaymentStatus.VOIDED),
        ("6", {}, "all", Status.CANCELLED, PaymentStatus.PAID),  # money to give back
        ("7", {"paid": "1"}, "all", Status.COMPLETED, PaymentStatus.REFUNDED),
        ("8", {}, "0", Status.PENDING, PaymentStatus.FAILED),
        ("9", {"paid": "1", "logable": "1"}, "all", Status.OPEN, PaymentStatus.PAID),  # on backorder
        ("12", {}, "0", Status.PENDING, PaymentStatus.PENDING),  # on backorder, not paid
        ("13", {"logable": "1"}, "0", Status.OPEN, PaymentStatus.PENDING),  # on delivery
    ],
)
def test_states_of_a_fresh_installation(
    state_id: str, flags: dict[str, str], received: str, status: Status, payment: PaymentStatus
) -> None:
    document = flagged(state_id, **flags)
    if received != "all":
        document["order_payments"][0]["amount"] = received

    order = normalize(document)

    assert (order.status, order.payment_status) == (status, payment)


MISSING: dict[str, dict[str, Any]] = {
    "a deleted customer": {"customers": []},
    "a deleted carrier": {"carriers": []},
    "a deleted language": {"languages": []},
    "a deleted group": {"groups": []},
    "no history": {"order_histories": []},
    "no messages": {"messages": None},
    "no parcels": {"order_carriers": None},
    "no payments": {"order_payments": []},
    "no orders of the same cart": {"same_reference": None},
    "regions that are not told": {"states": []},
}


@pytest.mark.parametrize("changes", MISSING.values(), ids=MISSING)
def test_what_the_shop_deleted_meanwhile_costs_no_order(changes: dict[str, Any]) -> None:
    document = Reckoned(LINE, ROUND_HALF_UP).bundle() | changes

    order = normalize(document)

    assert order.totals.gross == Decimal(document["order"]["total_paid_tax_incl"])
    assert order.notices == ()


def test_taxes_that_were_deleted_leave_the_amounts_and_no_rate() -> None:
    document = Reckoned(LINE, ROUND_HALF_UP).bundle()
    whole = normalize(document)

    order = normalize(document | {"taxes": []})

    assert order.totals == whole.totals
    assert {part.rate for line in order.lines if line.kind is LineKind.PRODUCT for part in line.taxes} == {
        None
    }


@pytest.mark.parametrize(("said", "code"), [("EL", "GR"), ("UK", "GB"), ("gr", "GR")])
def test_countries_are_iso_codes(said: str, code: str) -> None:
    document = base()
    for country in document["countries"]:
        country["iso_code"] = said

    address = normalize(document).billing_address

    assert address is not None
    assert address.country == code
