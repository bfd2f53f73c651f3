"""The two companies, with their warehouses, price lists, carriers and sales team."""

from sandbox.odoo.seed.planting import Planter
from sandbox.odoo.seed.world import FRANCE, USD, euro
from sandbox.odoo.taxes import GLOBALLY, PER_LINE

FIRST, SECOND = 1, 2
NAMES = {FIRST: "Hub Test SAS", SECOND: "Second SAS"}


def plant(planter: Planter) -> None:
    """Both companies. The second exists for users who have it."""
    for company, name in NAMES.items():
        partner = planter.add("res.partner", name=name, is_company=True, country_id=FRANCE, lang="en_US")
        planter.add(
            "res.company",
            company,
            name=name,
            partner_id=partner,
            country_id=FRANCE,
            account_fiscal_country_id=FRANCE,
            currency_id=euro(planter),
            sequence=10 if company == FIRST else 0,
            tax_calculation_rounding_method=PER_LINE if planter.old else GLOBALLY,
        )
    planter.add("product.pricelist", 1, name="EUR", currency_id=euro(planter))
    planter.add("product.pricelist", 2, name="USD", currency_id=USD)
    planter.add("delivery.carrier", 1, name="Standard delivery")
    planter.add("crm.team", 1, name="Sales")
    planter.add("stock.warehouse", 1, name="Hub Test SAS", code="WH", company_id=FIRST)
    planter.add("stock.warehouse", 2, name="Entrepot 2", code="WH2", company_id=FIRST)
    planter.add("stock.warehouse", 3, name="Second SAS", code="SEC", company_id=SECOND)
    _picking_types(planter)


def _picking_types(planter: Planter) -> None:
    ids = (1, 5, 2, 6, 10, 7) if planter.old else (1, 7, 2, 9, 15, 10)
    kinds = (("Receipts", "incoming"), ("Internal Transfers", "internal"), ("Delivery Orders", "outgoing"))
    for place, record in enumerate(ids):
        name, code = kinds[place % 3]
        planter.add(
            "stock.picking.type",
            record,
            name=name,
            code=code,
            sequence=place,
            warehouse_id=1 + place // 3,
            company_id=FIRST,
        )
