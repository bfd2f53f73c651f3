"""Writing down who is who: new partners, and the keys that lead to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.sentences import joined
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.models import OdooConnection, Partner, PartnerLink

OWN = "own"  # the rule of a customer that a person wanted to be a new one


@dataclass(frozen=True, slots=True)
class Resolved:
    """Which partner a buyer is, by which rule, and why; `partner` may not be stored yet."""

    buyer: Buyer
    partner: Partner
    rule: str
    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """For the order's history."""
        return joined(*self.reasons)


def remember(
    connection: OdooConnection, found: Sequence[Resolved], links: dict[str, PartnerLink]
) -> list[Resolved]:
    """Store what is new of these; `links` are those known before, by key.

    Whoever remembered a customer first is right: a worker that was slower gets the other's partner.
    """
    fresh = {one.partner.partner_id: one.partner for one in found if one.partner.pk is None}
    if fresh:
        Partner.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        rows = Partner.objects.filter(connection=connection, partner_id__in=fresh)
        stored = {row.partner_id: row for row in rows.select_related("merged_into")}
        found = [replace(one, partner=stored.get(one.partner.partner_id, one.partner)) for one in found]
    _fulfil_wishes(found, links)
    new = {link.key: link for one in found for link in links_of(connection, one) if link.key not in links}
    if not new:
        return list(found)
    PartnerLink.objects.bulk_create(new.values(), ignore_conflicts=True)
    return _as_remembered(connection, found, new)


def _fulfil_wishes(found: Sequence[Resolved], links: dict[str, PartnerLink]) -> None:
    for one in found:
        for key in one.buyer.keys:
            link = links.get(key.text)
            if one.rule == OWN and link is not None and link.chosen and link.partner is None:
                link.partner = one.partner
                link.save(update_fields=["partner"])


def links_of(connection: OdooConnection, one: Resolved) -> list[PartnerLink]:
    """The keys that lead to a customer, not stored yet."""
    return [
        PartnerLink(
            connection=connection,
            key=key.text,
            basis=key.basis,
            name=one.buyer.identity.subject[:255],
            partner=one.partner,
            rule=one.rule,
            reasons=list(one.reasons),
        )
        for key in one.buyer.keys
    ]


def _as_remembered(
    connection: OdooConnection, found: Sequence[Resolved], new: dict[str, PartnerLink]
) -> list[Resolved]:
    """What the database says of the keys that nobody had known: another worker may have been quicker."""
    rows = PartnerLink.objects.filter(connection=connection, key__in=new)
    stored = {row.key: row for row in rows.select_related("partner__merged_into")}
    settled = []
    for one in found:
        first = one.buyer.keys[0].text
        link = stored.get(first)
        if link is not None and link.partner is not None and one.rule != OWN:
            one = replace(one, partner=link.partner.stands_for)  # noqa: PLW2901 - the quicker one's
        settled.append(one)
    return settled
