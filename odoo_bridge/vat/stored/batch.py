"""Deciding the VAT of many orders at once: settings in few queries, each VAT id asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from hub.order import Order
from odoo_bridge.models import ShopPolicy, VatCheck
from odoo_bridge.models.vat_policy import VatRegime
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.orders.deciding import decide_order
from odoo_bridge.vat.orders.outcome import OrderVat
from odoo_bridge.vat.orders.places import unclear_places
from odoo_bridge.vat.orders.register import chosen_number
from odoo_bridge.vat.orders.settings import OrderSettings
from odoo_bridge.vat.stored.places import said_of
from odoo_bridge.vat.stored.register import Register, by_policy, relied
from odoo_bridge.vat.stored.settings import mapped_products, settings_of
from odoo_bridge.vat.stored.threshold import RunningTotal
from odoo_bridge.vat.vies.verdict import Verdict

Verdicts = Mapping[tuple[int, str], Verdict]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order whose VAT is to be decided; `order_id` is the hub's."""

    order_id: int
    order: Order
    policy: ShopPolicy


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, its day (hub's time zone), and the answer of VIES that it stands on."""

    vat: OrderVat
    day: date
    proof: VatCheck | None


def decide_all(wanted: Sequence[Wanted], register: Register) -> list[Decided]:
    """In the order given. Numbers are asked only where they decide: not for a sale at home, for example."""
    settings = _settings(wanted)
    totals: dict[int, RunningTotal] = {}
    apart = [one.order_id for one in wanted]
    first = [_decide(one, settings[one.policy.shop_id], _total(one, totals, apart), {}) for one in wanted]
    asked = [
        (one.policy, number) for one, found in zip(wanted, first, strict=True) if (number := _asked(found))
    ]
    if not asked:
        return first
    verdicts = by_policy(register, asked)
    totals.clear()
    return [
        _decide(one, settings[one.policy.shop_id], _total(one, totals, apart), verdicts) for one in wanted
    ]


def _settings(wanted: Sequence[Wanted]) -> dict[int, OrderSettings]:
    policies = {one.policy.shop_id: one.policy for one in wanted}
    skus = {
        shop: {line.sku for one in wanted if one.policy.shop_id == shop for line in one.order.lines}
        for shop in policies
    }
    products = mapped_products(skus)
    unclear = [place for one in wanted for place in unclear_places(one.order, _day(one.order))]
    places = said_of(unclear)
    return {shop: settings_of(policy, products[shop], places) for shop, policy in policies.items()}


def _day(order: Order) -> date:
    """Of the sale, in the hub's time zone."""
    return timezone.localdate(order.placed_at)


def _decide(one: Wanted, settings: OrderSettings, total: RunningTotal | None, verdicts: Verdicts) -> Decided:
    day = _day(one.order)
    number = chosen_number(one.order).number
    known = relied(verdicts.get((one.policy.shop_id, number.text)) if number else None)
    if total is not None:
        over = total.over(day, one.order.totals.net, one.order.currency)
        settings = replace(settings, seller=replace(settings.seller, over_threshold=over))
    vat = decide_order(one.order, day, settings, known.answer)
    if total is not None:
        total.add(day, vat, one.order.currency)
    return Decided(vat, day, known.proof)


def _total(one: Wanted, totals: dict[int, RunningTotal], apart: Sequence[int]) -> RunningTotal | None:
    """Of the company; None where the threshold does not matter, or nobody said how much was sold before."""
    policy = one.policy
    matters = not policy.seller_oss and policy.seller_regime != VatRegime.FRANCHISE
    if not matters or policy.distance_sales_start is None:
        return None
    return totals.setdefault(policy.connection_id, RunningTotal(policy, apart))


def _asked(found: Decided) -> VatNumber | None:
    """The number on which a held order depends."""
    number = found.vat.number
    return number if found.vat.hold and number is not None and number.in_vies else None
