"""Whether a known customer is the buyer of an order, and why; which of several is. Pure.

The rules are asked in the shop's order: the first one that both sides say something about decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hub.sentences import say
from odoo_bridge.customers import names
from odoo_bridge.customers.identity import Identity, Rule, account_number
from odoo_bridge.customers.names import Likeness


class Judgement(StrEnum):
    """What is thought of one candidate."""

    SAME = "same"
    DIFFERENT = "different"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A customer that may be the buyer: all that is known of the partner `partner_id`, normalised.

    `chosen` are the keys for which a person has said that it is this one.
    """

    partner_id: int
    names: tuple[str, ...] = ()
    is_company: bool = False
    vat_id: str = ""
    accounts: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    postcode: str = ""
    chosen: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """For people: the name, and what tells it from others of that name."""
        facts = [self.vat_id, *sorted(self.emails), *sorted(self.phones), self.postcode]
        said = ", ".join(fact for fact in facts if fact)
        name = self.names[0] if self.names else "–"
        return f"{name} ({said})" if said else name

    def touches(self, buyer: Identity) -> bool:
        """Whether both say the same of anything; with nothing in common no rule finds them to be one."""
        return (
            (bool(buyer.vat_id) and buyer.vat_id == self.vat_id)
            or buyer.account in self.accounts
            or buyer.email in self.emails
            or buyer.phone in self.phones
        )

    def named(self, partner_id: int) -> "Candidate":
        """The same facts of another partner: the one that it was merged into."""
        return replace(self, partner_id=partner_id)

    def joined(self, other: "Candidate") -> "Candidate":
        """What two sources say of one partner."""
        return replace(
            self,
            names=tuple(dict.fromkeys(self.names + other.names)),
            is_company=self.is_company or other.is_company,
            vat_id=self.vat_id or other.vat_id,
            accounts=self.accounts | other.accounts,
            emails=self.emails | other.emails,
            phones=self.phones | other.phones,
            postcode=self.postcode or other.postcode,
            chosen=self.chosen | other.chosen,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with the rule that led to it (empty: none had anything to say) and the reasons in words."""

    candidate: Candidate
    judgement: Judgement
    rule: str
    reasons: tuple[str, ...]
    strength: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The one that it is, or those among which only a person can choose; neither: nobody known."""

    found: Verdict | None = None
    ambiguous: tuple[Verdict, ...] = ()


def judge(buyer: Identity, candidate: Candidate, rules: Sequence[Rule]) -> Verdict:
    """One candidate against the buyer."""
    for number, rule in enumerate(rules):
        if not _APPLIES[rule](buyer, candidate):
            continue
        # Only now: most candidates of a batch share nothing with the buyer, and names are dear to compare.
        likeness = _likeness(buyer, candidate)
        found = _ASKED[rule](buyer, candidate, likeness)
        if found is not None:
            judgement, reason = found
            strength = (-number, likeness, _agreements(buyer, candidate))
            return Verdict(
                candidate, judgement, rule, (reason, *_remarks(buyer, candidate, likeness)), strength
            )
    return Verdict(candidate, Judgement.DIFFERENT, "", (say("Nothing in common that the rules go by."),))


def choose(buyer: Identity, candidates: Iterable[Candidate], rules: Sequence[Rule]) -> Choice:
    """The best of several: what a person chose wins, then the strongest agreement; equals are ambiguous."""
    some = list(candidates)
    for key in buyer.keys(rules):
        for candidate in some:
            if key.text in candidate.chosen:
                return Choice(
                    Verdict(candidate, Judgement.SAME, "chosen", (say("A person chose this customer."),))
                )
    verdicts = [judge(buyer, candidate, rules) for candidate in some]
    same = [one for one in verdicts if one.judgement is Judgement.SAME]
    unsure = tuple(one for one in verdicts if one.judgement is Judgement.AMBIGUOUS)
    if not same:
        return Choice(ambiguous=unsure)
    best = max(one.strength for one in same)
    first = [one for one in same if one.strength == best]
    return Choice(first[0]) if len(first) == 1 else Choice(ambiguous=tuple(first))


Finding = tuple[Judgement, str] | None


def _both_have_vat_ids(buyer: Identity, candidate: Candidate) -> bool:
    return bool(buyer.vat_id and candidate.vat_id)


def _shares_account(buyer: Identity, candidate: Candidate) -> bool:
    return bool(buyer.account) and buyer.account in candidate.accounts


def _shares_email(buyer: Identity, candidate: Candidate) -> bool:
    return bool(buyer.email) and buyer.email in candidate.emails


def _shares_phone(buyer: Identity, candidate: Candidate) -> bool:
    return bool(buyer.phone) and buyer.phone in candidate.phones


_APPLIES = {
    Rule.VAT: _both_have_vat_ids,
    Rule.ACCOUNT: _shares_account,
    Rule.EMAIL: _shares_email,
    Rule.PHONE: _shares_phone,
}


def _by_vat(buyer: Identity, candidate: Candidate, likeness: Likeness) -> Finding:
    if buyer.vat_id == candidate.vat_id:
        return Judgement.SAME, say("The VAT id {vat_id} is the same.", vat_id=buyer.vat_id)
    return Judgement.DIFFERENT, say(
        "The VAT ids {one} and {other} differ.", one=buyer.vat_id, other=candidate.vat_id
    )


def _by_account(buyer: Identity, candidate: Candidate, likeness: Likeness) -> Finding:
    kinds_differ = candidate.names and buyer.is_company != candidate.is_company
    if kinds_differ and likeness < Likeness.UNKNOWN:
        return Judgement.DIFFERENT, say("The same shop account, but one is a company and the other a person.")
    return Judgement.SAME, _account(buyer.account)


def _by_email(buyer: Identity, candidate: Candidate, likeness: Likeness) -> Finding:
    return _by_name(say("The e-mail {email} is the same", email=buyer.email), buyer, candidate, likeness)


def _by_phone(buyer: Identity, candidate: Candidate, likeness: Likeness) -> Finding:
    if likeness is Likeness.UNKNOWN:
        return None
    # A landline is a family's and a switchboard a company's: the name must say the same, to the letter.
    strict = Likeness.UNSURE if likeness is Likeness.ALIKE else likeness
    return _by_name(say("The phone {phone} is the same", phone=buyer.phone), buyer, candidate, strict)


def _account(account: str) -> str:
    shop, _colon, number = account.partition(":")
    return say("The shop account {number} ({shop}) is the same.", number=account_number(number), shop=shop)


def _by_name(said: str, buyer: Identity, candidate: Candidate, likeness: Likeness) -> tuple[Judgement, str]:
    both = say("“{one}” and “{other}”", one=buyer.subject, other=" / ".join(candidate.names))
    return {
        Likeness.EQUAL: (Judgement.SAME, say("{said}, and the name.", said=said)),
        Likeness.ALIKE: (
            Judgement.SAME,
            say("{said}, and the names {both} are alike.", said=said, both=both),
        ),
        Likeness.UNKNOWN: (Judgement.SAME, say("{said}; only one of them has a name.", said=said)),
        Likeness.UNSURE: (Judgement.AMBIGUOUS, say("{said}, but {both} may be two.", said=said, both=both)),
        Likeness.DIFFERENT: (Judgement.DIFFERENT, say("{said}, but {both} are two.", said=said, both=both)),
    }[likeness]


_ASKED = {Rule.VAT: _by_vat, Rule.ACCOUNT: _by_account, Rule.EMAIL: _by_email, Rule.PHONE: _by_phone}


def _likeness(buyer: Identity, candidate: Candidate) -> Likeness:
    """Of the buyer's name to the likest of the candidate's.

    A name that only shortens another one (“Martin”, “Z. Martin”) counts to the letter: else it would let in
    the whole family.
    """
    compare = names.companies if buyer.is_company or candidate.is_company else names.people
    found = {name: compare(buyer.subject, name) for name in candidate.names}
    if Likeness.EQUAL in found.values():
        return Likeness.EQUAL
    short = {one for one in found for other in found if _shortens(one, other)}
    return max((found[name] for name in found if name not in short), default=Likeness.UNKNOWN)


def _shortens(one: str, other: str) -> bool:
    return len(one) < len(other) and names.people(one, other) is Likeness.ALIKE


def _agreements(buyer: Identity, candidate: Candidate) -> int:
    """How many facts are the same beside the one that decided."""
    return sum(
        (
            _shares_account(buyer, candidate),
            _shares_email(buyer, candidate),
            _shares_phone(buyer, candidate),
            bool(buyer.postcode) and buyer.postcode == candidate.postcode,
        )
    )


def _remarks(buyer: Identity, candidate: Candidate, likeness: Likeness) -> tuple[str, ...]:
    """What a person should know although it decided nothing."""
    if likeness is Likeness.DIFFERENT and candidate.names:
        return (
            say(
                "The name was “{names}” and is “{subject}” now.",
                names=candidate.names[0],
                subject=buyer.subject,
            ),
        )
    return ()
