"""Goods: where they leave and where they go decide, then who buys. Pure.

The tables in the order in which they are asked; each ends with a rule that takes all that is left for it.
"""

from odoo_bridge.vat.rules.goods.between_states import BETWEEN_STATES
from odoo_bridge.vat.rules.goods.departments import FROM_DEPARTMENTS, TO_DEPARTMENTS
from odoo_bridge.vat.rules.goods.exports import TO_THIRD_COUNTRIES
from odoo_bridge.vat.rules.goods.imports import FROM_THIRD_COUNTRIES
from odoo_bridge.vat.rules.goods.one_state import INSIDE_ONE_STATE
from odoo_bridge.vat.rules.goods.places import CLEAR_PLACES

RULES = (
    *CLEAR_PLACES,
    *FROM_THIRD_COUNTRIES,
    *FROM_DEPARTMENTS,
    *TO_THIRD_COUNTRIES,
    *TO_DEPARTMENTS,
    *INSIDE_ONE_STATE,
    *BETWEEN_STATES,
)
