"""Rules before all others: what these rules are not for, vouchers, and what a marketplace declares. Pure."""

from hub.sentences import say
from odoo_bridge.vat.case import Case
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.rule import Hold, Rule, Zero, nobody, said, settled
from odoo_bridge.vat.sale import Supply, Vies, VoucherKind
from odoo_bridge.vat.territories import first_day, members


def _seller_outside(case: Case) -> bool:
    return case.seller_state not in members()


def _before_first_day(case: Case) -> bool:
    return case.sale.day < first_day()


def _verdict_without_number(case: Case) -> bool:
    return case.number is None and case.sale.buyer.vies is Vies.VALID


def _multi_purpose(case: Case) -> bool:
    return case.sale.supply is Supply.VOUCHER and case.sale.voucher is VoucherKind.MULTI_PURPOSE


def _voucher_for_what(case: Case) -> bool:
    return case.supply is Supply.VOUCHER


def _marketplace(case: Case) -> bool:
    return case.sale.marketplace_collects


RULES = (
    Rule(
        "seller-outside-eu",
        (_seller_outside,),
        Hold(
            todo=said(
                say("Correct the seller's country at the shop's VAT settings: these rules are for the EU.")
            )
        ),
        lambda case: say(
            "The seller is established in {country}, which is no state of the EU.",
            country=repr(case.sale.seller.country),
        ),
        "Directive 2006/112/EC art. 5",
    ),
    Rule(
        "before-the-rules",
        (_before_first_day,),
        Hold(todo=said(say("Decide the VAT of this order by hand."))),
        lambda case: say(
            "The sale of {day} is older than these rules, which begin on {first_day}.",
            day=case.sale.day,
            first_day=first_day(),
        ),
        "Directive (EU) 2017/2455 art. 2",
    ),
    Rule(
        "voucher-multi-purpose",
        (_multi_purpose,),
        Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody),
        said(say("A multi-purpose voucher is money for later: VAT is due when it is redeemed.")),
        "Directive 2006/112/EC art. 30b(2)",
    ),
    Rule(
        "voucher-for-what",
        (_voucher_for_what,),
        Hold(
            todo=said(
                say("Say at the product what the voucher is for: goods, a service or a digital service.")
            )
        ),
        said(say("A single-purpose voucher is taxed as what it is for, and that is not known.")),
        "Directive 2006/112/EC art. 30b(1)",
    ),
    Rule(
        "valid-without-number",
        (_verdict_without_number,),
        Hold(todo=said(say("Complete the buyer's VAT number, or ask VIES again."))),
        said(say("VIES is said to have found the number valid, but the order has none.")),
        "Directive 2006/112/EC art. 138(1)(b)",
    ),
    Rule(
        "marketplace-export",
        (_marketplace, is_.goods, is_.leaves_area),
        Zero(
            treatment=Treatment.EXPORT,
            country=nobody,
            mention=Mention.EXPORT,
            law=lambda case: settled(case.origin).state,
        ),
        said(say("The goods leave the EU's VAT area; the marketplace declares what is due on arrival.")),
        "Directive 2006/112/EC art. 146(1)(a)",
    ),
    Rule(
        "marketplace",
        (_marketplace,),
        Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody),
        said(say("The marketplace charges this VAT to the buyer and declares it: it is not the seller's.")),
        "Directive 2006/112/EC art. 14a, 136a; Regulation 282/2011 art. 9a",
    ),
)
