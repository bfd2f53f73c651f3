"""What the shop was paid, and what it paid back, becomes payments in Odoo: each once, set off at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from hub.errors import BusinessError
from hub.order import Order
from hub.sentences import say
from odoo_bridge.deliver.progress import Finished, remember
from odoo_bridge.deliver.trip import Trip, each, in_batches, together
from odoo_bridge.external_ids import safe_key
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entries, Entry
from odoo_bridge.odoo.gateways.names import PAYMENT
from odoo_bridge.odoo.gateways.payments import PaymentDraft, Payments

JournalOf = Callable[[Trip, str], int]
_RECEIVED, _GIVEN_BACK = ("payment", "paid"), ("payout", "paid_back")


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """One payment to register. `steps` names its two steps: made, and set off against `document`."""

    trip: Trip
    key: str
    document: Entry
    draft: PaymentDraft
    steps: tuple[str, str]

    @property
    def made(self) -> str:
        """The step's name."""
        return f"{self.steps[0]}:{safe_key(self.key)}"

    @property
    def settled(self) -> str:
        """The step's name."""
        return f"{self.steps[1]}:{safe_key(self.key)}"


@dataclass(frozen=True, slots=True)
class Paying:
    """Registers payments for shops whose policy wants it, against posted invoices only."""

    odoo: Odoo
    connection: OdooConnection
    knowledge: Knowledge

    def receive(self, trips: Sequence[Trip]) -> None:
        """What the customers paid; before anything is credited, so that the invoice takes it."""
        wanted = [trip for trip in trips if _registers(trip) and trip.plan.payments]
        found: dict[int, Entry] = {}
        together(wanted, lambda some: found.update(self._invoices(some)))
        self._register(wanted, lambda trip: _received(trip, found, self._journal))

    def give_back(self, trips: Sequence[Trip]) -> None:
        """What went back to customers, against the credit notes that their money left open."""
        wanted = [trip for trip in trips if _registers(trip) and trip.plan.refunds]
        found: dict[int, Entry] = {}
        together(wanted, lambda some: found.update(self._notes(some)))
        self._register(wanted, lambda trip: _given_back(trip, found, self._journal))

    def _journal(self, trip: Trip, method: str) -> int:
        return self.knowledge.journal(self.connection, trip.policy.shop, method)

    @property
    def _payments(self) -> Payments:
        return Payments(self.odoo)

    def _register(self, trips: Sequence[Trip], of_trip: Callable[[Trip], Iterable[Due]]) -> None:
        due: dict[Trip, list[Due]] = {}
        each(trips, lambda trip: due.update({trip: list(of_trip(trip))}))
        in_batches([trip for trip in trips if due.get(trip)], lambda some: self._make(some, due))

    def _make(self, trips: Sequence[Trip], due: dict[Trip, list[Due]]) -> None:
        open_ = [one for trip in trips for one in due[trip] if one.settled not in trip.progress.done]
        new = [one for one in open_ if one.made not in one.trip.progress.done]
        if new:
            ids = self._payments.create([one.draft for one in new])
            remember(
                Finished(one.trip.progress, one.made, PAYMENT, record_id, _amount(one))
                for one, record_id in zip(new, ids, strict=True)
            )
        of_due = {one: one.trip.progress.record_id(one.made) or 0 for one in open_}
        if not of_due:
            return
        self._payments.post(list(of_due.values()))
        lines = self._payments.open_lines(list(of_due.values()))
        for one, record_id in of_due.items():
            each([one.trip], partial(self._settle, one, record_id, lines))

    def _settle(self, one: Due, record_id: int, lines: dict[int, int | None], trip: Trip) -> None:
        if record_id not in lines:
            raise BusinessError(
                "payment_without_entry",
                say(
                    "Odoo made no entry for the payment of {amount} of order {order}.",
                    amount=_amount(one),
                    order=trip.order.number,
                ),
                say(
                    "Give the journal an outstanding account in Odoo or restore the payment, then "
                    "deliver again."
                ),
            )
        line = lines[record_id]
        if line is not None:
            self._payments.assign(one.document.record_id, line)
        said = f"{_amount(one)} ({one.document.name})"
        remember([Finished(trip.progress, one.settled, PAYMENT, record_id, said)])

    def _invoices(self, trips: Sequence[Trip]) -> dict[int, Entry]:
        return Entries(self.odoo).read([trip.invoice.record_id for trip in trips if trip.invoice])

    def _notes(self, trips: Sequence[Trip]) -> dict[int, Entry]:
        ids = {note_id for trip in trips for note_id in _note_ids(trip).values()}
        return Entries(self.odoo).read(sorted(ids)) if ids else {}


def _registers(trip: Trip) -> bool:
    posted = trip.invoice is not None and trip.invoice.posted
    return trip.goes_on and posted and trip.policy.register_payment


def _received(trip: Trip, found: dict[int, Entry], journal_of: JournalOf) -> Iterable[Due]:
    invoice = found.get(trip.invoice.record_id) if trip.invoice else None
    if invoice is None:
        return
    for key, payment in trip.plan.payments.items():
        when = payment.paid_at or trip.order.placed_at
        draft = PaymentDraft(
            external_id=trip.ids.of("payment", trip.order.external_id, key),
            document=invoice,
            amount=payment.amount,
            paid_on=when.date(),
            journal_id=journal_of(trip, payment.method),
            memo=_memo(trip.order, payment.reference),
        )
        yield Due(trip, key, invoice, draft, _RECEIVED)


def _given_back(trip: Trip, found: dict[int, Entry], journal_of: JournalOf) -> Iterable[Due]:
    method = next((payment.method for payment in trip.order.payments), None)
    if method is None:  # nothing was ever paid
        return
    for refund in trip.plan.refunds:
        note = found.get(_note_ids(trip).get(refund.external_id, 0))
        made = f"{_GIVEN_BACK[0]}:{safe_key(refund.external_id)}" in trip.progress.done
        if note is None or not (note.residual or made):
            continue
        draft = PaymentDraft(
            external_id=trip.ids.of("payout", trip.order.external_id, refund.external_id),
            document=note,
            amount=refund.gross,
            paid_on=refund.created_at.date(),
            journal_id=journal_of(trip, method),
            memo=_memo(trip.order, f"refund {refund.external_id}"),
            outbound=True,
        )
        yield Due(trip, refund.external_id, note, draft, _GIVEN_BACK)


def _note_ids(trip: Trip) -> dict[str, int]:
    """The credit note that each refund stands on, by the refund's id."""
    found = {}
    for refund in trip.plan.refunds:
        key = safe_key(refund.external_id)
        note_id = trip.progress.record_id(f"credited:{key}") or trip.progress.record_id(f"covered:{key}")
        if note_id:
            found[refund.external_id] = note_id
    return found


def _memo(order: Order, reference: str) -> str:
    return " ".join(part for part in (order.number or order.external_id, reference) if part)


def _amount(one: Due) -> str:
    amount: Decimal = one.draft.amount
    return f"{amount:f} {one.trip.order.currency}"
