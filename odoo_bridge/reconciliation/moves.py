"""Hub and Odoo compared: invoices, credit notes, payments. Pure: nobody is asked.

What counts is the sum: people may cancel an invoice and make it anew, or give one refund in two notes. Where
the hub made no invoice there is nothing to compare, whatever the policy says today.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hub.order.money import ZERO
from hub.reconciliation.findings import Finding
from hub.sentences import joined, say
from odoo_bridge.odoo.gateways.audit import Move
from odoo_bridge.odoo.gateways.names import INVOICE
from odoo_bridge.reconciliation import kinds
from odoo_bridge.reconciliation.known import Known
from odoo_bridge.reconciliation.seen import Seen
from odoo_bridge.sale.credit_lines import is_own
from odoo_bridge.sale.plan import tolerated

_OPEN = ("not_paid", "partial")


def findings(known: Known, seen: Seen) -> Iterator[Finding]:
    """What differs from what the hub made and the shop says."""
    written, progress = known.written, known.progress
    if written is None or progress is None or not known.has("invoice") or known.by_hand:
        return
    if not seen.invoices:
        if not known.is_cancelled:
            yield _gone(known)
        return
    if _is_made_anew(known, seen):
        return
    yield from _invoices(known, seen, written.totals.gross, written.totals.tax)
    yield from _notes(known, seen)
    yield from _payment(known, seen)


def _is_made_anew(known: Known, seen: Seen) -> bool:
    """By Odoo's “Reverse and create invoice”: several invoices that are right together with their notes."""
    moves = [*seen.invoices, *seen.notes]
    if len(seen.invoices) == 1 or known.written is None or any(move.state != "posted" for move in moves):
        return False
    left = _sum(seen.invoices) - _sum(seen.notes)
    return left == known.written.totals.gross - _credited(known, seen)


def _invoices(known: Known, seen: Seen, gross: Decimal, tax: Decimal) -> Iterator[Finding]:
    first = seen.invoices[0]
    drafts = [move for move in seen.invoices if move.state != "posted"]
    if known.has("posted") and drafts and not known.is_cancelled:
        yield _of(
            kinds.NOT_POSTED,
            drafts[0],
            say(
                "The invoice of order {number} was posted, and is {state} in Odoo.",
                number=_number(known),
                state=drafts[0].state,
            ),
            say("Somebody set it back to draft. Post it again in Odoo, or accept this difference."),
            {"state": drafts[0].state},
        )
    said, taxed = _sum(seen.invoices), _tax(seen.invoices)
    facts = {"hub": [str(gross), str(tax)], "odoo": [str(said), str(taxed)]}
    names = ", ".join(sorted(move.name for move in seen.invoices))
    told = say(
        "{order} is {shop}, and {names} in Odoo say {odoo}",
        order=known.said,
        shop=known.money(gross),
        names=names,
        odoo=known.money(said),
    )
    if len(seen.invoices) > 1 and said > gross:
        yield _of(
            kinds.INVOICE_DOUBLED,
            seen.invoices[-1],
            say("{told} together.", told=told),
            say("Credit or cancel the invoice that is too many in Odoo; if it is right so, accept this."),
            {**facts, "invoices": sorted(move.record_id for move in seen.invoices)},
        )
    elif said != gross or not tolerated(taxed - tax, known.tolerance):
        yield _of(
            kinds.INVOICE_DIFFERS,
            first,
            say(
                "{told} (tax {shop_tax} and {odoo_tax}).",
                told=told,
                shop_tax=known.money(tax),
                odoo_tax=known.money(taxed),
            ),
            say(
                "Compare the lines; correct the invoice in Odoo by a credit note or a further "
                "invoice, or accept this difference."
            ),
            facts,
        )


def _notes(known: Known, seen: Seen) -> Iterator[Finding]:
    wanted, given = _credited(known, seen), _sum(seen.notes)
    drafts = [move.name for move in seen.notes if move.state != "posted"] if known.has("posted") else []
    if wanted == given and not drafts:
        return
    names = ", ".join(sorted(move.name for move in seen.notes)) or say("no credit note")
    about = seen.notes[0] if seen.notes else seen.invoices[0]
    told = say(
        "{order}: {shop} were given back at the shop, and Odoo has {odoo} ({names}).",
        order=known.said,
        shop=known.money(wanted),
        odoo=known.money(given),
        names=names,
    )
    yield _of(
        kinds.CREDIT_DIFFERS,
        about,
        joined(told, say("{moves} is not posted.", moves=", ".join(drafts)) if drafts else ""),
        say("Make or correct the credit note in Odoo, or accept this difference."),
        {"hub": str(wanted), "odoo": str(given), "drafts": drafts},
    )


def _credited(known: Known, seen: Seen) -> Decimal:
    """What should be credited: all of a cancelled order; else its refunds, and what an edit made cheaper."""
    written, newest, progress = known.written, known.newest, known.progress
    if written is None or newest is None or progress is None:
        return ZERO
    if known.is_cancelled:
        return written.totals.gross
    refunded = sum((refund.gross for refund in newest.refunds), ZERO)
    edited = any(is_own(key) for key in progress.keys("credited"))
    return refunded + (written.totals.gross - newest.totals.gross if edited else ZERO)


def _payment(known: Known, seen: Seen) -> Iterator[Finding]:
    """Only what the hub itself registered and set off can have come undone."""
    invoice = seen.invoices[0]
    if known.written is None or not known.has("paid:") or known.is_cancelled or len(seen.invoices) > 1:
        return
    paid = sum((payment.amount for payment in known.written.payments), ZERO)
    if paid >= known.written.totals.gross and invoice.payment_state in _OPEN:
        yield _of(
            kinds.PAYMENT_OPEN,
            invoice,
            say(
                "{said} was paid, its payment was set off, and {invoice} is open again in Odoo.",
                said=known.said,
                invoice=invoice.name,
            ),
            say(
                "Somebody took the payment back or apart from the invoice. Reconcile it in Odoo, or "
                "accept this difference."
            ),
            {"payment_state": invoice.payment_state},
        )


def _gone(known: Known) -> Finding:
    name = known.progress.label("posted") if known.progress else ""
    record_id = min(known.move_ids, default=None)
    invoiced = say("{order} was invoiced", order=known.said)
    if name:
        invoiced = say("{order} was invoiced as {name}", order=known.said, name=name)
    return Finding(
        kind=kinds.INVOICE_GONE,
        cause=say("{invoiced}; its invoice is not in Odoo any more.", invoiced=invoiced),
        remedy=say("Somebody cancelled or deleted it. Invoice the sale order in Odoo again, or accept this."),
        facts={"invoice": record_id},
        model=INVOICE,
        record_id=record_id,
        record_name=name,
    )


def _of(kind: str, move: Move, cause: str, remedy: str, facts: Mapping[str, object]) -> Finding:
    return Finding(
        kind=kind,
        cause=cause,
        remedy=remedy,
        facts=facts,
        model=INVOICE,
        record_id=move.record_id,
        record_name=move.name,
    )


def _number(known: Known) -> str:
    return known.said.removeprefix("Order ")


def _sum(moves: Sequence[Move]) -> Decimal:
    return sum((move.gross for move in moves), ZERO)


def _tax(moves: Sequence[Move]) -> Decimal:
    return sum((move.tax for move in moves), ZERO)
