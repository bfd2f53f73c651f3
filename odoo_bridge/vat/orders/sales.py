"""The sale that the rules are asked about, for all lines of one kind. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hub.order import Address, Order
from hub.order.vocabulary import LineKind, Origin
from odoo_bridge.vat.candidates import VatIdChoice
from odoo_bridge.vat.limits import Consignment
from odoo_bridge.vat.orders.kinds import Kind, is_picked_up, kind_of
from odoo_bridge.vat.orders.places import place_of
from odoo_bridge.vat.orders.register import RegisterAnswer
from odoo_bridge.vat.orders.settings import OrderSettings
from odoo_bridge.vat.sale import Buyer, Sale, Supply
from odoo_bridge.vat.territories import Place, Unclear, locate, written


def sale_of(
    order: Order, kind: Kind, day: date, settings: OrderSettings, choice: VatIdChoice, answer: RegisterAnswer
) -> Sale:
    """`day` is that of the sale in the seller's time zone; the consignment's value is the goods' alone."""
    return Sale(
        day=day,
        supply=kind.supply,
        product_class=kind.product_class,
        seller=settings.seller,
        buyer=_buyer(order, choice, answer),
        ship_from=settings.ship_from,
        ship_to=_place(order.shipping_address, day, settings),
        bill_to=_place(order.billing_address, day, settings),
        consignment=Consignment(value=goods_value(order, settings), currency=order.currency),
        picked_up=order.origin is Origin.POS or is_picked_up(order),
        marketplace_collects=kind.by_marketplace,
    )


def goods_value(order: Order, settings: OrderSettings) -> Decimal:
    """Net, without freight and fees; what is taken off the whole order is taken off the goods."""
    goods = sum(
        (
            line.net
            for line in order.lines
            if line.kind is LineKind.PRODUCT and kind_of(line, settings)[0].supply is Supply.GOODS
        ),
        Decimal(0),
    )
    off = sum((line.net for line in order.lines if line.kind is LineKind.DISCOUNT), Decimal(0))
    return max(Decimal(0), goods + off)


def _buyer(order: Order, choice: VatIdChoice, answer: RegisterAnswer) -> Buyer:
    names = [order.customer.company]
    names += [place.company for place in (order.billing_address, order.shipping_address) if place]
    return Buyer(
        company=any(name and name.strip() for name in names),
        vat_id=str(choice.number) if choice.number else "",
        vies=answer.vies,
        proof=answer.proof,
        other_vat_ids=tuple(str(number) for number in choice.others),
    )


def _place(address: Address | None, day: date, settings: OrderSettings) -> Place | None:
    """With what staff said of it, where the address itself does not tell: nobody overrules a clear one."""
    if address is None:
        return None
    place = place_of(address)
    said = settings.places.get(written(place), "") if settings.places else ""
    return replace(place, territory=said) if said and isinstance(locate(place, day), Unclear) else place
