"""The parts of an order's total: goods, fees, shipping. Amounts are sent net of tax in every shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from channels.amounts import per_piece, spread
from channels.reading import Reading
from channels.woocommerce.meta import chosen_options, words
from hub.order import Line, TaxAmount
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind


@dataclass(frozen=True, slots=True)
class Rate:
    """A tax rate of the order as it was when the order was made, in per cent."""

    percent: Decimal | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every line of one order needs. `sign` is -1 for refunds, whose amounts are sent negative."""

    currency: str
    prices_include_tax: bool
    rates: Mapping[str, Rate]
    ships: bool = False
    sign: int = 1

    def amount(self, holder: Reading, field: str) -> Decimal:
        """An amount in the currency's decimals, positive for what a sale or a refund gives."""
        return self.sign * holder.amount(field, self.currency)

    def tax(self, holder: Reading) -> Decimal:
        """The tax of a line; shops without taxes leave it empty."""
        return self.sign * quantize(holder.decimal("total_tax", ZERO), self.currency)


def rates(holder: Reading) -> dict[str, Rate]:
    """Tax rates by rate id. Never computed from amounts: 0.02 on 0.08 would be 25 %."""
    return {
        line.identifier("rate_id"): Rate(line.decimal("rate_percent", None), line.text("label", ""))
        for line in holder.list("tax_lines")
    }


def order_lines(order: Reading, context: Context) -> tuple[Line, ...]:
    """Every line of an order or a refund, in the shop's order: goods, fees, shipping."""
    return (
        *(product(line, context) for line in order.list("line_items", required=True)),
        *(extra(line, context, LineKind.FEE) for line in order.list("fee_lines")),
        *(extra(line, context, LineKind.SHIPPING) for line in order.list("shipping_lines")),
    )


def product(line: Reading, context: Context) -> Line:
    """Goods. The name is that of the day of the order; the SKU is the product's present one."""
    quantity = context.sign * line.decimal("quantity")
    net, tax = context.amount(line, "total"), context.tax(line)
    full_net = context.sign * line.decimal("subtotal")  # as sent: prices may have more decimals than amounts
    full_tax = context.sign * line.decimal("subtotal_tax", ZERO)
    return Line(
        external_id=_identity(line),
        kind=LineKind.PRODUCT,
        sku=line.text("sku", ""),
        title=line.text("name", ""),
        variant=chosen_options(line),
        product_external_id=_product(line),
        quantity=quantity,
        unit_price=per_piece(full_net + full_tax * context.prices_include_tax, quantity),
        discount=quantize(full_net, context.currency) - net,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=taxes(line, tax, context),
        requires_shipping=context.ships,
    )


def extra(line: Reading, context: Context, kind: LineKind) -> Line:
    """A fee or a shipping charge: one piece. Fees may be negative: some plugins give discounts that way."""
    net, tax = context.amount(line, "total"), context.tax(line)
    return Line(
        external_id=_identity(line),
        kind=kind,
        title=line.text("method_title" if kind is LineKind.SHIPPING else "name", ""),
        quantity=Decimal(1),
        unit_price=net + tax if context.prices_include_tax else net,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=taxes(line, tax, context),
    )


def taxes(line: Reading, tax: Decimal, context: Context) -> tuple[TaxAmount, ...]:
    """The line's tax per rate, adding up to `tax` exactly. A line taxed by nobody knows what has no rate."""
    said = [(entry.identifier("id"), entry.decimal("total", None)) for entry in line.list("taxes")]
    named = [(rate_id, amount) for rate_id, amount in said if amount is not None]
    if not named:
        return (TaxAmount(rate=None, amount=tax),) if tax else ()
    parts = spread([context.sign * amount for _, amount in named], tax, context.currency)
    unknown = Rate(None, "")
    found = [context.rates.get(rate_id, unknown) for rate_id, _ in named]
    return tuple(
        # Tax services that work rates out elsewhere (AvaTax) register theirs as one of 0 %: that hides it.
        TaxAmount(rate=rate.percent if rate.percent or not part else None, amount=part, label=rate.label)
        for rate, part in zip(found, parts, strict=True)
    )


def _identity(line: Reading) -> str:
    """A refunded line is known by the line it refunds."""
    for entry in line.list("meta_data"):
        if entry.value.get("key") == "_refunded_item_id" and words(entry.value.get("value")) not in ("", "0"):
            return entry.identifier("value")
    return line.identifier("id")


def _product(line: Reading) -> str | None:
    """The variation, or the product; none for a deleted one and for what was typed by hand (id 0)."""
    for field in ("variation_id", "product_id"):
        found = line.identifier(field, "0")
        if found != "0":
            return found
    return None
