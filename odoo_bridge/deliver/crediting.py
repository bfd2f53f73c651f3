"""What was given back becomes credit notes: each refund of the shop one, made and posted exactly once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest

from hub.errors import BusinessError
from hub.order import Order, Refund
from hub.order.money import ZERO, amount_text
from hub.sentences import say
from odoo_bridge.deliver import goods, terms
from odoo_bridge.deliver.billed import Billed, billed
from odoo_bridge.deliver.progress import Finished, remember, tell
from odoo_bridge.deliver.sale_order import WrittenLine
from odoo_bridge.deliver.trip import Trip, each, in_batches, together
from odoo_bridge.external_ids import safe_key
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import InvoicePolicy, OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entries, Entry, NoteDraft
from odoo_bridge.odoo.gateways.names import INVOICE
from odoo_bridge.sale import credit_lines
from odoo_bridge.sale.credit_lines import Credit
from odoo_bridge.sale.plan import PlannedLine, ProductRules, planned_lines, tolerated
from odoo_bridge.taxes import TaxTable
from odoo_bridge.vat.orders.applying import refund_without_remitted, without_remitted


@dataclass(slots=True, eq=False)
class Note:
    """A credit note on its way; `entry` is how it stands in Odoo, once it is there."""

    trip: Trip
    credit: Credit
    lines: list[WrittenLine] = field(default_factory=list)
    entry: Entry | None = None

    @property
    def key(self) -> str:
        """How its steps are named."""
        return safe_key(self.credit.key)

    @property
    def stands(self) -> Entry:
        """Its entry in Odoo."""
        assert self.entry is not None  # read before any later step
        return self.entry


@dataclass(frozen=True, slots=True)
class Crediting:
    """Takes refunds to posted credit notes, as far as each shop's policy posts."""

    odoo: Odoo
    connection: OdooConnection
    knowledge: Knowledge

    def run(self, trips: Sequence[Trip]) -> None:
        """All steps; money that was never invoiced needs no credit note, which is told."""
        asked = [trip for trip in trips if trip.goes_on and _asks(trip)]
        each([trip for trip in asked if trip.invoice is None], _tell_no_invoice)
        invoiced = [trip for trip in asked if trip.invoice is not None]
        entries: dict[int, Entry] = {}
        together(invoiced, lambda some: entries.update(self._look(some)))
        made: dict[Trip, list[Note]] = {}
        each(invoiced, lambda trip: made.update({trip: _plan(trip, entries)}))
        in_batches([trip for trip in invoiced if made.get(trip)], lambda some: self._take(some, made))

    def _take(self, trips: Sequence[Trip], made: dict[Trip, list[Note]]) -> None:
        """Together as long as all goes well; the steps end trips by themselves."""
        self._write(trips, made)
        each(trips, lambda trip: _refuse_beyond_repair(made[trip]))
        self._repair([note for trip in trips if trip.goes_on for note in made[trip] if _missing(note)])
        for row in zip_longest(*(made[trip] for trip in trips)):
            self._post([note for note in row if note is not None and note.trip.goes_on])
        each(trips, lambda trip: _compare(made[trip]))
        remember(
            Finished(trip.progress, f"credited:{note.key}", INVOICE, note.stands.record_id, note.stands.name)
            for trip in trips
            if trip.goes_on
            for note in made[trip]
        )

    @property
    def _entries(self) -> Entries:
        return Entries(self.odoo)

    def _look(self, trips: Sequence[Trip]) -> dict[int, Entry]:
        return self._entries.with_credit_notes([trip.invoice.record_id for trip in trips if trip.invoice])

    def _write(self, trips: Sequence[Trip], made: dict[Trip, list[Note]]) -> None:
        new = [note for trip in trips for note in made[trip] if note.entry is None]
        if not new:
            return
        self._price(new)
        _announce(new)
        ids = self._entries.credit([_draft(note) for note in new])
        remember(
            Finished(note.trip.progress, f"credit_note:{note.key}", INVOICE, record_id)
            for note, record_id in zip(new, ids, strict=True)
        )
        found = self._entries.read(ids)
        for note, record_id in zip(new, ids, strict=True):
            note.entry = found.get(record_id)
            if note.entry is None:
                note.trip.error = _gone(note)

    def _price(self, new: Sequence[Note]) -> None:
        """Their lines, on the products that the orders' goods have."""
        trips = list(dict.fromkeys(note.trip for note in new))
        rules, taxed = goods.rules(trips), billed(self.odoo, trips)
        planned = [(note.trip, _planned(note, rules[note.trip], taxed.get(note.trip))) for note in new]
        settled = goods.learn(self.odoo, self.knowledge.catalogue, planned)
        table = self.knowledge.taxes(self.connection)
        for note, lines in zip(new, settled, strict=True):
            note.lines = self._lines(note, lines, table, taxed.get(note.trip))

    def _lines(
        self, note: Note, planned: Sequence[PlannedLine], table: TaxTable, taxed: Billed | None
    ) -> list[WrittenLine]:
        order = note.trip.order
        said = say("The refund of order {order} of shop {shop}", order=order.number, shop=order.shop)
        products = self.knowledge.catalogue.product_ids((line.sku for line in planned), said)
        return [
            WrittenLine(
                line,
                products[line.sku],
                taxed.tax_ids(line, products[line.sku], said)
                if taxed
                else table.ids(line.rates, price_included=line.price_included),
            )
            for line in planned
        ]

    def _repair(self, drafts: Sequence[Note]) -> None:
        if not drafts:
            return
        missing = {note.stands.record_id: _missing(note) for note in drafts}
        done = self._entries.repair(missing, credit=True)
        found = self._entries.read(list(missing))
        for note in drafts:
            if note.stands.record_id not in done:
                note.trip.error = _differs(note)
            note.entry = found.get(note.stands.record_id, note.entry)

    def _post(self, row: Sequence[Note]) -> None:
        """One note of each invoice."""
        drafts = [note for note in row if not note.stands.posted and _posts(note.trip)]
        if not drafts:
            return
        ids = [note.stands.record_id for note in drafts]
        self._entries.post(ids)
        found = self._entries.read(ids)
        for note in drafts:
            note.entry = found.get(note.stands.record_id, note.entry)


def _missing(note: Note) -> Decimal:
    """What the draft lacks to what the shop gave back; nothing of one that counts already."""
    return ZERO if note.stands.posted else note.credit.gross - note.stands.gross


def _refuse_beyond_repair(made: Sequence[Note]) -> None:
    for note in made:
        if not tolerated(_missing(note), note.trip.tolerance):
            raise _differs(note)


def _asks(trip: Trip) -> bool:
    return bool(trip.plan.refunds) or trip.plan.rest or trip.plan.difference


def _posts(trip: Trip) -> bool:
    return trip.policy.invoice == InvoicePolicy.POSTED


def _plan(trip: Trip, entries: dict[int, Entry]) -> list[Note]:
    """The notes to make, those that stand in Odoo already with their entries."""
    invoice_id = trip.invoice.record_id if trip.invoice else 0
    if invoice_id not in entries:
        raise BusinessError(
            "invoice_gone",
            say("The invoice of {written} does not exist in Odoo any more.", written=trip.written.name),
            say("Deliver again."),
        )
    there = [entry for entry in entries.values() if entry.reverses == invoice_id]
    by_ref = {entry.ref: entry for entry in there}
    wanted = list(_notes(trip, by_ref))
    for note in wanted:
        note.entry = by_ref.get(_ref(note.trip, note.credit.key))
    _refuse_too_much(trip, wanted, entries[invoice_id], there)
    trip.billed = entries[invoice_id]
    adopted = [note for note in wanted if note.entry is not None]
    remember(
        Finished(trip.progress, f"credit_note:{note.key}", INVOICE, note.stands.record_id) for note in adopted
    )
    return wanted


def _notes(trip: Trip, by_ref: dict[str, Entry]) -> Iterator[Note]:
    """A refund after the cancellation was credited is in that note already."""
    sold, refunds = _merchants(trip)
    rest = by_ref.get(_ref(trip, credit_lines.REST))
    for refund in (refunds[one.external_id] for one in trip.plan.refunds):
        if rest is not None and _ref(trip, refund.external_id) not in by_ref:
            name = f"covered:{safe_key(refund.external_id)}"
            remember([Finished(trip.progress, name, INVOICE, rest.record_id, rest.name)])
        else:
            yield Note(trip, credit_lines.of_refund(refund, sold))
    if trip.plan.rest:
        covered = trip.progress.keys("covered")
        given = [refund for refund in refunds.values() if safe_key(refund.external_id) not in covered]
        credit = credit_lines.of_rest(sold, given, credit_lines.REST)
        if credit is not None:
            yield Note(trip, credit)
    if trip.plan.difference:
        yield Note(trip, credit_lines.of_difference(sold, trip.order, _edit_key(trip)))


def _merchants(trip: Trip) -> tuple[Order, dict[str, Refund]]:
    """The sale and what was given back of it, without taxes that a marketplace remits if VAT was decided."""
    sold, refunds = trip.known.order if trip.known else trip.order, (*trip.order.refunds, *trip.plan.refunds)
    if not trip.decided:
        return sold, {refund.external_id: refund for refund in refunds}
    included = trip.order.prices_include_tax
    return without_remitted(sold), {
        refund.external_id: refund_without_remitted(refund, included=included) for refund in refunds
    }


def _edit_key(trip: Trip) -> str:
    return credit_lines.edit_key(trip.known.revision if trip.known else 0)


def _announce(new: Sequence[Note]) -> None:
    """Whoever goes on after a lost answer must know that these credit notes may stand."""
    remember(
        Finished(note.trip.progress, f"crediting:{note.key}", INVOICE, billed.record_id, billed.name)
        for note in new
        if (billed := note.trip.billed) is not None
    )


def _planned(note: Note, rules: ProductRules, taxed: Billed | None) -> list[PlannedLine]:
    """As the invoice is taxed: the shop's way of showing prices may not be the way that it was written."""
    policy = note.trip.policy
    named = terms.services(policy)
    on = replace(named, discount=policy.refund_sku or named.discount)
    lines = ((line.external_id, credit_lines.rates_of(line)) for line in note.credit.order.lines)
    return planned_lines(note.credit.order, on, rules, taxed.modes(lines) if taxed else {})


def _ref(trip: Trip, key: str) -> str:
    """What the note says of itself; one whose answer was lost is found by it."""
    return f"{trip.order.number or trip.order.external_id} refund {key}"


def _draft(note: Note) -> NoteDraft:
    trip = note.trip
    assert trip.billed is not None  # planned with it
    name, order, key = trip.ids.of, trip.order.external_id, note.credit.key
    return NoteDraft(
        external_id=name("refund", order, key),
        ref=_ref(trip, key),
        origin=trip.written.name,
        invoice=trip.billed,
        lines=[one.under(name("refundline", order, key, *one.line.key)) for one in note.lines],
    )


def _refuse_too_much(trip: Trip, wanted: Sequence[Note], invoice: Entry, there: Sequence[Entry]) -> None:
    """Never credit more than was invoiced, nor what a person has credited by hand."""
    ours = {step.record_id for name, step in trip.progress.done.items() if name.startswith("credit_note:")}
    ours |= {note.stands.record_id for note in wanted if note.entry is not None}
    new = [note.credit for note in wanted if note.entry is None]
    by_hand = [entry for entry in there if entry.record_id not in ours]
    same = [entry for entry in by_hand if any(entry.gross == credit.gross for credit in new)]
    said = say("Order {order} of shop {shop}", order=trip.order.number, shop=trip.order.shop)
    if same:
        raise BusinessError(
            "credit_note_by_hand",
            say(
                "{said}: somebody made the credit note {same} of the same amount in Odoo.",
                said=said,
                same=same[0].name,
            ),
            say(
                "If it is for this refund, declare this delivery done. If not, make the other one by "
                "hand too."
            ),
        )
    total = sum((entry.gross for entry in there), ZERO) + sum((credit.gross for credit in new), ZERO)
    if total > invoice.gross:
        raise BusinessError(
            "refund_exceeds_invoice",
            say(
                "{said}: {credited} would be credited of {invoice}, which is over {invoiced}.",
                said=said,
                credited=_money(trip, total),
                invoice=invoice.name,
                invoiced=_money(trip, invoice.gross),
            ),
            say(
                "Compare the refunds at the shop with the credit notes in Odoo; put it right in Odoo "
                "by hand, then declare this delivery done."
            ),
        )


def _compare(made: Sequence[Note]) -> None:
    for note in made:
        wrong_tax = note.credit.told and not tolerated(note.stands.tax - note.credit.tax, note.trip.tolerance)
        if note.stands.gross != note.credit.gross or wrong_tax:
            raise _differs(note)
        if _posts(note.trip) and not note.stands.posted:
            raise _gone(note)


def _differs(note: Note) -> BusinessError:
    trip, entry = note.trip, note.stands
    return BusinessError(
        "credit_differs",
        say(
            "Order {order} of shop {shop}: the shop refunded {gross} (tax {tax}), Odoo's "
            "credit note {entry} says {odoo_gross} (tax {odoo_tax}).",
            order=trip.order.number,
            shop=trip.order.shop,
            gross=_money(trip, note.credit.gross),
            tax=_money(trip, note.credit.tax),
            entry=entry.name,
            odoo_gross=_money(trip, entry.gross),
            odoo_tax=_money(trip, entry.tax),
        ),
        say("Correct the credit note in Odoo, then deliver again; or declare this delivery done."),
    )


def _gone(note: Note) -> BusinessError:
    return BusinessError(
        "credit_note_gone",
        say(
            "The credit note of refund {credit} of order {order} was cancelled in Odoo.",
            credit=note.credit.key,
            order=note.trip.order.number,
        ),
        say("Set it back to draft in Odoo and deliver again, or leave it and declare this delivery done."),
    )


def _tell_no_invoice(trip: Trip) -> None:
    given_back = sum((refund.gross for refund in trip.plan.refunds), ZERO)
    if given_back:
        text = say(
            "The shop refunded {money}. There is no invoice in Odoo to credit.",
            money=_money(trip, given_back),
        )
        tell(trip.progress, text, code="refunded_without_invoice")


def _money(trip: Trip, amount: Decimal) -> str:
    return f"{amount_text(amount, trip.order.currency)} {trip.order.currency}"
