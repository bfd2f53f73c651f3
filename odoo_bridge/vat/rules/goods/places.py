"""Goods whose way cannot be told are held. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import say
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.rule import Hold, Rule, said
from odoo_bridge.vat.rules.words import (
    place_problem,
    place_todo,
)

CLEAR_PLACES = (
    Rule(
        "origin-unclear",
        (is_.goods, is_.origin_unclear),
        Hold(todo=said(say("Correct where the goods leave, at the shop's VAT settings."))),
        lambda c: say("Where the goods leave cannot be told: {problem}.", problem=place_problem(c.origin)),
        "Directive 2006/112/EC art. 32",
    ),
    Rule(
        "destination-unclear",
        (is_.goods, is_.destination_unclear),
        Hold(todo=lambda c: place_todo(c.destination)),
        lambda c: say("Where the goods go cannot be told: {problem}.", problem=place_problem(c.destination)),
        "Directive 2006/112/EC art. 5 to 7",
    ),
)
