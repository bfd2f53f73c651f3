"""Goods, gift cards and tips among an order's `lineItems`: the whole ordered quantity after all discounts.

`discountedTotalSet` leaves out codes and discounts on the order, so a line's total is `originalTotalSet`
minus its `discountAllocations`. `quantity` and `taxLines` still count units that were removed or returned.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from channels.reading import Reading
from channels.shopify.bags import exact_amount, shop_amount
from channels.shopify.taxes import brought_to, taxes, total, with_rates, without_tax
from hub.order import Line, TaxAmount
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every line of one order needs."""

    currency: str
    taxes_included: bool


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a line costs. `price` and `off` are as the shop shows them: with tax iff prices include it."""

    net: Decimal
    discount: Decimal
    taxes: tuple[TaxAmount, ...]

    @property
    def tax(self) -> Decimal:
        """The tax of the line."""
        return total(self.taxes)


def amounts(shown: Decimal, off: Decimal, found: tuple[TaxAmount, ...], context: Context) -> Amounts:
    """Net, discount and taxes of a line that shows `shown` after `off` was taken away."""
    tax = total(found)
    net = shown - tax if context.taxes_included else shown
    rated = with_rates(found, net, context.currency)
    discount = without_tax(off, rated, context.currency) if context.taxes_included else off
    return Amounts(net, discount, rated)


def item_lines(order: Reading, context: Context) -> tuple[Line, ...]:
    """The lines of goods, in the shop's order; the tip among them is known by its amount."""
    tip = shop_amount(order, "totalTipReceivedSet", context.currency)
    lines = []
    for item in order.list("lineItems.nodes", required=True):
        is_tip = bool(tip) and _may_be_tip(item) and _shown(item, context) == tip
        kind = LineKind.TIP if is_tip else LineKind.PRODUCT
        lines.append(item_line(item, LineKind.GIFT_CARD if item.flag("isGiftCard", False) else kind, context))
        tip = ZERO if is_tip else tip
    return tuple(lines)


def item_line(item: Reading, kind: LineKind, context: Context) -> Line:
    """One line as it was ordered, units removed or returned since included."""
    cost = amounts(_shown(item, context), _off(item, context), taxes(item, context.currency), context)
    return Line(
        external_id=item.text("id"),
        kind=kind,
        sku=item.text("sku", ""),
        title=item.text("title", ""),
        variant=_variant(item),
        product_external_id=_product(item),
        quantity=item.decimal("quantity"),
        unit_price=exact_amount(item, "originalUnitPriceSet"),
        discount=cost.discount,
        net=cost.net,
        tax=cost.tax,
        gross=cost.net + cost.tax,
        taxes=cost.taxes,
        requires_shipping=item.flag("requiresShipping", False),
    )


def portion(line: Line, quantity: Decimal, context: Context) -> Line:
    """The line as if only `quantity` of its units had been ordered; itself where that makes no sense."""
    if not ZERO < quantity < line.quantity:
        return line
    share = quantity / line.quantity
    gross, tax = (quantize(amount * share, context.currency) for amount in (line.gross, line.tax))
    return replace(
        line,
        quantity=quantity,
        discount=quantize(line.discount * share, context.currency),
        net=gross - tax,
        tax=tax,
        gross=gross,
        taxes=brought_to(line.taxes, tax, context.currency),
    )


def _shown(item: Reading, context: Context) -> Decimal:
    return _full(item, context) - _off(item, context)


def _full(item: Reading, context: Context) -> Decimal:
    return item.amount("originalTotalSet.shopMoney.amount", context.currency)


def _off(item: Reading, context: Context) -> Decimal:
    given = (
        shop_amount(entry, "allocatedAmountSet", context.currency)
        for entry in item.list("discountAllocations")
    )
    return sum(given, ZERO)


def _may_be_tip(item: Reading) -> bool:
    """Nothing of the catalogue, nothing to send, no tax: what a tip looks like when it is a line."""
    catalogued = item.has("variant") or item.has("product") or item.text("sku", "") != ""
    plain = not (item.flag("requiresShipping", False) or item.flag("isGiftCard", False))
    return plain and not catalogued and not item.list("taxLines") and item.decimal("quantity") == 1


def _variant(item: Reading) -> str:
    """The variant's name and what the customer filled in; keys that begin with an underscore are hidden."""
    chosen = [
        f"{entry.text('key', '')}: {entry.text('value', '')}"
        for entry in item.list("customAttributes")
        if not entry.text("key", "").startswith("_")
    ]
    return ", ".join(part for part in (item.text("variantTitle", ""), *chosen) if part)


def _product(item: Reading) -> str | None:
    """The variant, or the product; none for a deleted one and for what was typed by hand."""
    for holder in ("variant", "product"):
        found = item.optional(holder).text("id", "")
        if found:
            return found
    return None
