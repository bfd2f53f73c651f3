"""Money given back, from the transactions of an order. Only what succeeded counts."""

from dataclasses import replace
from decimal import Decimal

from channels.reading import Reading
from channels.wix.amounts import Money
from channels.wix.lines import SHIPPING_ID
from hub.order import Line, Refund, TaxAmount
from hub.order.money import ZERO, quantize

_ONE = Decimal(1)


def refunds(
    order: Reading, transactions: Reading | None, lines: tuple[Line, ...], money: Money
) -> tuple[Refund, ...]:
    """The refunds, oldest first. Without transactions the order's balance tells one sum."""
    if transactions is None:
        return _from_balance(order, money)
    found = [refund for entry in transactions.list("refunds") if (refund := _refund(entry, lines, money))]
    return tuple(sorted(found, key=lambda refund: (refund.created_at, refund.external_id)))


def _refund(entry: Reading, lines: tuple[Line, ...], money: Money) -> Refund | None:
    gross = _succeeded(entry, money)
    if not gross:
        return None
    given_back = _lines(entry, lines, money)
    if sum((line.gross for line in given_back), ZERO) > gross:
        given_back = ()  # only a part of it succeeded: Wix does not say of which lines
    tax = sum((line.tax for line in given_back), ZERO)
    return Refund(
        external_id=entry.identifier("id"),
        created_at=entry.utc("createdDate"),
        reason=entry.text("details.reason", ""),
        lines=given_back,
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _succeeded(entry: Reading, money: Money) -> Decimal:
    """What really went back; pending, scheduled and failed transactions did not."""
    return sum(
        (
            money.at(part, "amount")
            for part in entry.list("transactions")
            if part.text("refundStatus", "") == "SUCCEEDED"
        ),
        ZERO,
    )


def _lines(entry: Reading, lines: tuple[Line, ...], money: Money) -> tuple[Line, ...]:
    """The refunded part of each line, its tax in the proportion of the whole line's."""
    known = {line.external_id: line for line in lines}
    amounts = {
        part.identifier("lineItemId"): money.at(part, "totalRefundedAmount")
        for part in entry.list("summary.breakdown.lineItems")
        if part.has("totalRefundedAmount.amount")
    }
    found: dict[str, Line] = {}
    for part in entry.list("details.lineItems") or entry.list("details.items"):
        key = part.identifier("lineItemId", "")
        if key in known:  # else: edited out of the order meanwhile, its money stays in the refund's sum
            found[key] = _piece(part, known[key], amounts.get(key), money)
    details = entry.optional("details")
    if details.has("shipping.amount") and SHIPPING_ID in known:
        gross = _shipping_amount(details, money)
        if gross:
            found[SHIPPING_ID] = _part(details, known[SHIPPING_ID], _ONE, gross, money)
    elif details.flag("shippingIncluded", False) and SHIPPING_ID in known:
        found[SHIPPING_ID] = replace(known[SHIPPING_ID], discount=ZERO)
    for part in details.list("additionalFees"):
        key = part.identifier("additionalFeeId", "")
        if key in known and part.has("amount.amount"):
            found[key] = _part(part, known[key], _ONE, money.at(part, "amount"), money)
    return tuple(found.values())


def _shipping_amount(details: Reading, money: Money) -> Decimal:
    """`shipping` is money, or an object that holds money under `amount`: both are documented."""
    if isinstance(details.at("shipping").value.get("amount"), dict):
        return money.at(details, "shipping.amount")
    return money.at(details, "shipping")


def _piece(part: Reading, line: Line, gross: Decimal | None, money: Money) -> Line:
    quantity = part.decimal("quantity", line.quantity)
    if gross is None:
        gross = money.portion(part, line.gross, quantity, line.quantity)
    return _part(part, line, quantity, gross, money)


def _part(source: Reading, line: Line, quantity: Decimal, gross: Decimal, money: Money) -> Line:
    tax = money.portion(source, gross, line.tax, line.gross)
    return Line(
        external_id=line.external_id,
        kind=line.kind,
        sku=line.sku,
        title=line.title,
        variant=line.variant,
        product_external_id=line.product_external_id,
        quantity=quantity,
        unit_price=line.unit_price,
        net=gross - tax,
        tax=tax,
        gross=gross,
        taxes=_taxes(source, line, tax, money),
        requires_shipping=line.requires_shipping,
    )


def _taxes(source: Reading, line: Line, tax: Decimal, money: Money) -> tuple[TaxAmount, ...]:
    """The line's taxes in proportion; the last one takes what rounding leaves."""
    if not line.taxes:
        return ()
    parts = [money.portion(source, tax, entry.amount, line.tax) for entry in line.taxes[:-1]]
    parts.append(tax - sum(parts, ZERO))
    return tuple(
        TaxAmount(rate=entry.rate, amount=part, label=entry.label)
        for entry, part in zip(line.taxes, parts, strict=True)
    )


def _from_balance(order: Reading, money: Money) -> tuple[Refund, ...]:
    gross = quantize(order.decimal("balanceSummary.refunded.amount", ZERO), money.currency)
    if not gross:
        return ()
    changed_at = order.utc("updatedDate")
    return (Refund(external_id="balance", created_at=changed_at, net=gross, tax=ZERO, gross=gross),)
