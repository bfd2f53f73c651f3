"""`decide_order`: one decision for each kind of line, and every line compared with it. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hub.order import Line, Order
from hub.order.vocabulary import LineKind
from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.decision import VatDecision
from odoo_bridge.vat.orders.comparing import Ruler, Slot
from odoo_bridge.vat.orders.einvoicing import mentions
from odoo_bridge.vat.orders.kinds import ANCILLARY, SERVICES, Kind, collected_by_channel, kind_alone, kind_of
from odoo_bridge.vat.orders.outcome import LineVat, OrderVat
from odoo_bridge.vat.orders.register import NOT_ASKED, RegisterAnswer, chosen_number
from odoo_bridge.vat.orders.sales import sale_of
from odoo_bridge.vat.orders.settings import OrderSettings
from odoo_bridge.vat.sale import Supply


def decide_order(
    order: Order, day: date, settings: OrderSettings, answer: RegisterAnswer = NOT_ASKED
) -> OrderVat:
    """The VAT of an order; never raises.

    `day` is that of the sale in the seller's time zone, `answer` what VIES said of the buyer's number.
    """
    choice = chosen_number(order)
    decisions = {
        kind: decide(sale_of(order, kind, day, settings, choice, answer), settings.policy)
        for kind in _kinds(order, settings)
    }
    notes = [reason for reason in (*choice.reasons, answer.reason) if reason]
    return OrderVat(
        lines=_lines(order, settings, decisions, Ruler(order.currency, day)),
        decisions=tuple(decisions.items()),
        number=choice.number,
        notes=tuple(notes),
        further_mentions=tuple(
            mentions(
                order,
                day,
                settings.seller.country,
                settings.einvoicing,
                {(kind.supply, decision.treatment) for kind, decision in decisions.items()},
            )
        ),
    )


def _kinds(order: Order, settings: OrderSettings) -> list[Kind]:
    """In the order of the lines. Freight has a kind of its own only where it follows nothing."""
    sold = [kind_of(line, settings)[0] for line in order.lines if line.kind not in ANCILLARY]
    following = [line for line in order.lines if line.kind in ANCILLARY]
    alone = [kind_alone(line) for line in following if not _leaders(line, set(sold))]
    return list(dict.fromkeys([*sold, *alone]))


def _lines(
    order: Order, settings: OrderSettings, decisions: Mapping[Kind, VatDecision], ruler: Ruler
) -> tuple[LineVat, ...]:
    """Products first, for the others follow what was found for them; returned in the order's own order."""
    found: dict[int, LineVat] = {}
    led: dict[Kind, list[LineVat]] = {}
    for place, line in enumerate(order.lines):
        if line.kind not in ANCILLARY:
            kind, mapped = kind_of(line, settings)
            services = kind.supply in SERVICES
            found[place] = ruler.product(line, decisions[kind], mapped=mapped, services=services)
            led.setdefault(kind, []).append(found[place])
    for place, line in enumerate(order.lines):
        if line.kind in ANCILLARY:
            leaders = _leaders(line, set(led))
            followed = [one for kind in leaders for one in led[kind]]
            found[place] = (
                ruler.ancillary(line, _weights(followed), _only_services(followed))
                if leaders
                else _alone(line, decisions[kind_alone(line)], ruler)
            )
    return tuple(found[place] for place in range(len(order.lines)))


def _alone(line: Line, decision: VatDecision, ruler: Ruler) -> LineVat:
    if line.kind in (LineKind.ROUNDING, LineKind.TIP):
        return ruler.ancillary(line, _slot(decision))
    services = kind_alone(line).supply in SERVICES
    return ruler.product(line, decision, mapped=False, services=services)


def _slot(decision: VatDecision) -> dict[Slot, Decimal]:
    if decision.rate is None:
        return {}
    return {(decision.treatment, decision.vat_country, decision.rate): Decimal(1)}


def _leaders(line: Line, kinds: set[Kind]) -> list[Kind]:
    """What the line follows: what the same hand remits; vouchers are followed by discounts alone."""
    same = [kind for kind in kinds if kind.by_marketplace is collected_by_channel(line)] or list(kinds)
    real = [kind for kind in same if kind.supply is not Supply.VOUCHER]
    if real or line.kind is not LineKind.DISCOUNT:
        return real
    return same


def _only_services(lines: list[LineVat]) -> set[Slot]:
    """What only services have: the freight of a parcel is for the goods in it."""
    shares = [share for line in lines for share in line.shares]
    goods = {(share.treatment, share.country, share.rate) for share in shares if not share.services}
    return {(share.treatment, share.country, share.rate) for share in shares} - goods


def _weights(lines: list[LineVat]) -> dict[Slot, Decimal]:
    """Nets by treatment, country and rate; empty while one of the lines is undecided."""
    if any(not line.shares for line in lines):
        return {}
    shares = [share for line in lines for share in line.shares]
    free = not any(share.net > 0 for share in shares)
    found: dict[Slot, Decimal] = {}
    for share in shares:
        weight = Decimal(1) if free else share.net
        slot = (share.treatment, share.country, share.rate)
        if weight > 0:
            found[slot] = found.get(slot, Decimal(0)) + weight
    return found
