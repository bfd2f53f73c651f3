"""What an order would become, for people: the customer, the calls, the totals, the notes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from hub import links
from hub.order.money import amount_text, number_text
from hub.previews import Call, Customer, PlannedLine, Total
from hub.sentences import say
from odoo_bridge.deliver.sale_order import WrittenLine
from odoo_bridge.models import TaxMapping
from odoo_bridge.odoo.gateways.names import PARTNER
from odoo_bridge.odoo.rehearsal import exact, words
from odoo_bridge.odoo.rehearsal.transport import Write
from odoo_bridge.preview.world import Outcome, World

_UNSETTLED = say(
    "The order has not settled yet: it is delivered when its content has been quiet for a while."
)


def calls(world: World, outcome: Outcome) -> list[Call]:
    """Each call once, in the order in which they would be made."""
    titles = world.rehearsal.pretended.titles
    currency = outcome.trip.order.currency if outcome.trip else ""
    return [
        Call(
            words.sentence(write, titles, currency),
            f"{write.model}.{write.method}",
            exact.records(write, titles),
        )
        for write in _each_once(world.rehearsal.writes)
    ]


def _each_once(writes: Iterable[Write]) -> Iterator[Write]:
    """An order that is looked at in several rounds begins anew in each."""
    seen: list[Write] = []
    for write in writes:
        if write not in seen:
            seen.append(write)
            yield write


def customer(outcome: Outcome, target: str) -> Customer | None:
    """Who buys, where the walk came so far."""
    resolved = outcome.trip.customer if outcome.trip else None
    if resolved is None:
        return None
    number = resolved.partner.partner_id
    known = number > 0
    found = links.of(target) if known else None
    return Customer(
        name=resolved.partner.name or "–",
        found=known,
        rule=resolved.rule,
        reasons=resolved.reasons,
        partner=number if known else None,
        url=found.record(PARTNER, number) if found else "",
    )


def lines(world: World, outcome: Outcome) -> list[PlannedLine]:
    """The lines that would be written now; none where Odoo has them already."""
    if outcome.trip is None:
        return []
    rows = TaxMapping.objects.filter(connection=world.connection)
    taxes = {row.tax_id: row.tax_name for row in rows}
    titles = world.rehearsal.pretended.titles
    return [_line(written, taxes, titles) for written in outcome.trip.lines]


def _line(written: WrittenLine, taxes: Mapping[int, str], titles: exact.Titles) -> PlannedLine:
    line, number = written.line, written.product_id
    return PlannedLine(
        sku=line.sku if number > 0 else "",
        product=f"#{number}" if number > 0 else str(exact.named(number, titles)),
        name=line.name,
        quantity=number_text(line.quantity),
        unit_price=f"{line.unit_price:f}",
        taxes=", ".join(taxes.get(one) or str(exact.named(one, titles)) for one in written.tax_ids),
    )


def totals(outcome: Outcome) -> list[Total]:
    """What Odoo would say of the order and of its invoice."""
    trip = outcome.trip
    if trip is None:
        return []
    found = []
    if trip.sale is not None:
        found.append(_total("sale_order", trip.sale.net, trip.sale.tax, trip.sale.gross, trip.sale.currency))
    if trip.invoice is not None and not trip.plan.cancel:
        invoice = trip.invoice
        found.append(_total("invoice", invoice.net, invoice.tax, invoice.gross, trip.order.currency))
    return found


def _total(what: str, net: Decimal, tax: Decimal, gross: Decimal, currency: str) -> Total:
    said = {"net": net, "tax": tax, "gross": gross}
    return Total(
        what=what, currency=currency, **{name: amount_text(each, currency) for name, each in said.items()}
    )


def notes(world: World, outcome: Outcome) -> Sequence[str]:
    """What the order's history would say beside its steps, and what is corrected."""
    order, trip = outcome.delivery.order, outcome.trip
    told: list[str] = [_UNSETTLED] if order.published_revision < order.revision else []
    told += dict.fromkeys(world.scratchpad.notes.get(order.pk, ()))
    repaired = trip.progress.label("repaired") if trip else ""
    if repaired and trip is not None:
        told.append(words.repaired(repaired, trip.order.currency))
    return told
