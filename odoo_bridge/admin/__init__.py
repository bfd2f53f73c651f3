"""The bridge in the back office: Odoo connections, tax table, delivery policies, known customers.

Plugs links into Odoo, its troubles and its menu into the hub's back office. Talks to Odoo only when a person
asks for it.
"""

from django.utils.translation import gettext_lazy as _

from hub import links
from hub.admin import navigation, overview
from odoo_bridge.admin import connections, customers, policies, taxes
from odoo_bridge.admin.connections.trouble import troubles
from odoo_bridge.admin.odoo_links import open_links

links.register("odoo", open_links)
overview.watch("odoo_bridge.view_odooconnection", troubles)
navigation.add(
    _("Odoo"),
    (
        (_("Odoo connections"), "hub", "odoo_bridge.odooconnection"),
        (_("Delivery policies"), "rule", "odoo_bridge.shoppolicy"),
        (_("Tax mappings"), "percent", "odoo_bridge.taxmapping"),
        (_("Known customers"), "group", "odoo_bridge.partnerlink"),
    ),
)

__all__ = ["connections", "customers", "policies", "taxes"]
