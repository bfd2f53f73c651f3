"""Before an order is written: which VAT is due on it, and what follows where the shop charged another."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.deliveries import CHOSEN
from hub.errors import BusinessError
from hub.order.money import amount_text
from hub.sentences import joined, say
from odoo_bridge.deliver.progress import tell
from odoo_bridge.deliver.trip import Trip, each, together
from odoo_bridge.models import ChargedDiffers, VatRecord, VatState
from odoo_bridge.vat.decide import todo_of
from odoo_bridge.vat.orders import places
from odoo_bridge.vat.orders.applying import (
    remitted_tax,
    with_rates_told,
    with_vat_due,
    without_remitted,
)
from odoo_bridge.vat.orders.outcome import Agreement, OrderVat
from odoo_bridge.vat.orders.slots import main_slot, slots_of
from odoo_bridge.vat.stored.batch import Decided, Wanted, decide_all
from odoo_bridge.vat.stored.recording import Entry
from odoo_bridge.vat.stored.register import Register
from odoo_bridge.vat.stored.waiting import waits_for
from odoo_bridge.vat.stored.written import as_written

FOLLOW_SHOP, FOLLOW_RULE = "vat_follow_shop", "vat_follow_rule"  # what a person may choose for an order
_CHOICES = {FOLLOW_SHOP: ChargedDiffers.FOLLOW_SHOP, FOLLOW_RULE: ChargedDiffers.FOLLOW_RULE}


class VatHeldError(BusinessError):
    """The VAT of an order cannot be taken as it is; `waits_for` names what lets it go on."""

    def __init__(self, code: str, cause: str, remedy: str, waits: str, offers: Sequence[str] = ()) -> None:
        self.waits_for = waits[:255]
        self.offers = tuple(offers)
        super().__init__(code, cause, remedy)


@dataclass(frozen=True, slots=True)
class Taxing:
    """Decides for the orders of shops whose policy wants it; the others pass."""

    register: Register

    def run(self, trips: Sequence[Trip]) -> None:
        """Orders that Odoo lacks, or gets anew, are decided; the others stay as they were decided.

        Cancelled ones too: what is credited of them is taxed as it was.
        """
        ours = [trip for trip in trips if trip.goes_on and trip.policy.decides_vat]
        wanted = [trip for trip in ours if not trip.plan.cancel]
        new = [trip for trip in wanted if trip.plan.rewrite or trip.progress.record_id("order") is None]
        together(new, self._decide)
        together([trip for trip in ours if trip not in new], _as_decided)

    def _decide(self, trips: Sequence[Trip]) -> None:
        wanted = [Wanted(trip.delivery.order_id, trip.order, trip.policy) for trip in trips]
        found = dict(zip(trips, decide_all(wanted, self.register), strict=True))
        entries = [
            Entry(trip.delivery.order_id, trip.delivery.revision, trip.order, one, _state(trip, one.vat))
            for trip, one in found.items()
        ]
        trips[0].progress.logbook.decided(entries)
        each(trips, lambda trip: _judge(trip, found[trip]))
        said_before = _mentions([trip for trip in trips if trip.plan.rewrite])
        for trip, one in found.items():
            # A quotation that is written anew must not keep words that do not hold any more.
            trip.mention = one.vat.mention or ("" if trip in said_before else None)


def _mentions(trips: Sequence[Trip]) -> set[Trip]:
    """Those whose quotation carries words about VAT."""
    if not trips:
        return set()
    rows = VatRecord.objects.filter(order__in=[trip.delivery.order_id for trip in trips]).exclude(mention="")
    orders = set(rows.values_list("order_id", flat=True))
    return {trip for trip in trips if trip.delivery.order_id in orders}


def _state(trip: Trip, vat: OrderVat) -> VatState:
    if vat.hold:
        return VatState.HELD_VIES if vat.waits_for_vies else VatState.HELD_UNDECIDED
    if not vat.differs:
        return VatState.AGREED
    if _follows(trip) == ChargedDiffers.FOLLOW_SHOP:
        return VatState.FOLLOWED_SHOP
    follows = _follows(trip) == ChargedDiffers.FOLLOW_RULE and not _has_credits(trip)
    return VatState.FOLLOWED_RULE if follows else VatState.HELD_DIFFERENT


def _follows(trip: Trip) -> str:
    """What a person chose for this order, else what the policy says."""
    chosen = _CHOICES.get(str(trip.delivery.result.get(CHOSEN, "")))
    return str(chosen or trip.policy.charged_differs)


def _has_credits(trip: Trip) -> bool:
    return bool(trip.plan.refunds or trip.plan.rest or trip.plan.difference)


def _judge(trip: Trip, found: Decided) -> None:
    """Raises `VatHeldError`, or gives the trip the order that is to be written."""
    vat = found.vat
    said = say("Order {order} of shop {shop}", order=trip.order.number, shop=trip.order.shop)
    if vat.waits_for_vies:
        raise VatHeldError(
            "vat_vies_waits",
            say(
                "{said}: whether VAT is due depends on {vat}, and VIES has not answered. {why}",
                said=said,
                vat=vat.number,
                why=_why(vat),
            ),
            say(
                "Nothing: VIES is asked again, and the order goes on when it answers. To go on "
                "without it, change the delivery policy."
            ),
            waits_for(vat.number.text if vat.number else ""),
        )
    if vat.hold:
        raise _undecided(trip, vat, said)
    trip.decided = True
    if not vat.differs:
        _write_as(trip, vat, as_due=False)
        return
    state = _state(trip, vat)
    if state is VatState.HELD_DIFFERENT:
        raise _different(trip, vat, said)
    follows = state is VatState.FOLLOWED_RULE
    _write_as(trip, vat, as_due=follows)
    tell(trip.progress, _warning(vat, follows=follows), code="vat_differs")


def _undecided(trip: Trip, vat: OrderVat, said: str) -> VatHeldError:
    place, why = places.asked_about(trip.order, vat), say("{said}: {why}", said=said, why=_why(vat))
    if place is None:
        return VatHeldError("vat_undecided", why, _todo(vat), "vat:undecided")
    todo = joined(_todo(vat), say("Or say at the problem in which territory such an address lies."))
    return VatHeldError("vat_place_unclear", why, todo, places.waits_for(place))


def _write_as(trip: Trip, vat: OrderVat, *, as_due: bool) -> None:
    """What is to be written, and which VAT each line has then.

    Where the invoice follows a shop that charged another VAT, its fiscal position is left to Odoo.
    """
    trip.slots = slots_of(vat, included=trip.order.prices_include_tax, as_due=as_due)
    trip.main_slot = main_slot(vat, trip.slots.values()) if as_due or not vat.differs else None
    trip.order = with_vat_due(trip.order, vat) if as_due else with_rates_told(trip.order, vat)
    _leave_out_remitted(trip)


def _leave_out_remitted(trip: Trip) -> None:
    """What a marketplace pays to the state is no money of the merchant's, and on no invoice of theirs."""
    remitted = remitted_tax(trip.order)
    if remitted:
        said = f"{amount_text(remitted, trip.order.currency)} {trip.order.currency}"
        tell(
            trip.progress,
            say(
                "The marketplace remits {said} of VAT, which the sale order and the invoice leave out.",
                said=said,
            ),
            code="vat_remitted",
        )
        trip.order = without_remitted(trip.order)


def _different(trip: Trip, vat: OrderVat, said: str) -> VatHeldError:
    offers = [FOLLOW_SHOP] if _has_credits(trip) else [FOLLOW_SHOP, FOLLOW_RULE]
    return VatHeldError(
        "vat_differs",
        say(
            "{said}: the shop charged another VAT than is due. {differences}",
            said=said,
            differences=_differences(vat),
        ),
        say(
            "Map the VAT class of the product, correct the VAT settings or the taxes at the "
            "shop; or choose what the invoice is to follow."
        ),
        "vat:differs",
        offers,
    )


def _warning(vat: OrderVat, *, follows: bool) -> str:
    done = (
        say("Invoiced with the VAT that is due, at unchanged gross")
        if follows
        else say("Invoiced as charged")
    )
    return say("{done}. {differences}", done=done, differences=_differences(vat))


def _differences(vat: OrderVat) -> str:
    different = [line for line in vat.lines if line.agreement is Agreement.DIFFERENT]
    return joined(*(say("{line}: {reason}.", line=line.title, reason=line.reason) for line in different))


def _why(vat: OrderVat) -> str:
    return joined(*(reason for reason in vat.reasons if not todo_of(reason)))


def _todo(vat: OrderVat) -> str:
    return joined(*dict.fromkeys(map(todo_of, vat.reasons)))


def _as_decided(trips: Sequence[Trip]) -> None:
    """What Odoo has was written as it was decided then; credit notes of a changed VAT are for a person."""
    wanted = {
        (trip.delivery.order_id, trip.progress.written_revision or trip.delivery.revision): trip
        for trip in trips
    }
    for row in VatRecord.objects.filter(order__in=[order for order, _ in wanted]):
        trip = wanted.get((row.order_id, row.revision))
        if trip is None:
            continue
        trip.decided = True
        if row.state == VatState.FOLLOWED_RULE and _has_credits(trip):
            trip.error = VatHeldError(
                "vat_credit_by_hand",
                say(
                    "Order {order} of shop {shop} was invoiced with the VAT that is due, which the shop "
                    "did not charge, and now money is given back at the shop's VAT.",
                    order=trip.order.number,
                    shop=trip.order.shop,
                ),
                say("Credit it in Odoo with the invoice's own taxes, then declare this delivery done."),
                "",
            )
        else:
            trip.order = as_written(trip.order, row)
