"""The bridge in the back office: Odoo connections, tax table, delivery policies, known customers, VAT checks.

Plugs links into Odoo, its troubles and its menu into the hub's back office. Talks to Odoo only when a person
asks for it.
"""

from django.utils.translation import gettext_lazy as _

from hub import links
from hub.admin import guide, navigation, overview
from hub.admin.orders import sections
from odoo_bridge.admin import (
    alerts,
    booking,
    connections,
    customers,
    mappings,
    mending,
    payments,
    policies,
    taxes,
    vat,
    vat_rates,
)
from odoo_bridge.admin.connections.trouble import look as look_at_connections
from odoo_bridge.admin.odoo_links import open_links
from odoo_bridge.admin.set_up import connection_cards, shop_steps
from odoo_bridge.admin.vat.proofs import troubles as proof_troubles
from odoo_bridge.admin.vat.trouble import look as look_at_vies

links.register("odoo", open_links)
sections.add(vat.section)
guide.add_cards("odoo_bridge.view_odooconnection", connection_cards)
guide.add_shop_steps(shop_steps)
overview.watch("odoo_bridge.view_odooconnection", look_at_connections)
overview.watch("odoo_bridge.view_vatratecheck", vat_rates.troubles)
overview.watch("odoo_bridge.view_memberstate", look_at_vies)
overview.watch("odoo_bridge.view_partnerproof", proof_troubles)
navigation.add(
    _("Odoo"),
    (
        (_("Odoo connections"), "hub", "odoo_bridge.odooconnection"),
        (_("Delivery policies"), "rule", "odoo_bridge.shoppolicy"),
        (_("Product mappings"), "inventory_2", "odoo_bridge.productmapping"),
        (_("VAT classes of products"), "category", "odoo_bridge.productvat"),
        (_("Shipping and fees"), "local_shipping", "odoo_bridge.servicemapping"),
        (_("Tax mappings"), "percent", "odoo_bridge.taxmapping"),
        (_("Payment journals"), "account_balance", "odoo_bridge.paymentmapping"),
        (_("Known customers"), "group", "odoo_bridge.partner"),
    ),
)
navigation.add(
    _("VAT"),
    (
        (_("VAT of orders"), "request_quote", "odoo_bridge.vatrecord"),
        (_("Odoo taxes of VAT"), "percent", "odoo_bridge.vattaxmapping"),
        (_("Odoo fiscal positions of VAT"), "alt_route", "odoo_bridge.vatpositionmapping"),
        (_("VAT territories of addresses"), "pin_drop", "odoo_bridge.addressterritory"),
        (_("VAT id checks"), "verified", "odoo_bridge.vatcheck"),
        (_("Proofs in Odoo"), "attach_file", "odoo_bridge.partnerproof"),
        (_("Member states"), "public", "odoo_bridge.memberstate"),
        (_("Checks of VAT rates"), "fact_check", "odoo_bridge.vatratecheck"),
    ),
)

__all__ = [
    "alerts",
    "booking",
    "connections",
    "customers",
    "mappings",
    "mending",
    "payments",
    "policies",
    "taxes",
    "vat",
    "vat_rates",
]
