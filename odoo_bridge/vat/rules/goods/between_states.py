"""Goods that go from one state of the EU to another: to a business, or a distance sale. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import joined, say
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.conditions import is_not
from odoo_bridge.vat.rules.goods.outcomes import (
    DISTANCE_LAW,
    SMALL_BUSINESS,
    at_destination,
    at_origin,
    origin_state,
)
from odoo_bridge.vat.rules.rule import Charge, Hold, Rule, Zero, said, settled
from odoo_bridge.vat.rules.words import (
    ask_vies,
    from_to,
    no_answer,
    number_text,
    one_number,
    presumed,
    register_at_origin,
    several_numbers,
)

BETWEEN_STATES = (
    Rule(
        "franchise-abroad",
        (
            is_.goods,
            is_.from_home,
            is_.franchise,
            is_.either(is_.valid, is_not(is_.taxed_at_destination)),
        ),
        SMALL_BUSINESS,
        said(
            say(
                "The seller is a small enterprise and charges no VAT: neither intra-Community supply nor "
                "distance sale."
            )
        ),
        "Directive 2006/112/EC art. 139(1), 284; CGI art. 293 B, 262 ter I",
    ),
    Rule(
        "numbers-conflict",
        (is_.goods, is_.conflict),
        Hold(todo=one_number),
        several_numbers,
        "Directive 2006/112/EC art. 138(1)(b)",
    ),
    Rule(
        "vies-pending",
        (is_.goods, is_.pending),
        Hold(treatment=Treatment.HOLD_VIES, todo=ask_vies),
        no_answer,
        "Directive 2006/112/EC art. 138(1)(b); Regulation 904/2010 art. 31",
    ),
    Rule(
        "stock-unregistered",
        (is_.goods, is_.unregistered_at_origin),
        Hold(todo=register_at_origin),
        lambda c: say(
            "The goods leave from {state}, where the seller has no VAT number.", state=origin_state(c)
        ),
        "Directive 2006/112/EC art. 32, 214",
    ),
    Rule(
        "number-of-dispatch-state",
        (is_.goods, is_.valid, is_.number_of_origin, is_.from_home),
        Charge(treatment=Treatment.DOMESTIC, where=at_origin),
        lambda c: say(
            "{number} is a number of {state}, from where the goods leave: only a number of another state "
            "exempts, and a taxable person is no customer of a distance sale.",
            number=number_text(c),
            state=origin_state(c),
        ),
        "Directive 2006/112/EC art. 32, 138(1)(b)",
    ),
    Rule(
        "number-of-stock-state",
        (is_.goods, is_.valid, is_.number_of_origin),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=at_origin),
        lambda c: say(
            "{number} is a number of {state}, where the stock is: only a number of another state exempts.",
            number=number_text(c),
            state=origin_state(c),
        ),
        "Directive 2006/112/EC art. 32, 138(1)(b)",
    ),
    Rule(
        "intra-community",
        (is_.goods, is_.valid),
        Zero(
            treatment=Treatment.IC_EXEMPT,
            country=origin_state,
            mention=Mention.INTRA_COMMUNITY,
            law=origin_state,
        ),
        lambda c: joined(
            say(
                "{journey}: a taxable person identified as {number} buys; keep the proof of transport, "
                "declare it in the recapitulative statement.",
                journey=from_to(c),
                number=number_text(c),
            ),
            presumed(c, "origin"),
        ),
        "Directive 2006/112/EC art. 138(1) and (1a), 262; Reg. 282/2011 art. 45a; CGI art. 262 ter I",
    ),
    Rule(
        "company-without-number-held",
        (is_.goods, is_.company_held),
        Hold(todo=said(say("Ask the company for its VAT number, or decide the VAT of this order by hand."))),
        said(say("A company without a valid VAT number, and the shop's policy is to hold such orders.")),
        "Directive 2006/112/EC art. 138(1)(b), 33(a)",
    ),
    Rule(
        "company-without-number-at-home",
        (is_.goods, is_.company_at_origin, is_.from_home),
        Charge(treatment=Treatment.DOMESTIC, where=at_origin),
        said(
            say(
                "A company without a valid VAT number, taxed where the goods leave, as the shop's policy "
                "says."
            )
        ),
        "Directive 2006/112/EC art. 32, 138(1)(b); BOI-TVA-CHAMP-30-20-10 no. 10",
    ),
    Rule(
        "company-without-number-at-stock",
        (is_.goods, is_.company_at_origin),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=at_origin),
        said(
            say("A company without a valid VAT number, taxed where the stock is, as the shop's policy says.")
        ),
        "Directive 2006/112/EC art. 32, 138(1)(b)",
    ),
    Rule(
        "distance-sale-oss",
        (is_.goods, is_.in_oss),
        Charge(treatment=Treatment.OSS_DESTINATION, where=at_destination),
        lambda c: say(
            "{journey}: a distance sale to a consumer, declared in the one-stop shop.", journey=from_to(c)
        ),
        DISTANCE_LAW,
    ),
    Rule(
        "distance-sale-below-threshold",
        (is_.goods, is_.threshold_counts, is_.under_threshold),
        Charge(treatment=Treatment.ORIGIN_BELOW_THRESHOLD, where=at_origin),
        lambda c: say(
            "{journey}: cross-border sales to consumers stay under 10,000 EUR and there is no OSS, so the "
            "VAT of the seller's state applies.",
            journey=from_to(c),
        ),
        "Directive 2006/112/EC art. 59c; CGI art. 258 A, 259 D",
    ),
    Rule(
        "distance-sale-threshold-unknown",
        (is_.goods, is_.threshold_counts, is_not(is_.over_threshold)),
        Hold(
            todo=said(say("Give this year's and last year's cross-border sales at the shop's VAT settings."))
        ),
        said(say("Without the OSS the total of cross-border sales decides, and it is not known.")),
        "Directive 2006/112/EC art. 59c",
    ),
    Rule(
        "distance-sale-home",
        (is_.goods, is_.to_home),
        Charge(treatment=Treatment.DOMESTIC, where=at_destination),
        lambda c: say(
            "{journey}: a distance sale into the seller's own state, declared there.", journey=from_to(c)
        ),
        DISTANCE_LAW,
    ),
    Rule(
        "distance-sale-registered",
        (is_.goods, is_.registered_at_destination),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=at_destination),
        lambda c: say(
            "{journey}: a distance sale, declared under the seller's number where it goes.",
            journey=from_to(c),
        ),
        DISTANCE_LAW,
    ),
    Rule(
        "distance-sale-unregistered",
        (is_.goods,),
        Hold(
            todo=lambda c: say(
                "Join the OSS or register for VAT in {state}, and say so at the shop's VAT settings.",
                state=settled(c.destination).state,
            )
        ),
        lambda c: say(
            "{journey}: the VAT of {state} is due, and the seller has neither OSS nor a number there.",
            journey=from_to(c),
            state=settled(c.destination).state,
        ),
        DISTANCE_LAW,
    ),
)
