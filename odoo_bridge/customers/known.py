"""The customers that the hub's own database knows, read for a batch of buyers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from odoo_bridge.customers.identity import Buyer, Rule
from odoo_bridge.customers.memory import STORED, Memory
from odoo_bridge.customers.normalization import normalized_vat
from odoo_bridge.customers.verdict import Candidate
from odoo_bridge.models import OdooConnection, Partner, PartnerLink


@dataclass(frozen=True, slots=True)
class Known:
    """Partners by Odoo id, each as a candidate; who shares a key's basis; the links by key."""

    partners: dict[int, Partner]
    candidates: dict[int, Candidate]
    by_basis: dict[str, set[int]]
    links: dict[str, PartnerLink]

    def near(self, buyer: Buyer) -> list[Candidate]:
        """Those that share anything with the buyer."""
        ids = {found for key in buyer.keys for found in self.by_basis.get(key.basis, ())}
        return [self.candidates[found] for found in sorted(ids)]

    def wants_own(self, buyer: Buyer) -> PartnerLink | None:
        """The buyer's key for which a person asked for a new customer."""
        links = (self.links.get(key.text) for key in buyer.keys)
        chosen = next((link for link in links if link is not None and link.chosen), None)
        return chosen if chosen is not None and chosen.partner is None else None


def known(connection: OdooConnection, buyers: Iterable[Buyer], memory: Memory = STORED) -> Known:
    """What is known of these buyers; merged partners stand as the one that they were merged into."""
    bases = {key.basis for buyer in buyers for key in buyer.keys}
    near = _links(Q(connection=connection, basis__in=bases))
    near += [link for link in memory.links if link.basis in bases]
    partners = {p.partner_id: p for link in near if link.partner for p in [link.partner.stands_for]}
    rows = {partner.pk for partner in partners.values()}
    more = _links(Q(partner__in=rows) | Q(partner__merged_into__in=rows))
    more += [link for link in memory.links if link.partner and link.partner.stands_for.pk in rows]
    every = {link.key: link for link in (*near, *more)}.values()
    by_basis: dict[str, set[int]] = defaultdict(set)
    for link in near:
        if link.partner:
            by_basis[link.basis].add(link.partner.stands_for.partner_id)
    return Known(
        partners,
        {number: candidate_of(partner, every) for number, partner in partners.items()},
        by_basis,
        {link.key: link for link in near},
    )


def _links(which: Q) -> list[PartnerLink]:
    rows = PartnerLink.objects.filter(which).select_related("partner__merged_into").order_by("id")
    return list(rows)


def candidate_of(partner: Partner, links: Iterable[PartnerLink]) -> Candidate:
    """A known partner with all that its keys say of it; other partners' links are passed over."""
    found = Candidate(
        partner_id=partner.partner_id,
        names=tuple(filter(None, [partner.name])),
        is_company=partner.is_company,
        vat_id=normalized_vat(partner.vat_id, ""),
        postcode=partner.postcode,
    )
    for link in links:
        if link.partner is not None and link.partner.stands_for.pk == partner.pk:
            found = found.joined(_fact(link, partner.partner_id))
    return found


def _fact(link: PartnerLink, partner_id: int) -> Candidate:
    kind, _, value = link.basis.partition(":")
    said = Candidate(
        partner_id=partner_id,
        names=tuple(filter(None, [link.name])),
        chosen=frozenset([link.key] if link.chosen else []),
    )
    if kind == Rule.VAT:
        return replace(said, vat_id=value)
    return replace(
        said,
        accounts=frozenset([value] if kind == Rule.ACCOUNT else []),
        emails=frozenset([value] if kind == Rule.EMAIL else []),
        phones=frozenset([value] if kind == Rule.PHONE else []),
    )
