"""What a rule is: conditions, an outcome, a sentence for people, and the law. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo_bridge.vat.case import Case
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.territories import Territory, Unclear

Condition = Callable[[Case], bool]
Words = Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose rates: a state (ISO 3166 or XI) and a region of it ("": none in particular)."""

    country: str
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """VAT is charged at the rate of a place; `mention` where the invoice must say more, as in `law`."""

    treatment: Treatment
    where: Callable[[Case], Jurisdiction]
    mention: Mention | None = None
    law: Words = lambda case: case.seller_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Zero:
    """Nothing is charged. `country` is whose VAT it is not ("": nobody's), `law` whose words are used."""

    treatment: Treatment
    country: Words
    mention: Mention | None = None
    law: Words = lambda case: case.seller_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing is invoiced; `todo` says what to do."""

    todo: Words
    treatment: Treatment = Treatment.REVIEW


Outcome = Charge | Zero | Hold


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table: when all conditions hold, the outcome follows, for the reason that `why` says."""

    id: str
    when: tuple[Condition, ...]
    outcome: Outcome
    why: Words
    source: str

    def applies(self, case: Case) -> bool:
        """Whether this rule decides, if none before it did."""
        return all(condition(case) for condition in self.when)


def said(text: str) -> Words:
    """The same words for every sale."""
    return lambda _: text


def settled(place: Territory | Unclear) -> Territory:
    """A place that the rules before have found clear."""
    if isinstance(place, Unclear):
        raise LookupError(f"A rule asks about a place that no rule before it has held: {place.why}.")
    return place


def nobody(_: Case) -> str:
    """Outside the VAT of any state."""
    return ""
