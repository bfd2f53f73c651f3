"""Which VAT is due on a sale, and why: the first rule of the table that fits decides. Pure.

`decide` asks nobody, reads no clock and no setting: the same sale under the same policy has the same answer
for ever, so that a decision of last year can be shown again.
"""

from decimal import Decimal

from hub.sentences import Sentence, say
from odoo_bridge.vat.case import Case
from odoo_bridge.vat.charging import Charged, rate_for
from odoo_bridge.vat.decision import Treatment, VatDecision
from odoo_bridge.vat.evidence import evidence
from odoo_bridge.vat.mentions import mention
from odoo_bridge.vat.policy import Policy
from odoo_bridge.vat.remarks import remarks
from odoo_bridge.vat.rules import RULES, Charge, Hold, Rule, Zero
from odoo_bridge.vat.sale import Sale

DEFAULT_POLICY = Policy()
WHAT_TO_DO = "What to do: "  # how the reasons begin that ask for something


def decide(sale: Sale, policy: Policy = DEFAULT_POLICY) -> VatDecision:
    """The treatment of a sale under the law of its day and the shop's policy; never raises.

    What cannot be decided from the facts is held, with the reason and what to do as its last sentence.
    """
    case = Case(sale, policy)
    rule = next(rule for rule in RULES if rule.applies(case))
    reasons = (rule.why(case), *remarks(case, rule))
    match rule.outcome:
        case Charge() as outcome:
            return _charged(case, rule, outcome, reasons)
        case Zero() as outcome:
            return _zero(case, rule, outcome, reasons)
        case Hold() as outcome:
            return _held(case, rule, outcome.treatment, (*reasons, what_to_do(outcome.todo(case))))


def what_to_do(todo: str) -> str:
    """As the last of the reasons."""
    return say("What to do: {todo}", todo=todo)


def todo_of(reason: str) -> str:
    """What a reason asks people to do; empty where it only tells."""
    if isinstance(reason, Sentence) and reason.template.startswith(WHAT_TO_DO):
        return reason.facts["todo"]
    return ""


def _charged(case: Case, rule: Rule, outcome: Charge, reasons: tuple[str, ...]) -> VatDecision:
    place = outcome.where(case)
    rate = rate_for(case, place.country, place.region)
    if not isinstance(rate, Charged):
        told = (*reasons, rate.why, what_to_do(rate.todo))
        return _held(case, rule, Treatment.REVIEW, told, rule_id="rate-unclear")
    words = mention(outcome.mention, outcome.law(case), case.sale.day) if outcome.mention else ""
    region = {"rate_region": place.region} if place.region else {}
    return VatDecision(
        treatment=outcome.treatment,
        vat_country=place.country,
        rate=rate.percent,
        legal_mention=words,
        rule=rule.id,
        reasons=(*reasons, rate.why),
        evidence={**evidence(case, rule), "rate_source": rate.source, **region},
    )


def _zero(case: Case, rule: Rule, outcome: Zero, reasons: tuple[str, ...]) -> VatDecision:
    words = mention(outcome.mention, outcome.law(case), case.sale.day) if outcome.mention else ""
    return VatDecision(
        treatment=outcome.treatment,
        vat_country=outcome.country(case),
        rate=Decimal(0),
        legal_mention=words,
        rule=rule.id,
        reasons=reasons,
        evidence=evidence(case, rule),
    )


def _held(
    case: Case, rule: Rule, treatment: Treatment, reasons: tuple[str, ...], rule_id: str = ""
) -> VatDecision:
    return VatDecision(
        treatment=treatment,
        vat_country="",
        rate=None,
        legal_mention="",
        rule=rule_id or rule.id,
        reasons=reasons,
        evidence=evidence(case, rule),
    )
