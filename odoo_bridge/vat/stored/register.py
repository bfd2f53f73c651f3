"""What the EU's register says of the numbers of a batch: each asked once, or only looked up."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from odoo_bridge.models import ShopPolicy, VatCheck, VatQuestion
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.orders.register import NOT_ASKED, RegisterAnswer
from odoo_bridge.vat.sale import Proof, Vies
from odoo_bridge.vat.vies import keeping, seller
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.reading import Outcome
from odoo_bridge.vat.vies.verdict import Verdict, standing

Verdicts = Mapping[VatNumber, Verdict]


class Register:
    """Asks VIES, within a few seconds, for what is not known; the rest is asked by the clock."""

    def verdicts(self, numbers: Collection[VatNumber], policy: ShopPolicy) -> Verdicts:
        """As the company that the shop's orders go to, with answers as old as the shop allows."""
        own = seller.of_connection(policy.connection)
        return current(numbers, own, valid_for=timedelta(days=policy.vies_days))


class LookedUp(Register):
    """Only what is known already: nothing is asked, nothing is stored. For a preview."""

    def verdicts(self, numbers: Collection[VatNumber], policy: ShopPolicy) -> Verdicts:
        """A number that nobody has asked for is as if VIES did not answer."""
        own = seller.of_connection(policy.connection)
        requester = own.text if own else ""
        rows = VatQuestion.objects.select_related("answer", "proof").filter(
            requester=requester, number__in=[number.number for number in numbers]
        )
        known = {row.text: row for row in rows}
        valid_for = timedelta(days=policy.vies_days)
        return {number: _standing(number, known.get(number.text), requester, valid_for) for number in numbers}


@dataclass(frozen=True, slots=True)
class Relied:
    """The answer as the rules take it, and the row that proves it."""

    answer: RegisterAnswer = NOT_ASKED
    proof: VatCheck | None = None


NOBODY_ASKED = Relied()


def relied(verdict: Verdict | None) -> Relied:
    """A verdict with the answer it stands on; without one, with the last "valid", however old that is."""
    if verdict is None:
        return NOBODY_ASKED
    kept = verdict.answer or verdict.proof
    proof = _proof(kept) if kept is not None and kept.outcome == Outcome.VALID else None
    return Relied(RegisterAnswer(vies=Vies(verdict.outcome.value), proof=proof, reason=verdict.reason), kept)


def by_policy(
    register: Register, wanted: Iterable[tuple[ShopPolicy, VatNumber]]
) -> dict[tuple[int, str], Verdict]:
    """Verdicts by shop and number; the numbers of a shop are asked together."""
    numbers: dict[int, set[VatNumber]] = {}
    policies: dict[int, ShopPolicy] = {}
    for policy, number in wanted:
        numbers.setdefault(policy.shop_id, set()).add(number)
        policies[policy.shop_id] = policy
    return {
        (shop, number.text): verdict
        for shop, own in numbers.items()
        for number, verdict in register.verdicts(own, policies[shop]).items()
    }


def _proof(check: VatCheck) -> Proof:
    return Proof(day=timezone.localdate(check.asked_at), reference=check.consultation_number)


def _standing(number: VatNumber, row: VatQuestion | None, requester: str, valid_for: timedelta) -> Verdict:
    if row is None:
        row = VatQuestion(prefix=number.prefix, number=number.number, requester=requester)
    return standing(number, row, answered=keeping.holds(row, valid_for))
