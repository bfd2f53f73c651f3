"""The rules, in the order in which they are asked. Pure: no Django, no network, no settings.

A rule is a line of a table: an id, conditions, an outcome, a sentence for people, the law. What must not
live here: rates, postcodes, amounts and mentions, which are data with dates.
"""

from odoo_bridge.vat.rules import goods, preliminary, services
from odoo_bridge.vat.rules.rule import Charge, Hold, Rule, Zero

RULES: tuple[Rule, ...] = (*preliminary.RULES, *goods.RULES, *services.RULES)

__all__ = ["RULES", "Charge", "Hold", "Rule", "Zero"]
