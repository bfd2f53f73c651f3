"""What must be known of the real Odoo to say what it would make of a record; each is asked once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.rehearsal.totals import Tax

_ALL = {"active_test": False}
_DELIVERED = "delivery"  # the invoice policy of what is invoiced once it left the house


class UnforeseeableError(BusinessError):
    """Only Odoo itself can say what it would make of that."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "preview_unforeseeable", cause, say("Deliver one such order and look at what Odoo made of it.")
        )


@dataclass(slots=True)
class Facts:
    """Taxes, currencies and products of one company, as read from its Odoo."""

    odoo: Odoo
    company_id: int | None
    taxes: dict[int, Tax | str] = field(default_factory=dict)
    on_delivery: dict[int, bool] = field(default_factory=dict)
    pricelists: dict[int, list[Any]] = field(default_factory=dict)
    _company: Record = field(default_factory=dict)

    @property
    def company(self) -> Record:
        """Its currency and how it rounds."""
        if not self._company:
            fields = ["currency_id", "tax_calculation_rounding_method"]
            domain = [["id", "=", self.company_id]] if self.company_id else []
            self._company = self.odoo.search_read("res.company", domain, fields, limit=1)[0]
        return self._company

    def learn_taxes(self, ids: Iterable[int]) -> None:
        """In one call; what is no plain percent tax is kept by its name."""
        unknown = sorted({tax_id for tax_id in ids if tax_id not in self.taxes})
        if not unknown:
            return
        fields = ["name", "amount", "amount_type", "price_include"]
        for row in self.odoo.search_read("account.tax", [["id", "in", unknown]], fields, context=_ALL):
            number, rate = int(row["id"]), Decimal(str(row["amount"]))
            plain = row["amount_type"] == "percent"
            self.taxes[number] = Tax(number, rate, bool(row["price_include"])) if plain else str(row["name"])

    def tax(self, tax_id: int) -> Tax:
        """A learned tax; raises `UnforeseeableError`."""
        known = self.taxes.get(tax_id)
        if known is None:
            raise UnforeseeableError(say("Odoo does not show the tax {tax_id}.", tax_id=tax_id))
        if isinstance(known, str):
            raise UnforeseeableError(say("Odoo's tax {known} is no plain percent tax.", known=repr(known)))
        return known

    def learn_products(self, ids: Iterable[int]) -> None:
        """When they are invoiced; new ones are as Odoo's default has it: when ordered."""
        unknown = sorted({number for number in ids if number > 0 and number not in self.on_delivery})
        if not unknown:
            return
        rows = self.odoo.search_read(
            "product.product", [["id", "in", unknown]], ["invoice_policy"], context=_ALL
        )
        self.on_delivery |= dict.fromkeys(unknown, False)
        self.on_delivery |= {int(row["id"]): row["invoice_policy"] == _DELIVERED for row in rows}

    def currency(self, pricelist_id: int | None) -> list[Any]:
        """Id and code of the pricelist's currency; the company's where none is named."""
        if pricelist_id is None:
            return list(self.company["currency_id"])
        if pricelist_id not in self.pricelists:
            rows = self.odoo.search_read(
                "product.pricelist", [["id", "=", pricelist_id]], ["currency_id"], context=_ALL
            )
            if not rows:
                raise UnforeseeableError(
                    say("Odoo does not show the pricelist {pricelist_id}.", pricelist_id=pricelist_id)
                )
            self.pricelists[pricelist_id] = list(rows[0]["currency_id"])
        return self.pricelists[pricelist_id]
