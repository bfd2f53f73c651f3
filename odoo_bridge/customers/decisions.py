"""What people decide about customers: which one a buyer is, which two are one, which key is another's.

Every decision has a reason and leaves an event. No rule ever changes it; people may take it back.
"""

from django.db import transaction

from hub import deliveries
from hub.errors import BusinessError
from hub.models import Delivery, Event, EventKind, Shop
from hub.sentences import say
from odoo_bridge.customers.identity import Buyer, Rule
from odoo_bridge.customers.verdict import Candidate
from odoo_bridge.models import OdooConnection, Partner, PartnerLink

CHOSEN = "chosen"


@transaction.atomic
def choose(
    connection: OdooConnection,
    delivery: Delivery,
    buyer: Buyer,
    candidate: Candidate | None,
    *,
    actor: str,
    reason: str,
) -> int:
    """This buyer is that partner (None: a new one), now and in the orders to come.

    Returns how many held deliveries go on.
    """
    partner = _partner(connection, candidate) if candidate else None
    for key in buyer.keys:
        link = PartnerLink.objects.filter(connection=connection, key=key.text).first()
        link = link or PartnerLink(connection=connection, key=key.text, basis=key.basis)
        link.name = buyer.identity.subject[:255]
        _lead(link, partner, reason)
    shown = say("is {partner}", partner=partner) if partner else say("is a new one")
    _tell(
        delivery.order.shop,
        say("The customer {shown}. Reason: {reason}", shown=shown, reason=reason),
        actor,
        delivery,
    )
    return deliveries.release_waiting(delivery.target, delivery.waits_for) if delivery.waits_for else 0


def merge(partner: Partner, into: Partner, *, gone: bool, actor: str, reason: str) -> None:
    """Orders of `partner` are written for `into` from now on; `gone`: Odoo has merged them as well.

    Raises `BusinessError` where that makes no sense.
    """
    if partner.stands_for.pk == into.stands_for.pk or partner.connection_id != into.connection_id:
        raise BusinessError(
            "merge_with_itself",
            say("{partner} and {into} are one already.", partner=partner, into=into),
            say("Choose another customer."),
        )
    partner.merged_into, partner.gone = into.stands_for, gone
    partner.save(update_fields=["merged_into", "gone"])
    where = say("here and in Odoo") if gone else say("here, not in Odoo")
    _tell(
        _shop_of(partner),
        say(
            "{partner} was merged into {into} ({where}). Reason: {reason}",
            partner=partner,
            into=into,
            where=where,
            reason=reason,
        ),
        actor,
    )


def unmerge(partner: Partner, *, actor: str, reason: str) -> None:
    """Take a merger back. Raises `BusinessError` where Odoo has merged them: that is for good."""
    if partner.gone:
        raise BusinessError(
            "merged_in_odoo",
            say(
                "{partner} does not exist in Odoo any more: a merger there cannot be taken back.",
                partner=partner,
            ),
            say("Move single keys to a new customer instead."),
        )
    into, partner.merged_into = partner.merged_into, None
    partner.save(update_fields=["merged_into"])
    _tell(
        _shop_of(partner),
        say(
            "{partner} is apart from {into} again. Reason: {reason}",
            partner=partner,
            into=into,
            reason=reason,
        ),
        actor,
    )


def move(link: PartnerLink, to: Partner | None, *, actor: str, reason: str) -> None:
    """The key is another customer's; None: one of its own, which its next order makes."""
    before = link.partner
    _lead(link, to, reason)
    shown = to or say("a customer of its own, made with the next order")
    text = say(
        "{link} was moved from {before} to {shown}. Reason: {reason}",
        link=link.key,
        before=before or "–",
        shown=shown,
        reason=reason,
    )
    _tell(_shop_of(to or before), text, actor)


def move_back(link: PartnerLink, *, actor: str, reason: str) -> None:
    """The key leads again where it led before a person moved it."""
    move(link, link.before, actor=actor, reason=reason)


def _lead(link: PartnerLink, to: Partner | None, reason: str) -> None:
    if link.pk and link.partner_id != (to.pk if to else None):
        link.before = link.partner
    link.partner, link.chosen, link.rule, link.reasons = to, True, CHOSEN, [reason]
    link.save()


def _partner(connection: OdooConnection, candidate: Candidate) -> Partner:
    found, _ = Partner.objects.get_or_create(
        connection=connection,
        partner_id=candidate.partner_id,
        defaults={
            "name": candidate.names[0][:255] if candidate.names else "",
            "is_company": candidate.is_company,
            "vat_id": candidate.vat_id,
            "postcode": candidate.postcode[:32],
        },
    )
    return found.stands_for


def _shop_of(partner: Partner | None) -> Shop | None:
    """A shop where the customer has an account, else any that is delivered to the same Odoo."""
    if partner is None:
        return None
    keys = partner.links.filter(basis__startswith=f"{Rule.ACCOUNT}:").values_list("basis", flat=True)
    slugs = {key.split(":")[1] for key in keys}
    shops = Shop.objects.filter(odoo_policy__connection=partner.connection)
    return shops.filter(slug__in=slugs).first() or shops.first()


def _tell(shop: Shop | None, text: str, actor: str, delivery: Delivery | None = None) -> None:
    if shop is not None:
        order = delivery.order if delivery else None
        Event.objects.create(shop=shop, order=order, kind=EventKind.STAFF, actor=actor, text=text)
