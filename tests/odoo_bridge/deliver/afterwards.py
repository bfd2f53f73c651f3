"""Orders that went on changing at the shop, for the tests of what follows in Odoo."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hub.models import Delivery
from hub.order import Line, Refund, TaxAmount
from hub.order.money import quantize
from tests.factories import PLACED_AT, line
from tests.odoo_bridge.world import Row, World

LATER = PLACED_AT + timedelta(hours=1)
TWO_LAMPS = (line("1"), line("2", net="100.00", sku="LMP-02", title="Floor lamp", quantity=Decimal(1)))


def later(world: World, *, hours: int = 1, **changes: Any) -> Delivery:
    """The delivery of a newer content of order 4711."""
    return world.delivery(**{"updated_at": PLACED_AT + timedelta(hours=hours), **changes})


def refund(external_id: str = "r1", *lines: Line, gross: str = "", **changes: Any) -> Refund:
    """Money given back: by lines, or `gross` without saying what for."""
    net = sum((each.net for each in lines), Decimal(0)) if lines else Decimal(gross)
    tax = sum((each.tax for each in lines), Decimal(0))
    values = {"created_at": LATER, "net": net, "tax": tax, "gross": net + tax, "lines": lines}
    return Refund(external_id=external_id, **{**values, **changes})


def part(sold: Line, gross: str, rate: str = "20") -> Line:
    """One piece of a line, given back for `gross`."""
    amount = Decimal(gross)
    tax = amount - quantize(amount / (1 + Decimal(rate) / 100), "EUR")
    return Line(
        external_id=sold.external_id,
        kind=sold.kind,
        sku=sold.sku,
        title=sold.title,
        quantity=Decimal(1),
        unit_price=amount,
        net=amount - tax,
        tax=tax,
        gross=amount,
        taxes=(TaxAmount(rate=Decimal(rate), amount=tax),),
    )


def notes(world: World) -> list[Row]:
    """The credit notes in Odoo, oldest first."""
    return [row for row in world.rows("account.move") if row["move_type"] == "out_refund"]


def invoices(world: World) -> list[Row]:
    """The invoices in Odoo, oldest first."""
    return [row for row in world.rows("account.move") if row["move_type"] == "out_invoice"]


def amounts(rows: list[Row]) -> list[str]:
    """Their totals."""
    return [f"{row['amount_total']:.2f}" for row in rows]
