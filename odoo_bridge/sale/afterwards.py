"""What an order that Odoo has already asks for when it goes on changing at the shop.

Pure: given what Odoo has and the newest content, a plan. A quotation is written anew, a sale is cancelled,
refunds become credit notes; whatever changes a confirmed sale in another way is for a person.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hub.order import Order, Payment, Refund
from hub.order.money import amount_text
from hub.order.vocabulary import Status
from hub.sentences import joined, say
from odoo_bridge.external_ids import safe_key
from odoo_bridge.sale.credit_lines import lowered
from odoo_bridge.sale.differences import differences
from odoo_bridge.sale.payments import keyed


class Sale(StrEnum):
    """How far the sale order is."""

    QUOTATION = "quotation"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Invoiced(StrEnum):
    """How far its invoice is."""

    NO = "no"
    DRAFT = "draft"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Written:
    """What Odoo has of an order: the content, and what was settled by us or by a person since.

    `credited` names, as external ids do, the refunds since then whose credit notes were begun. `begun`: one
    for a cancellation or a lower total was. `doubtful`: so was writing it anew, or cancelling it. Nobody
    knows how far that came.
    """

    document: dict[str, Any]
    order: Order
    revision: int = 0
    refunds: Collection[str] = ()
    payments: Collection[str] = ()
    credited: Collection[str] = ()
    cancelled: bool = False
    doubtful: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do in Odoo. `hold` says what is for a person, in words, and `proposal` what they may do.

    `rest`: the invoice is credited as far as refunds have not done so. `difference`: the lower total of an
    edited order is credited, which a person chose; `can_credit` says that they may.
    """

    rewrite: bool = False
    cancel: bool = False
    rest: bool = False
    difference: bool = False
    refunds: tuple[Refund, ...] = ()
    payments: dict[str, Payment] = field(default_factory=dict)
    hold: str = ""
    proposal: str = ""
    can_credit: bool = False


def is_cancelled(order: Order) -> bool:
    """Whether the shop calls it off."""
    return order.cancelled_at is not None or order.status is Status.CANCELLED


def first_time(order: Order) -> Plan:
    """An order that Odoo gets now: invoiced in full; what was paid and given back before follows."""
    return Plan(refunds=_unsettled(order, ()), payments=keyed(order.payments))


def concerns_odoo(written: Written, newest: Order, after: dict[str, Any], *, pays: bool) -> bool:
    """Whether Odoo has anything to be told. Only shops that register payments (`pays`) tell of those."""
    if is_cancelled(newest):
        return not written.cancelled or (pays and bool(_unsettled(newest, written.refunds)))
    return bool(
        written.doubtful
        or written.begun
        or written.cancelled
        or contradictions(written, newest)
        or _unsettled(newest, written.refunds)
        or (pays and _unpaid(newest, written.payments))
        or differences(written.document, after)
    )


def plan(
    written: Written,
    newest: Order,
    after: dict[str, Any],
    sale: Sale,
    invoiced: Invoiced,
    *,
    credit_difference: bool = False,
) -> Plan:
    """What the newest content (`after` as document) asks of a sale and invoice that are so far."""
    odd = contradictions(written, newest)
    if odd:
        return Plan(
            hold=odd, proposal=say("Correct the credit notes in Odoo, then declare this delivery done.")
        )
    if is_cancelled(newest):
        posted = invoiced is Invoiced.POSTED
        refunds = _unsettled(newest, written.refunds) if posted else ()
        return Plan(cancel=True, rest=posted, refunds=refunds)
    if sale is Sale.CANCELLED or written.cancelled:
        return Plan(
            hold=say("it is cancelled in Odoo and not at the shop"),
            proposal=say("Sell it in Odoo by hand or leave it cancelled, then declare this delivery done."),
        )
    return _edited(written, newest, after, sale, invoiced, credit_difference=credit_difference)


def _edited(
    written: Written,
    newest: Order,
    after: dict[str, Any],
    sale: Sale,
    invoiced: Invoiced,
    *,
    credit_difference: bool,
) -> Plan:
    refunds, payments = _unsettled(newest, written.refunds), _unpaid(newest, written.payments)
    edits = differences(written.document, after)
    if sale is Sale.QUOTATION and invoiced is Invoiced.NO:
        return Plan(rewrite=bool(edits) or written.doubtful, refunds=refunds, payments=payments)
    if not edits and written.begun:
        return Plan(
            hold=say("the shop took back a change that the hub had begun to credit"),
            proposal=say(
                "Cancel that credit note in Odoo or invoice it again, then declare this delivery done."
            ),
        )
    if not edits:
        return Plan(refunds=refunds, payments=payments)
    # With a refund beside it, nobody can tell whether the two are the same money.
    can_credit = invoiced is Invoiced.POSTED and not refunds and bool(lowered(written.order, newest))
    if can_credit and credit_difference:
        return Plan(difference=True, payments=payments)
    said = say("it was changed: {edits}", edits=joined(*edits, between="; "))
    return Plan(hold=said, proposal=_proposal(can_credit, invoiced), can_credit=can_credit)


def contradictions(written: Written, newest: Order) -> str:
    """A refund that was settled and then changed or vanished at the shop, in words."""
    was = {refund.external_id: refund for refund in written.order.refunds}
    now = {refund.external_id: refund for refund in newest.refunds}
    settled = [was[key] for key in written.refunds if key in was]
    for refund in settled:
        before = amount_text(refund.gross, written.order.currency)
        if refund.external_id not in now:
            return say(
                "the refund {refund} of {before} {currency} was taken back",
                refund=refund.external_id,
                before=before,
                currency=newest.currency,
            )
        if now[refund.external_id].gross != refund.gross:
            after = amount_text(now[refund.external_id].gross, newest.currency)
            return say(
                "the refund {refund} was changed: {before} → {after} {currency}",
                refund=refund.external_id,
                before=before,
                after=after,
                currency=newest.currency,
            )
    vanished = set(written.credited) - {safe_key(key) for key in now}
    return say("the refund {refund} was taken back", refund=min(vanished)) if vanished else ""


def _unsettled(order: Order, settled: Collection[str]) -> tuple[Refund, ...]:
    return tuple(refund for refund in order.refunds if refund.gross and refund.external_id not in settled)


def _unpaid(order: Order, settled: Collection[str]) -> dict[str, Payment]:
    return {key: payment for key, payment in keyed(order.payments).items() if key not in settled}


def _proposal(can_credit: bool, invoiced: Invoiced) -> str:
    if can_credit:
        return say(
            "Credit the difference with the button, or correct it in Odoo by hand; or leave Odoo "
            "as it is. In the last two cases declare this delivery done."
        )
    if invoiced is Invoiced.NO:
        return say("Change the sale order in Odoo in the same way, then declare this delivery done.")
    return say("Make a credit note or a further invoice in Odoo, then declare this delivery done.")
