"""Money given back. The order names its refunds; their lines are asked for apart and may be missing."""

from dataclasses import replace
from datetime import datetime

from channels.reading import Reading
from channels.woocommerce.lines import Context, order_lines, rates
from hub.order import Refund
from hub.order.money import ZERO


def refunds(
    order: Reading, details: list[Reading], context: Context, known_at: datetime
) -> tuple[Refund, ...]:
    """The refunds, oldest first, as positive amounts. `known_at` dates those that come without detail."""
    named = {entry.identifier("id"): entry for entry in order.list("refunds")}
    detailed = {detail.identifier("id"): detail for detail in details}
    back = replace(context, sign=-1)
    found = [_detailed(detail, named.get(key), back) for key, detail in detailed.items()]
    found += [_named(entry, back, known_at) for key, entry in named.items() if key not in detailed]
    return tuple(
        sorted(found, key=lambda refund: (refund.created_at, len(refund.external_id), refund.external_id))
    )


def _detailed(detail: Reading, named: Reading | None, context: Context) -> Refund:
    context = replace(context, rates={**context.rates, **rates(detail)})
    lines = order_lines(detail, context)
    # The tax of the whole refund stands only in the order, and there only since WooCommerce 8.3.
    tax = (
        context.amount(named, "total_tax")
        if named and named.has("total_tax")
        else sum((line.tax for line in lines), ZERO)
    )
    gross = detail.amount("amount", context.currency)
    return Refund(
        external_id=detail.identifier("id"),
        created_at=detail.utc("date_created_gmt"),
        reason=detail.text("reason", ""),
        lines=lines,
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _named(entry: Reading, context: Context, known_at: datetime) -> Refund:
    # WooCommerce 8.0 names no tax here.
    tax = context.amount(entry, "total_tax") if entry.has("total_tax") else ZERO
    gross = context.amount(entry, "total")
    return Refund(
        external_id=entry.identifier("id"),
        created_at=known_at,
        reason=entry.text("reason", ""),
        net=gross - tax,
        tax=tax,
        gross=gross,
    )
