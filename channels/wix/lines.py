"""The parts of an order's total: goods, shipping, additional fees."""

import re
from decimal import Decimal

from channels.amounts import per_piece
from channels.reading import Reading
from channels.text import clean
from channels.wix.amounts import Money, rate_of, tax_info, taxes
from hub.order import Line
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind

SHIPPING_ID = "shipping"
_NO_VARIANT = "00000000-0000-0000-0000-000000000000"
_ONE = Decimal(1)
_KINDS = (
    (re.compile(r"gift[-_ ]?wrap|wrapping", re.I), LineKind.GIFT_WRAP),
    (re.compile(r"\b(tips?|gratuity)\b", re.I), LineKind.TIP),
)


def order_lines(order: Reading, money: Money) -> tuple[Line, ...]:
    """Every line of an order, in Wix's order: goods, shipping, fees."""
    return (
        *(product(line, money) for line in order.list("lineItems", required=True)),
        *shipping(order, money),
        *(fee(entry, index, money) for index, entry in enumerate(order.list("additionalFees"))),
    )


def product(line: Reading, money: Money) -> Line:
    """Goods, as they were called on the day of the order. What is measured has its quantity as a decimal."""
    quantity = line.decimal("decimalQuantity" if line.has("decimalQuantity") else "quantity")
    net, gross = money.at(line, "totalPriceBeforeTax"), money.at(line, "totalPriceAfterTax")
    # `price` is already reduced where the article itself was; both are for display and may be missing.
    shown = line.decimal("price.amount", None)
    listed = line.decimal("priceBeforeDiscounts.amount", shown)
    reduced = listed != shown or bool(line.decimal("totalDiscount.amount", ZERO))
    price = per_piece(gross if money.prices_include_tax else net, quantity) if listed is None else listed
    return Line(
        external_id=line.identifier("id"),
        kind=LineKind.GIFT_CARD if _preset(line) == "GIFT_CARD" else LineKind.PRODUCT,
        sku=line.text("physicalProperties.sku", "") or line.text("catalogReference.options.sku", ""),
        title=line.text("productName.original", "") or line.text("productName.translated", ""),
        variant=_variant(line),
        product_external_id=_product(line),
        quantity=quantity,
        unit_price=price,
        discount=_taken_off(line, price, quantity, net, money) if reduced else ZERO,
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=taxes(line, gross - net, money.currency),
        requires_shipping=line.flag("physicalProperties.shippable", _preset(line) == "PHYSICAL"),
    )


def shipping(order: Reading, money: Money) -> tuple[Line, ...]:
    """The shipping charge; none where nothing was charged for because nothing is shipped."""
    info = order.optional("shippingInfo")
    if not info.has("cost"):
        return ()
    cost = info.at("cost")
    net, gross = money.at(cost, "totalPriceBeforeTax"), money.at(cost, "totalPriceAfterTax")
    price = money.or_else(cost, "price", gross if money.prices_include_tax else net)
    reduced = bool(cost.decimal("discount.amount", ZERO))
    return (
        Line(
            external_id=SHIPPING_ID,
            kind=LineKind.SHIPPING,
            title=info.text("title", ""),
            quantity=_ONE,
            unit_price=price,
            discount=_taken_off(cost, price, _ONE, net, money) if reduced else ZERO,
            net=net,
            tax=gross - net,
            gross=gross,
            taxes=taxes(cost, gross - net, money.currency),
        ),
    )


def fee(entry: Reading, index: int, money: Money) -> Line:
    """A fee besides goods and shipping: gift wrap, a tip, payment on delivery. Old ones have no id."""
    net, gross = _fee_amounts(entry, money)
    return Line(
        external_id=entry.identifier("id", f"fee-{index}"),
        kind=_kind(entry),
        title=entry.text("name", "") or entry.text("code", ""),
        quantity=_ONE,
        unit_price=gross if money.prices_include_tax else net,
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=taxes(entry, gross - net, money.currency),
    )


def _fee_amounts(entry: Reading, money: Money) -> tuple[Decimal, Decimal]:
    """Net and gross. Old fees have neither, but the price as it was shown, and its tax."""
    if entry.has("priceBeforeTax.amount") or not entry.has("price.amount"):
        return money.at(entry, "priceBeforeTax"), money.at(entry, "priceAfterTax")
    shown, info = money.at(entry, "price"), tax_info(entry)
    tax = money.or_else(info, "taxAmount", money.or_else(info, "totalTax", ZERO))
    return (shown - tax, shown) if money.prices_include_tax else (shown, shown + tax)


def _taken_off(line: Reading, price: Decimal, quantity: Decimal, net: Decimal, money: Money) -> Decimal:
    """The discount without tax. Not as said: Wix says it of a line with tax and of shipping without."""
    rate = rate_of(line)
    full = money.without_tax(line, price * quantity, ZERO if rate is None else rate)
    return quantize(full, money.currency) - net


def _kind(entry: Reading) -> LineKind:
    """By the fee's code and name: Wix has no field for it."""
    words = f"{entry.text('code', '')} {entry.text('name', '')}"
    return next((kind for sign, kind in _KINDS if sign.search(words)), LineKind.FEE)


def _preset(line: Reading) -> str:
    return line.text("itemType.preset", "")


def _product(line: Reading) -> str | None:
    """The variant, or the product; none for what was typed by hand."""
    variant = line.identifier("catalogReference.options.variantId", _NO_VARIANT)
    return line.identifier("catalogReference.catalogItemId", None) if variant == _NO_VARIANT else variant


def _variant(line: Reading) -> str:
    """What the customer chose ("Taille: S, Couleur: Rouge")."""
    described = [_description(entry) for entry in line.list("descriptionLines")]
    chosen = line.optional("catalogReference.options.options").value
    named = [f"{clean(name)}: {clean(value)}" for name, value in chosen.items() if isinstance(value, str)]
    return ", ".join([text for text in described if text] or named)


def _description(entry: Reading) -> str:
    name = entry.text("name.original", "")
    value = (
        entry.text("plainText.original", "")
        or entry.text("colorInfo.original", "")
        or entry.text("plainTextValue.original", "")
    )
    return f"{name}: {value}" if name and value else name or value
