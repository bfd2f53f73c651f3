"""Services: who the customer is decides, then where. Pure.

Read from top to bottom; the first rule whose conditions all hold decides. Northern Ireland is the United
Kingdom here.
"""

from hub.sentences import say
from odoo_bridge.vat.case import Case
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.conditions import is_not
from odoo_bridge.vat.rules.rule import Charge, Hold, Jurisdiction, Rule, Zero, nobody, said, settled
from odoo_bridge.vat.rules.words import (
    ask_vies,
    no_answer,
    number_text,
    one_number,
    place_problem,
    place_todo,
    several_numbers,
)
from odoo_bridge.vat.territories import Area, Territory, Unclear, members

_B2B = "Directive 2006/112/EC art. 44, 196; CGI art. 259-1, 283-2"
_B2C = "Directive 2006/112/EC art. 45; CGI art. 259-2"
_DIGITAL = "Directive 2006/112/EC art. 58, 59c; CGI art. 259 D"


def _any_service(case: Case) -> bool:
    return is_.service(case) or is_.digital(case)


def _state(case: Case) -> str:
    """Whose VAT is due where the customer is; "" outside the EU and where it is unclear."""
    place = case.customer_place
    taxed = (
        isinstance(place, Territory) and not place.services_outside and place.area in (Area.MEMBER, Area.DOM)
    )
    return place.state if isinstance(place, Territory) and taxed else ""


def _customer_unclear(case: Case) -> bool:
    return isinstance(case.customer_place, Unclear)


def _at_home(case: Case) -> bool:
    return _state(case) == case.seller_state


def _in_department(case: Case) -> bool:
    place = case.customer_place
    return isinstance(place, Territory) and place.area is Area.DOM


def _in_department_without_vat(case: Case) -> bool:
    return _in_department(case) and settled(case.customer_place).no_vat


def _outside(case: Case) -> bool:
    """Outside the EU's VAT area; for sellers of other states that holds for French departments too."""
    if _customer_unclear(case):
        return False
    return not _state(case) or (_in_department(case) and not _at_home(case))


def _business_outside(case: Case) -> bool:
    """A company, or a number of a country that VIES does not know (Reg. 282/2011 art. 18(3))."""
    return _outside(case) and (is_.company(case) or is_.foreign_number(case) or is_.valid(case))


def _private(case: Case) -> bool:
    """No business that could be told (Reg. 282/2011 art. 18(2))."""
    return is_.unproven(case) and not _business_outside(case)


def _number_elsewhere(case: Case) -> bool:
    """The number is of one state and the customer in another, and one of them is the seller's own."""
    number, place = case.number_state, _state(case)
    differ = number in members() and place not in {"", number}
    return is_.valid(case) and differ and case.seller_state in (number, place)


def _home_department(case: Case) -> bool:
    return settled(case.home).area is Area.DOM


def _home_without_vat(case: Case) -> bool:
    return settled(case.home).no_vat


def _home(case: Case) -> Jurisdiction:
    place = settled(case.home)
    return Jurisdiction(place.state, place.region)


def _customer(case: Case) -> Jurisdiction:
    place = settled(case.customer_place)
    return Jurisdiction(place.state, place.region)


def _reverse_charge_state(case: Case) -> str:
    return case.number_state if case.number_state in members() else _state(case)


def _customer_name(case: Case) -> str:
    return settled(case.customer_place).name


_SMALL = Zero(
    treatment=Treatment.SMALL_BUSINESS, country=lambda c: c.seller_state, mention=Mention.SMALL_BUSINESS
)
_NO_VAT_DOM = Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody, mention=Mention.NO_VAT_DOM)

TO_CONSUMERS_AT_THE_SELLER = (
    Rule(
        "service-consumer-franchise",
        (is_.service, _private, is_.franchise),
        _SMALL,
        said(say("The seller is a small enterprise and charges no VAT.")),
        "Directive 2006/112/EC art. 284; CGI art. 293 B",
    ),
    Rule(
        "service-consumer-without-vat",
        (is_.service, _private, _home_department, _home_without_vat),
        _NO_VAT_DOM,
        said(say("VAT is not applied where the seller is for the time being.")),
        "CGI art. 294-1",
    ),
    Rule(
        "service-consumer-department",
        (is_.service, _private, _home_department),
        Charge(treatment=Treatment.DOMESTIC_DOM, where=_home),
        said(say("A service to a consumer is taxed where the seller is, a department overseas.")),
        f"{_B2C}; CGI art. 296",
    ),
    Rule(
        "service-consumer",
        (is_.service, _private),
        Charge(treatment=Treatment.DOMESTIC, where=_home),
        said(
            say(
                "A service to a consumer, or to a company without a valid number, is taxed where the seller "
                "is."
            )
        ),
        f"{_B2C}; Regulation 282/2011 art. 18(2)",
    ),
)

CLEAR_CUSTOMER = (
    Rule(
        "customer-unclear",
        (_any_service, _customer_unclear),
        Hold(todo=lambda c: place_todo(c.customer_place)),
        lambda c: say(
            "Where the customer is cannot be told: {problem}.", problem=place_problem(c.customer_place)
        ),
        "Directive 2006/112/EC art. 5 to 7, 44, 58",
    ),
    Rule(
        "number-of-other-country",
        (_any_service, _number_elsewhere),
        Hold(
            todo=said(
                say("Ask the customer which establishment buys, then correct the number or the address.")
            )
        ),
        lambda c: say(
            "The customer is in {place}, but {number} is a number of {state}.",
            place=_customer_name(c),
            number=number_text(c),
            state=c.number_state,
        ),
        "Directive 2006/112/EC art. 44; Regulation 282/2011 art. 20 to 22",
    ),
)

AT_HOME = (
    Rule(
        "service-franchise",
        (_any_service, _at_home, is_.franchise),
        _SMALL,
        said(say("The seller is a small enterprise and charges no VAT.")),
        "Directive 2006/112/EC art. 284; CGI art. 293 B",
    ),
    Rule(
        "service-department-without-vat",
        (_any_service, _at_home, _in_department_without_vat),
        _NO_VAT_DOM,
        lambda c: say("VAT is not applied in {place} for the time being.", place=_customer_name(c)),
        "CGI art. 294-1",
    ),
    Rule(
        "service-department",
        (_any_service, _at_home, _in_department),
        Charge(treatment=Treatment.DOMESTIC_DOM, where=_customer),
        lambda c: say("The service is taxed where the customer is, in {place}.", place=_customer_name(c)),
        "CGI art. 259-1, 259 D, 296; BOI-TVA-GEO-20",
    ),
    Rule(
        "service-domestic",
        (_any_service, _at_home),
        Charge(treatment=Treatment.DOMESTIC, where=_customer),
        lambda c: say(
            "Seller and customer are in {state}: a VAT number changes nothing.", state=c.seller_state
        ),
        "Directive 2006/112/EC art. 44, 58; CGI art. 259, 278",
    ),
)

OUTSIDE = (
    Rule(
        "service-business-outside",
        (_any_service, _business_outside),
        Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody, mention=Mention.SERVICE_OUTSIDE),
        lambda c: say(
            "A business in {place}, outside the EU's VAT area; keep the proof that it is one.",
            place=_customer_name(c),
        ),
        "Directive 2006/112/EC art. 44; Regulation 282/2011 art. 18(3); CGI art. 259-1",
    ),
    Rule(
        "digital-consumer-outside",
        (is_.digital, _outside, is_.unproven),
        Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody, mention=Mention.DIGITAL_OUTSIDE),
        lambda c: say(
            "A digital service to a consumer in {place} is not taxed in the EU; taxes there are the "
            "seller's matter.",
            place=_customer_name(c),
        ),
        "Directive 2006/112/EC art. 58, 59; CGI art. 259 D",
    ),
)

ELSEWHERE_IN_THE_EU = (
    Rule(
        "digital-franchise-below-threshold",
        (is_.digital, is_.unproven, is_.franchise, is_not(is_.taxed_at_destination)),
        _SMALL,
        said(say("The seller is a small enterprise and stays under 10,000 EUR of cross-border sales.")),
        "Directive 2006/112/EC art. 59c, 284; CGI art. 259 D, 293 B",
    ),
    Rule(
        "service-numbers-conflict",
        (_any_service, is_.conflict),
        Hold(todo=one_number),
        several_numbers,
        _B2B,
    ),
    Rule(
        "service-vies-pending",
        (_any_service, is_.pending),
        Hold(treatment=Treatment.HOLD_VIES, todo=ask_vies),
        no_answer,
        "Regulation 282/2011 art. 18(1); Regulation 904/2010 art. 31",
    ),
    Rule(
        "service-reverse-charge",
        (_any_service, is_.valid),
        Zero(
            treatment=Treatment.RC_SERVICE,
            country=_reverse_charge_state,
            mention=Mention.REVERSE_CHARGE_SERVICE,
        ),
        lambda c: say(
            "A business identified as {number} declares the VAT of {state} itself; declare it in the "
            "recapitulative statement.",
            number=number_text(c),
            state=_reverse_charge_state(c),
        ),
        _B2B,
    ),
    Rule(
        "digital-oss",
        (is_.digital, is_.in_oss),
        Charge(treatment=Treatment.OSS_DESTINATION, where=_customer),
        lambda c: say(
            "A digital service to a consumer in {place}, declared in the one-stop shop.",
            place=_customer_name(c),
        ),
        f"{_DIGITAL}; OSS: art. 369a ff.",
    ),
    Rule(
        "digital-below-threshold",
        (is_.digital, is_.threshold_counts, is_.under_threshold),
        Charge(treatment=Treatment.ORIGIN_BELOW_THRESHOLD, where=_home),
        said(
            say(
                "Cross-border sales to consumers stay under 10,000 EUR and there is no OSS, so the VAT of "
                "the seller's state applies."
            )
        ),
        _DIGITAL,
    ),
    Rule(
        "digital-threshold-unknown",
        (is_.digital, is_.threshold_counts, is_not(is_.over_threshold)),
        Hold(
            todo=said(say("Give this year's and last year's cross-border sales at the shop's VAT settings."))
        ),
        said(say("Without the OSS the total of cross-border sales decides, and it is not known.")),
        "Directive 2006/112/EC art. 59c",
    ),
    Rule(
        "digital-registered",
        (is_.digital, lambda c: c.registered_in(_state(c)) is True),
        Charge(treatment=Treatment.LOCAL_SUPPLY, where=_customer),
        lambda c: say(
            "A digital service to a consumer, declared under the seller's number in {place}.",
            place=_customer_name(c),
        ),
        _DIGITAL,
    ),
    Rule(
        "digital-unregistered",
        (is_.digital,),
        Hold(
            todo=lambda c: say(
                "Join the OSS or register for VAT in {state}, and say so at the VAT settings.",
                state=_state(c),
            )
        ),
        lambda c: say(
            "The VAT of {state} is due, and the seller has neither OSS nor a number there.", state=_state(c)
        ),
        _DIGITAL,
    ),
)

RULES = (
    *TO_CONSUMERS_AT_THE_SELLER,
    *CLEAR_CUSTOMER,
    *AT_HOME,
    *OUTSIDE,
    *ELSEWHERE_IN_THE_EU,
)
