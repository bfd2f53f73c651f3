"""Outcomes and sources that several rules for goods share. Pure."""

from odoo_bridge.vat.case import Case
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules.rule import Jurisdiction, Zero, nobody, settled

EXPORT_LAW = "Directive 2006/112/EC art. 146(1)(a); CGI art. 262 I"
DISTANCE_LAW = "Directive 2006/112/EC art. 33(a), 59c; CGI art. 258 A; OSS: art. 369a ff."
LOCAL_LAW = "Directive 2006/112/EC art. 31, 32, 193"
IMPORT_LAW = "Directive 2006/112/EC art. 32(2), 33(b) and (c), 60, 201"
UK_LAW = "gov.uk, VAT and overseas goods sold directly to customers in the UK"

IMPORTED = Zero(treatment=Treatment.OUT_OF_SCOPE_IMPORT, country=nobody)
SMALL_BUSINESS = Zero(
    treatment=Treatment.SMALL_BUSINESS,
    country=lambda case: case.seller_state,
    mention=Mention.SMALL_BUSINESS,
)


def origin_state(case: Case) -> str:
    """The state from which the goods leave."""
    return settled(case.origin).state


def at_origin(case: Case) -> Jurisdiction:
    """The rates of where the goods leave."""
    place = settled(case.origin)
    return Jurisdiction(place.state, place.region)


def at_destination(case: Case) -> Jurisdiction:
    """The rates of where they go."""
    place = settled(case.destination)
    return Jurisdiction(place.state, place.region)


def inside_state(case: Case) -> Jurisdiction:
    """Those of where they go, except where a state's law says where they leave (Portugal, Austria)."""
    by_dispatch = settled(case.origin).dispatch_rate or settled(case.destination).dispatch_rate
    return at_origin(case) if by_dispatch else at_destination(case)


def united_kingdom(_: Case) -> Jurisdiction:
    """The rates of Great Britain."""
    return Jurisdiction("GB")


def export() -> Zero:
    """Exempt as an export, in the words of the state from which the goods leave."""
    return Zero(treatment=Treatment.EXPORT, country=nobody, mention=Mention.EXPORT, law=origin_state)
