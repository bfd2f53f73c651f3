"""Goods that stay in one state: at home, or at a stock abroad. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import joined, say
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.goods.outcomes import (
    LOCAL_LAW,
    SMALL_BUSINESS,
    inside_state,
    origin_state,
)
from odoo_bridge.vat.rules.rule import Charge, Hold, Rule, Zero, said
from odoo_bridge.vat.rules.words import (
    ask_vies,
    no_answer,
    number_text,
    one_number,
    presumed,
    register_at_origin,
    several_numbers,
)

INSIDE_ONE_STATE = (
    Rule(
        "franchise-domestic",
        (is_.goods, is_.inside_one_state, is_.from_home, is_.franchise),
        SMALL_BUSINESS,
        said(say("The seller is a small enterprise and charges no VAT.")),
        "Directive 2006/112/EC art. 284; CGI art. 293 B",
    ),
    Rule(
        "domestic",
        (is_.goods, is_.inside_one_state, is_.from_home),
        Charge(treatment=Treatment.DOMESTIC, where=inside_state),
        lambda c: say(
            "The goods stay in {state}: a VAT number or a billing address abroad changes nothing.",
            state=origin_state(c),
        ),
        "Directive 2006/112/EC art. 31, 32; CGI art. 258",
    ),
    Rule(
        "local-established",
        (is_.goods, is_.inside_one_state, is_.established_at_origin),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=inside_state),
        lambda c: say(
            "The seller has an establishment in {state}, where the goods stay.", state=origin_state(c)
        ),
        LOCAL_LAW,
    ),
    Rule(
        "local-numbers-conflict",
        (is_.goods, is_.inside_one_state, is_.conflict),
        Hold(todo=one_number),
        several_numbers,
        "Directive 2006/112/EC art. 194",
    ),
    Rule(
        "local-vies-pending",
        (
            is_.goods,
            is_.inside_one_state,
            is_.pending,
            is_.number_of_origin,
            is_.either(is_.buyer_declares_locally, is_.buyer_may_declare_locally),
        ),
        Hold(treatment=Treatment.HOLD_VIES, todo=ask_vies),
        no_answer,
        "Directive 2006/112/EC art. 194",
    ),
    Rule(
        "local-reverse-charge",
        (is_.goods, is_.inside_one_state, is_.valid, is_.number_of_origin, is_.buyer_declares_locally),
        Zero(
            treatment=Treatment.RC_DOMESTIC,
            country=origin_state,
            mention=Mention.REVERSE_CHARGE_LOCAL,
            law=origin_state,
        ),
        lambda c: say(
            "The seller is not established in {state}, where the goods are; the buyer, {number}, declares "
            "the VAT.",
            state=origin_state(c),
            number=number_text(c),
        ),
        "Directive 2006/112/EC art. 194; CGI art. 283-1, 2nd paragraph",
    ),
    Rule(
        "local-reverse-charge-unknown",
        (is_.goods, is_.inside_one_state, is_.valid, is_.number_of_origin, is_.buyer_may_declare_locally),
        Hold(
            todo=lambda c: say(
                "Ask your accountant whether {state} applies art. 194 to you, and decide this order by hand.",
                state=origin_state(c),
            )
        ),
        lambda c: say(
            "A sale to a business inside {state} by a seller who is not established there: seller or buyer "
            "declares the VAT.",
            state=origin_state(c),
        ),
        "Directive 2006/112/EC art. 194",
    ),
    Rule(
        "local-unregistered",
        (is_.goods, is_.inside_one_state, is_.unregistered_at_origin),
        Hold(todo=register_at_origin),
        lambda c: say(
            "The stock in {state} makes VAT due there, without a registration of the seller.",
            state=origin_state(c),
        ),
        LOCAL_LAW,
    ),
    Rule(
        "local-supply",
        (is_.goods, is_.inside_one_state),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=inside_state),
        lambda c: joined(
            say(
                "The goods leave from a stock in {state} and stay there: local VAT under the seller's number "
                "there.",
                state=origin_state(c),
            ),
            presumed(c, "origin"),
        ),
        LOCAL_LAW,
    ),
)
