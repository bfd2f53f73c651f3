"""Buyers that the hub does not know yet: found among Odoo's partners, or created there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hub.errors import AffluentError, BusinessError
from hub.sentences import say
from odoo_bridge.customers import search
from odoo_bridge.customers.addresses import own_address_hash
from odoo_bridge.customers.ambiguous import CustomerAmbiguousError
from odoo_bridge.customers.changes import told_by
from odoo_bridge.customers.drafts import Places, carries, customer_draft, without_vat
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.known import Known
from odoo_bridge.customers.remembering import OWN, Resolved
from odoo_bridge.customers.search import Found
from odoo_bridge.customers.verdict import Candidate, Choice, Judgement, Verdict, choose
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import OdooConnection, Partner
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.partners import PartnerDraft, Partners

CREATED = "created"


@dataclass(slots=True)
class Newcomers:
    """The unknown buyers of one batch; two of them may be one customer.

    `new` are those that Odoo does not have either, under negative numbers until they are created. What the
    batch has told of each customer so far is `learnt`, so that the next of its buyers may fit that.
    """

    connection: OdooConnection
    odoo: Odoo
    places: Places
    ids: ExternalIds
    book: Known
    found: list[Found] = field(default_factory=list)
    known: dict[int, Partner] = field(default_factory=dict)
    new: dict[int, Buyer] = field(default_factory=dict)
    learnt: dict[int, Candidate] = field(default_factory=dict)

    def resolve(self, buyers: Sequence[Buyer]) -> list[Resolved | AffluentError]:
        """Each one's partner, or why nobody can say. Raises `BusinessError` when Odoo refuses one."""
        searched = [buyer for buyer in buyers if not self.book.wants_own(buyer)]
        self.found = search.search(self.odoo, searched, self.places)
        self.known = _known_partners(self.connection, self.found)
        verdicts = [self._decide(buyer) for buyer in buyers]
        made = self._create()
        return [
            verdict if isinstance(verdict, AffluentError) else self._resolved(buyer, verdict, made)
            for buyer, verdict in zip(buyers, verdicts, strict=True)
        ]

    def learn(self, partner_id: int, buyer: Buyer) -> None:
        """This buyer is that customer: what it says is known of it now."""
        said, before = _as_candidate(partner_id, buyer), self.learnt.get(partner_id)
        if not buyer.identity.is_nobody(buyer.rules):
            self.learnt[partner_id] = before.joined(said) if before else said

    def _decide(self, buyer: Buyer) -> Verdict | AffluentError:
        if self.book.wants_own(buyer):
            return self._is_new(buyer, OWN, say("A person asked for a customer of its own."))
        choice = self._choice(buyer)
        if choice.ambiguous:
            return CustomerAmbiguousError(buyer, choice)
        if choice.found is None:
            return self._is_new(buyer, CREATED, say("Nobody known fits."))
        self.learn(choice.found.candidate.partner_id, buyer)
        return choice.found

    def _choice(self, buyer: Buyer) -> Choice:
        fitting = [*search.fitting(self.found, buyer), *self.book.near(buyer)]
        candidates: dict[int, Candidate] = {}
        for one in [*fitting, *self._learnt(buyer, fitting)]:
            number = self._number(one)
            candidates[number] = candidates[number].joined(one) if number in candidates else one.named(number)
        return choose(buyer.identity, candidates.values(), buyer.rules)

    def _learnt(self, buyer: Buyer, fitting: Sequence[Candidate]) -> list[Candidate]:
        """Without those that can be nobody here: names of all with all would take long in a large batch."""
        touching = [one for one in self.learnt.values() if one.touches(buyer.identity)]
        numbers = {self._number(one) for one in [*fitting, *touching]}
        return [one for one in self.learnt.values() if self._number(one) in numbers]

    def _number(self, candidate: Candidate) -> int:
        """Of the partner that it stands for."""
        known = self.known.get(candidate.partner_id)
        return known.stands_for.partner_id if known else candidate.partner_id

    def _is_new(self, buyer: Buyer, rule: str, reason: str) -> Verdict:
        number = -1 - len(self.new)
        self.new[number] = buyer
        self.learn(number, buyer)
        return Verdict(_as_candidate(number, buyer), Judgement.SAME, rule, (reason,))

    def _resolved(self, buyer: Buyer, verdict: Verdict, made: dict[int, Partner]) -> Resolved:
        number = verdict.candidate.partner_id
        partner = made.get(number) or self.book.partners.get(number) or self._adopted(buyer, number)
        return Resolved(buyer, partner, verdict.rule, verdict.reasons)

    def _adopted(self, buyer: Buyer, number: int) -> Partner:
        """The merchant's own, or ours: made by a worker that died before it could remember it."""
        if number in self.known:
            return self.known[number].stands_for
        rows = [one for one in self.found if one.candidate.partner_id == number]
        one = min(rows, key=lambda row: row.is_child)  # the company itself tells more than its contact
        ours = self._is_ours(one, buyer)
        return Partner(
            connection=self.connection,
            partner_id=number,
            name=one.candidate.names[0][:255] if one.candidate.names else "",
            is_company=one.candidate.is_company,
            vat_id=one.candidate.vat_id,
            postcode=one.candidate.postcode[:32],
            external_id=self._external_id(buyer) if ours else "",
            ours=ours,
            address_hash=own_address_hash(buyer.order) if self._carries(one, buyer) else "",
            told=told_by(buyer.order),
            told_at=buyer.order.updated_at,
        )

    def _is_ours(self, one: Found, buyer: Buyer) -> bool:
        made_by = one.record.made_by
        return made_by is not None and made_by == self.connection.uid and self._carries(one, buyer)

    def _carries(self, one: Found, buyer: Buyer) -> bool:
        return not one.is_child and carries(one.record, buyer.order, self.places)

    def _create(self) -> dict[int, Partner]:
        if not self.new:
            return {}
        names = {number: self._external_id(buyer) for number, buyer in self.new.items()}
        drafts = [
            customer_draft(names[number], buyer.order, self.places) for number, buyer in self.new.items()
        ]
        ids = create_customers(self.odoo, drafts)
        return {
            number: created(self.connection, partner_id, names[number], self.new[number])
            for number, partner_id in zip(self.new, ids, strict=True)
        }

    def _external_id(self, buyer: Buyer) -> str:
        wish = self.book.wants_own(buyer)
        first = buyer.keys[0].text
        return self.ids.of("cust", first, f"own{wish.pk}") if wish else self.ids.of("cust", first)


def created(connection: OdooConnection, partner_id: int, external_id: str, buyer: Buyer) -> Partner:
    """The row of a partner that was made from this order."""
    told = told_by(buyer.order)
    return Partner(
        connection=connection,
        partner_id=partner_id,
        name=told["name"][:255],
        is_company=buyer.identity.is_company,
        vat_id=buyer.identity.vat_id,
        postcode=buyer.identity.postcode[:32],
        external_id=external_id,
        ours=True,
        address_hash=own_address_hash(buyer.order),
        told=told,
        told_at=buyer.order.updated_at,
    )


def create_customers(odoo: Odoo, drafts: Sequence[PartnerDraft]) -> list[int]:
    """Odoo checks VAT ids: one that it refuses must not stop the sale, so it goes to the comment."""
    partners = Partners(odoo)
    try:
        return partners.create(drafts)
    except BusinessError:
        if len(drafts) > 1 or not drafts[0].vat_id:
            raise
        return partners.create([without_vat(drafts[0])])


def _known_partners(connection: OdooConnection, found: Iterable[Found]) -> dict[int, Partner]:
    """Those among the found that the hub knows by other keys."""
    ids = {one.candidate.partner_id for one in found}
    if not ids:
        return {}
    rows = Partner.objects.filter(connection=connection, partner_id__in=ids)
    return {row.partner_id: row for row in rows.select_related("merged_into")}


def _as_candidate(partner_id: int, buyer: Buyer) -> Candidate:
    """A buyer, as a candidate for the next ones."""
    who = buyer.identity
    return Candidate(
        partner_id=partner_id,
        names=(who.subject,) if who.subject else (),
        is_company=who.is_company,
        vat_id=who.vat_id,
        accounts=frozenset({who.account} - {""}),
        emails=frozenset({who.email} - {""}),
        phones=frozenset({who.phone} - {""}),
        postcode=who.postcode,
    )
