"""What rules ask about a sale, each by a name that reads in the table. Pure."""

from odoo_bridge.vat.case import Case, Standing
from odoo_bridge.vat.limits import Limit, within
from odoo_bridge.vat.local_reverse_charge import Applies, applies
from odoo_bridge.vat.policy import WithoutNumber
from odoo_bridge.vat.rules.rule import Condition, settled
from odoo_bridge.vat.sale import Supply
from odoo_bridge.vat.territories import Area, Territory, Unclear

_ABROAD = (Area.OUTSIDE, Area.UK)


def is_not(condition: Condition) -> Condition:
    """The opposite."""
    return lambda case: not condition(case)


def either(*conditions: Condition) -> Condition:
    """At least one of them."""
    return lambda case: any(condition(case) for condition in conditions)


# what is sold


def goods(case: Case) -> bool:
    """A thing that is handed over."""
    return case.supply is Supply.GOODS


def service(case: Case) -> bool:
    """A service under the general rules."""
    return case.supply is Supply.SERVICE


def digital(case: Case) -> bool:
    """A service that is supplied electronically."""
    return case.supply is Supply.DIGITAL_SERVICE


# who sells


def franchise(case: Case) -> bool:
    """The seller is a small enterprise without VAT at home."""
    return case.franchise


def in_oss(case: Case) -> bool:
    """The seller declares in the one-stop shop, which is also the choice of taxation at destination."""
    return case.sale.seller.oss


def threshold_counts(case: Case) -> bool:
    """Art. 59c(1): only who is established in one state and sends goods from there has the threshold."""
    if case.sale.seller.established_in - {case.seller_state}:
        return False
    return not goods(case) or settled(case.origin).state == case.seller_state


def over_threshold(case: Case) -> bool:
    """Above €10,000 of cross-border sales to consumers."""
    return case.sale.seller.over_threshold is True


def under_threshold(case: Case) -> bool:
    """Not above them."""
    return case.sale.seller.over_threshold is False


def taxed_at_destination(case: Case) -> bool:
    """A cross-border sale to a consumer has the VAT of where it goes."""
    return in_oss(case) or over_threshold(case) or not threshold_counts(case)


# where goods go


def origin_unclear(case: Case) -> bool:
    """Nobody can say where the goods leave."""
    return isinstance(case.origin, Unclear)


def destination_unclear(case: Case) -> bool:
    """Nobody can say where they go."""
    return isinstance(case.destination, Unclear)


def from_third_country(case: Case) -> bool:
    """They leave from outside the EU's VAT area."""
    return isinstance(case.origin, Territory) and case.origin.area in _ABROAD


def from_uk(case: Case) -> bool:
    """They leave from Great Britain or the Isle of Man."""
    return settled(case.origin).area is Area.UK


def from_dom(case: Case) -> bool:
    """They leave from a French department overseas."""
    return isinstance(case.origin, Territory) and case.origin.area is Area.DOM


def from_france(case: Case) -> bool:
    """They leave from France, wherever in it."""
    return settled(case.origin).state == "FR"


def from_home(case: Case) -> bool:
    """They leave from the seller's own state."""
    return settled(case.origin).state == case.seller_state


def to_abroad(case: Case) -> bool:
    """They go outside the EU's VAT area; departments overseas are a case of their own."""
    return isinstance(case.destination, Territory) and case.destination.area in _ABROAD


def to_uk(case: Case) -> bool:
    """They go to Great Britain or the Isle of Man."""
    return settled(case.destination).area is Area.UK


def to_dom(case: Case) -> bool:
    """They go to a French department overseas."""
    return settled(case.destination).area is Area.DOM


def to_france(case: Case) -> bool:
    """They go to France, wherever in it."""
    return settled(case.destination).state == "FR"


def to_northern_ireland(case: Case) -> bool:
    """They go to Northern Ireland."""
    return settled(case.destination).state == "XI"


def to_home(case: Case) -> bool:
    """They go to the seller's own state."""
    return settled(case.destination).state == case.seller_state


def leaves_area(case: Case) -> bool:
    """They are exported for certain."""
    return not origin_unclear(case) and not from_third_country(case) and to_abroad(case)


def inside_one_state(case: Case) -> bool:
    """They stay in the state where they are."""
    return settled(case.origin).state == settled(case.destination).state


def inside_one_market(case: Case) -> bool:
    """They stay in a department overseas, or between Guadeloupe and Martinique (CGI art. 294)."""
    return to_dom(case) and settled(case.origin).market == settled(case.destination).market


def without_vat(case: Case) -> bool:
    """Guyane and Mayotte."""
    return settled(case.origin).no_vat


# who buys


def company(case: Case) -> bool:
    """The shop has a company's name."""
    return case.sale.buyer.company


def valid(case: Case) -> bool:
    """The number is proven."""
    return case.standing is Standing.VALID


def pending(case: Case) -> bool:
    """VIES still has to say."""
    return case.standing is Standing.PENDING


def conflict(case: Case) -> bool:
    """The order names several numbers."""
    return case.standing is Standing.CONFLICT


def unproven(case: Case) -> bool:
    """No number, or none that counts."""
    return case.unproven


def foreign_number(case: Case) -> bool:
    """A well-formed number of a country that is not in VIES."""
    return case.standing is Standing.FOREIGN


def british_number(case: Case) -> bool:
    """A well-formed number of the United Kingdom's register."""
    return case.number is not None and case.number.is_good and case.number.prefix in ("GB", "XI")


def number_of_origin(case: Case) -> bool:
    """The number is of the state from which the goods leave: no other state taxes an acquisition."""
    return case.number_state == settled(case.origin).state


def like_consumer(case: Case) -> bool:
    """Goods are taxed as a private person's."""
    return case.like_consumer


def company_at_origin(case: Case) -> bool:
    """A company without a valid number, which the shop's policy taxes where the goods leave."""
    return case.unproven and company(case) and case.policy.without_number is WithoutNumber.ORIGIN


def company_held(case: Case) -> bool:
    """A company without a valid number, which the shop's policy wants a person to decide."""
    return case.unproven and company(case) and case.policy.without_number is WithoutNumber.HOLD


# amounts and registrations


def low_value_uk(case: Case) -> bool:
    """At most £135."""
    return within(case.sale.consignment, Limit.UK_LOW_VALUE) is True


def above_low_value_uk(case: Case) -> bool:
    """More than £135."""
    return within(case.sale.consignment, Limit.UK_LOW_VALUE) is False


def above_ioss(case: Case) -> bool:
    """More than €150."""
    return within(case.sale.consignment, Limit.IOSS) is False


def ioss_value(case: Case) -> bool:
    """At most €150."""
    return within(case.sale.consignment, Limit.IOSS) is True


def without_ioss(case: Case) -> bool:
    """The seller has said to be in no import one-stop shop."""
    return case.sale.seller.ioss is False


def without_uk_registration(case: Case) -> bool:
    """The seller has said to have no VAT number in the United Kingdom."""
    return case.sale.seller.uk_registered is False


def unregistered_at_origin(case: Case) -> bool:
    """The seller has said to have no VAT number where the goods leave."""
    return case.registered_in(settled(case.origin).state) is False


def registered_at_destination(case: Case) -> bool:
    """The seller has told of a VAT number where the goods go."""
    return case.registered_in(settled(case.destination).state) is True


def established_at_origin(case: Case) -> bool:
    """The seller has an establishment where the goods leave."""
    return settled(case.origin).state in case.sale.seller.established_in


def buyer_declares_locally(case: Case) -> bool:
    """Art. 194 is applied to this sale by the state where the goods are."""
    state = settled(case.origin).state
    verdict = applies(state, case.sale.day)
    unregistered = verdict is Applies.UNLESS_REGISTERED and case.registered_in(state) is False
    return verdict is Applies.YES or unregistered


def buyer_may_declare_locally(case: Case) -> bool:
    """It is not known what that state made of art. 194, or it hangs on a registration that was not told."""
    state = settled(case.origin).state
    verdict = applies(state, case.sale.day)
    untold = verdict is Applies.UNLESS_REGISTERED and case.registered_in(state) is None
    return verdict is Applies.UNKNOWN or untold
