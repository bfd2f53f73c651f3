"""Hub and Odoo compared: the sale order. Pure: nobody is asked."""

from collections.abc import Iterator, Mapping

from hub.reconciliation.findings import Finding
from hub.sentences import joined, say
from odoo_bridge.odoo.gateways.audit import Sale
from odoo_bridge.odoo.gateways.names import SALE_ORDER
from odoo_bridge.reconciliation import kinds
from odoo_bridge.reconciliation.known import Known
from odoo_bridge.reconciliation.seen import Seen
from odoo_bridge.sale.plan import tolerated

_QUOTATION = ("draft", "sent")
_NO_WAY_BACK = ("credit_note:", "payment:", "paid:", "payout:", "cancelled")


def findings(known: Known, seen: Seen) -> Iterator[Finding]:
    """What differs; a sale that the shop called off may be gone."""
    if seen.others:
        yield _doubled(known, seen)
    if seen.sale is None:
        if not known.is_cancelled:
            yield _gone(known, seen)
    elif known.is_cancelled:
        if seen.sale.state != "cancel":
            yield _not_cancelled(known, seen.sale)
    elif seen.sale.state == "cancel":
        yield _cancelled(known, seen.sale)
    else:
        yield from _state_and_total(known, seen.sale)


def made_by_hand(known: Known, seen: Seen) -> Finding:
    """An order that the hub has not written, and that somebody else has."""
    names = _names(seen)
    return Finding(
        kind=kinds.DOUBLED,
        cause=say(
            "{said} was not delivered by this hub, and Odoo has {names} with its reference: made "
            "by hand or by another hub.",
            said=known.said,
            names=names,
        ),
        remedy=say(
            "If it is the same sale, declare its delivery done where there is one, and accept "
            "this. Else deliver this order from its page."
        ),
        facts={"others": sorted(other.record_id for other in seen.others)},
        model=SALE_ORDER,
        record_id=seen.others[0].record_id,
        record_name=seen.others[0].name,
    )


def _doubled(known: Known, seen: Seen) -> Finding:
    ours = seen.sale.name if seen.sale else say("its own, which is gone")
    return Finding(
        kind=kinds.DOUBLED,
        cause=say(
            "{said} is in Odoo as {ours}, and as {names}, made by hand or by another hub.",
            said=known.said,
            ours=ours,
            names=_names(seen),
        ),
        remedy=say("Cancel the one that is too many in Odoo; if it is another sale, accept this difference."),
        facts={"others": sorted(other.record_id for other in seen.others)},
        model=SALE_ORDER,
        record_id=seen.others[0].record_id,
        record_name=seen.others[0].name,
    )


def _gone(known: Known, seen: Seen) -> Finding:
    left = [move.name for move in (*seen.invoices, *seen.notes)]
    again = not left and not seen.others and not any(known.has(step) for step in _NO_WAY_BACK)
    gone = say(
        "{order} was delivered as sale order {sale_id}, which does not exist in Odoo any more.",
        order=known.said,
        sale_id=known.sale_id,
    )
    remedy = (
        say("Let the hub write it again; or accept this difference.")
        if again
        else say("Because of what hangs on it, enter the sale by hand where it is missed; then accept this.")
    )
    return Finding(
        kind=kinds.SALE_GONE,
        cause=joined(gone, say("{moves} is still there.", moves=", ".join(left)) if left else ""),
        remedy=joined(
            say("Somebody deleted it, perhaps on purpose, so nothing is made anew by itself."), remedy
        ),
        facts={"sale": known.sale_id, "left": left},
        model=SALE_ORDER,
        record_id=known.sale_id,
        healable=again,
    )


def _cancelled(known: Known, sale: Sale) -> Finding:
    return _of(
        kinds.CANCELLED,
        sale,
        say(
            "{said} is {status} at the shop, and its {sale} is cancelled in Odoo.",
            said=known.said,
            status=known.row.status,
            sale=sale.name,
        ),
        say(
            "Cancel it at the shop too; or set it back to quotation in Odoo and confirm it. If "
            "it is right so, accept this difference."
        ),
        {"status": known.row.status},
    )


def _not_cancelled(known: Known, sale: Sale) -> Finding:
    return _of(
        kinds.NOT_CANCELLED,
        sale,
        say(
            "{said} is cancelled at the shop, and its sale order {sale} is not cancelled in Odoo ({state}).",
            said=known.said,
            sale=sale.name,
            state=sale.state,
        ),
        say("Somebody took it up again. Cancel it in Odoo, or accept this difference."),
        {"state": sale.state},
    )


def _state_and_total(known: Known, sale: Sale) -> Iterator[Finding]:
    if known.has("confirmed") and sale.state in _QUOTATION:
        yield _of(
            kinds.NOT_CONFIRMED,
            sale,
            say(
                "{said} was confirmed as {sale}, which is a quotation again in Odoo.",
                said=known.said,
                sale=sale.name,
            ),
            say("Somebody set it back. Confirm it in Odoo, or accept this difference."),
            {"state": sale.state},
        )
    written = known.written
    if written is None or known.by_hand:
        return
    same = sale.currency == written.currency and tolerated(sale.gross - written.totals.gross, known.tolerance)
    if not same or not tolerated(sale.tax - written.totals.tax, known.tolerance):
        totals = written.totals
        ours = say("{gross} (tax {tax})", gross=known.money(totals.gross), tax=known.money(totals.tax))
        yield _of(
            kinds.SALE_DIFFERS,
            sale,
            say(
                "{said} is {ours}, {sale} in Odoo {gross} {currency} (tax {tax}).",
                said=known.said,
                ours=ours,
                sale=sale.name,
                gross=f"{sale.gross:f}",
                currency=sale.currency,
                tax=f"{sale.tax:f}",
            ),
            say("Somebody changed its lines, prices or taxes in Odoo. Put it right there, or accept this."),
            {
                "hub": [str(written.totals.gross), str(written.totals.tax), written.currency],
                "odoo": [str(sale.gross), str(sale.tax), sale.currency],
            },
        )


def _of(kind: str, sale: Sale, cause: str, remedy: str, facts: Mapping[str, object]) -> Finding:
    return Finding(
        kind=kind,
        cause=cause,
        remedy=remedy,
        facts=facts,
        model=SALE_ORDER,
        record_id=sale.record_id,
        record_name=sale.name,
    )


def _names(seen: Seen) -> str:
    return ", ".join(sorted(other.name for other in seen.others))
