"""What Odoo says of a portion of orders: two calls, however many orders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hub.models import DeliveryStep
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.audit import Audit, Move, Sale
from odoo_bridge.reconciliation.known import Known


@dataclass(frozen=True, slots=True)
class Seen:
    """One order in Odoo: its sale order, those that look like it, its invoices and credit notes.

    `shared`: an invoice of it is also one of another sale order, so that its amounts are not its own.
    """

    sale: Sale | None
    others: Sequence[Sale]
    invoices: Sequence[Move]
    notes: Sequence[Move]
    shared: bool = False


def look(odoo: Odoo, target: str, orders: Sequence[Known]) -> dict[int, Seen]:
    """How each order stands, by the order's id in the hub."""
    sales = _sales(odoo, orders)
    own = {known.sale_id for known in orders if known.sale_id}
    strangers = _strangers(target, [sale for key, sale in sales.items() if key not in own])
    moves = _moves(odoo, {key: sale for key, sale in sales.items() if key in own}, orders)
    return {known.row.pk: _seen(known, sales, strangers, moves) for known in orders}


def _sales(odoo: Odoo, orders: Sequence[Known]) -> dict[int, Sale]:
    return Audit(odoo).sales(
        {known.sale_id for known in orders if known.sale_id},
        {known.reference for known in orders},
        {known.origin for known in orders},
    )


def _strangers(target: str, others: Sequence[Sale]) -> list[Sale]:
    """Those that the hub wrote for none of its orders: numbers of two shops may be the same."""
    if not others:
        return []
    steps = DeliveryStep.objects.filter(
        delivery__target=target, name="order", record_id__in=[sale.record_id for sale in others]
    )
    ours = set(steps.values_list("record_id", flat=True))
    return [sale for sale in others if sale.record_id not in ours]


def _moves(odoo: Odoo, own: Mapping[int, Sale], orders: Sequence[Known]) -> dict[int, Move]:
    ids = {record_id for known in orders for record_id in known.move_ids}
    ids |= {record_id for sale in own.values() for record_id in sale.invoice_ids}
    return Audit(odoo).moves(ids)


def _seen(
    known: Known, sales: Mapping[int, Sale], strangers: Sequence[Sale], moves: Mapping[int, Move]
) -> Seen:
    sale = sales.get(known.sale_id or 0)
    ids = known.move_ids | set(sale.invoice_ids if sale else ())
    mine = [move for key, move in moves.items() if key in ids or (move.reverses and move.reverses in ids)]
    invoices = [move for move in mine if not move.is_note]
    return Seen(
        sale=sale,
        others=[other for other in strangers if _is_like(known, sale, other)],
        invoices=invoices,
        notes=[move for move in mine if move.is_note],
        shared=any(_is_shared(move, sale, sales.values()) for move in invoices),
    )


def _is_like(known: Known, sale: Sale | None, other: Sale) -> bool:
    """Whether it is this order once more, and nobody has called it off.

    The reference alone proves nothing: a wholesale customer may have one that reads the same.
    """
    if other.state == "cancel":
        return False
    if other.origin == known.origin:
        return True
    same_customer = sale is not None and other.partner_id == sale.partner_id
    return other.reference == known.reference and (same_customer or other.gross == known.row.gross)


def _is_shared(move: Move, sale: Sale | None, sales: Collection[Sale]) -> bool:
    others = (one for one in sales if sale is None or one.record_id != sale.record_id)
    return "," in move.origin or any(move.record_id in one.invoice_ids for one in others)
