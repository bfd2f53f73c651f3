"""What the records of one rehearsal share: what is known of the real Odoo, and what is pretended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hub.errors import BusinessError
from hub.order.money import smallest_unit
from hub.sentences import say
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.rehearsal.facts import Facts
from odoo_bridge.odoo.rehearsal.pretended import Pretended
from odoo_bridge.odoo.rehearsal.totals import Item, Tax, Totals, totals

SALE, MOVE, LINE, PAYMENT = "sale.order", "account.move", "account.move.line", "account.payment"


@dataclass(slots=True)
class Stage:
    """`odoo` answers with what is real and what is pretended."""

    facts: Facts
    odoo: Odoo
    pretended: Pretended = field(default_factory=Pretended)

    def row(self, model: str, number: int, fields: Sequence[str]) -> Record:
        """A record, new or real; raises what Odoo says of one that is gone."""
        found = self.odoo.read(model, [number], fields)
        if not found:
            raise BusinessError(
                "odoo_record_gone",
                say("Odoo does not have {model} {number} any more.", model=model, number=number),
                "",
            )
        return found[0]

    def sum(self, items: Sequence[Item], currency: str) -> Totals:
        """What the company's Odoo adds up."""
        method = str(self.facts.company["tax_calculation_rounding_method"])
        return totals(items, smallest_unit(currency), method)

    def taxes(self, ids: Sequence[int]) -> tuple[Tax, ...]:
        """Learned taxes, in the order of their ids."""
        return tuple(self.facts.tax(tax_id) for tax_id in sorted(ids))


def amounts(found: Totals) -> dict[str, Any]:
    """As a document shows them."""
    return {"amount_untaxed": found.net, "amount_tax": found.tax, "amount_total": found.gross}


def decimal(cell: Any) -> Decimal:
    """A number as `load` or Odoo writes it."""
    return Decimal(str(cell))


def reference(number: int | None, title: str = "") -> list[Any] | bool:
    """As Odoo shows a many2one: id and name, False for none."""
    return [number, title] if number else False
