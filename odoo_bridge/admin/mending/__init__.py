"""What mends the bridge's problems in the problems desk: a form for each cause that the hub can mend."""

from hub.admin.problems import menders
from odoo_bridge.admin.mending.choices import CHOICE
from odoo_bridge.admin.mending.journals import JOURNAL
from odoo_bridge.admin.mending.pages import PAGES
from odoo_bridge.admin.mending.products import FALLBACK, PRODUCT
from odoo_bridge.admin.mending.taxes import TAX
from odoo_bridge.admin.mending.territories import TERRITORY
from odoo_bridge.admin.mending.vat import VAT_CLASS, VAT_RATE

menders.register(PRODUCT, FALLBACK, TAX, JOURNAL, CHOICE, VAT_CLASS, VAT_RATE, TERRITORY, *PAGES)

__all__ = ["CHOICE", "FALLBACK", "JOURNAL", "PAGES", "PRODUCT", "TAX", "TERRITORY", "VAT_CLASS", "VAT_RATE"]
