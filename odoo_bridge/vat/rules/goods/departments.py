"""Goods that leave from, or go to, a French department overseas. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import say
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.goods.outcomes import (
    SMALL_BUSINESS,
    at_destination,
    export,
    origin_state,
)
from odoo_bridge.vat.rules.rule import Charge, Rule, Zero, nobody, said, settled
from odoo_bridge.vat.rules.words import (
    from_to,
)

FROM_DEPARTMENTS = (
    Rule(
        "franchise-department",
        (is_.goods, is_.from_dom, is_.franchise, is_.from_home),
        SMALL_BUSINESS,
        said(say("The seller is a small enterprise and charges no VAT.")),
        "CGI art. 293 B",
    ),
    Rule(
        "inside-department-without-vat",
        (is_.goods, is_.from_dom, is_.inside_one_market, is_.without_vat),
        Zero(
            treatment=Treatment.OUT_OF_SCOPE,
            country=nobody,
            mention=Mention.NO_VAT_DOM,
            law=origin_state,
        ),
        lambda c: say("VAT is not applied in {place} for the time being.", place=settled(c.origin).name),
        "CGI art. 294-1",
    ),
    Rule(
        "inside-department",
        (is_.goods, is_.from_dom, is_.inside_one_market),
        Charge(treatment=Treatment.DOMESTIC_DOM, where=at_destination),
        lambda c: say(
            "The goods stay in {place}, or between Guadeloupe and Martinique.",
            place=settled(c.destination).name,
        ),
        "CGI art. 294, 296",
    ),
    Rule(
        "department-to-france",
        (is_.goods, is_.from_dom, is_.to_france),
        Zero(
            treatment=Treatment.EXPORT_DOM,
            country=nobody,
            mention=Mention.EXPORT_DOM,
            law=origin_state,
        ),
        lambda c: say("{journey}: treated as an export; import VAT is due on arrival.", journey=from_to(c)),
        "CGI art. 294-2; BOI-TVA-GEO-20",
    ),
    Rule(
        "department-to-elsewhere",
        (is_.goods, is_.from_dom),
        export(),
        lambda c: say(
            "{journey}: from a department overseas this is an export, also to states of the EU.",
            journey=from_to(c),
        ),
        "CGI art. 294-2; BOI-TVA-CHAMP-30-20-10 no. 1",
    ),
)

TO_DEPARTMENTS = (
    Rule(
        "franchise-to-department",
        (is_.goods, is_.to_dom, is_.franchise, is_.from_home),
        SMALL_BUSINESS,
        said(say("The seller is a small enterprise and charges no VAT.")),
        "CGI art. 293 B",
    ),
    Rule(
        "france-to-department",
        (is_.goods, is_.to_dom, is_.from_france),
        Zero(
            treatment=Treatment.EXPORT_DOM,
            country=nobody,
            mention=Mention.EXPORT_DOM,
            law=origin_state,
        ),
        lambda c: say(
            "{journey}: treated as an export; VAT (none in Guyane and Mayotte) and octroi de mer are due on "
            "arrival.",
            journey=from_to(c),
        ),
        "CGI art. 294-2; BOI-TVA-GEO-20",
    ),
    Rule(
        "state-to-department",
        (is_.goods, is_.to_dom),
        export(),
        lambda c: say(
            "{journey}: French departments overseas lie outside the EU's VAT area.", journey=from_to(c)
        ),
        "Directive 2006/112/EC art. 6(1)(c), 146(1)(a)",
    ),
)
