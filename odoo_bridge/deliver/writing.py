"""The first half of the way: products, customers, addresses, and sale orders under our external ids.

An order that changed while it was a quotation goes the same way, and is written over what is there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.errors import AffluentError, BusinessError, ConfigError, TransientError
from hub.sentences import say
from odoo_bridge import choices, connections
from odoo_bridge.booking import filling
from odoo_bridge.booking.table import BookingTable, place_of_slot
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.matching import Directory
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.deliver import goods, terms
from odoo_bridge.deliver import sale_order as sale_orders
from odoo_bridge.deliver.progress import Finished, Stopwatch, forget, remember, tell
from odoo_bridge.deliver.sale_order import WrittenLine
from odoo_bridge.deliver.trip import Trip, each, in_batches, together
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import ChoiceKind, OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.choices import PRICELIST
from odoo_bridge.odoo.gateways.names import PARTNER, SALE_ORDER
from odoo_bridge.odoo.gateways.sale_orders import SaleDraft, SaleOrders
from odoo_bridge.sale.plan import PlannedLine, ProductRules, planned_lines
from odoo_bridge.taxes import TaxTable

_Plans = dict[Trip, list[PlannedLine]]
_CUSTOMER = ("partner", "invoice_address", "delivery_address")  # steps


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes orders that Odoo does not have yet."""

    odoo: Odoo
    connection: OdooConnection
    knowledge: Knowledge

    def run(self, trips: Sequence[Trip]) -> None:
        """Sale orders for all that go on; an unknown SKU is noticed before any partner is made."""
        new = [trip for trip in trips if trip.plan.rewrite or trip.progress.record_id("order") is None]
        if not new:
            return
        rules: dict[Trip, ProductRules] = {}
        plans: _Plans = {}
        together([trip for trip in new if trip.slots], self._book)
        together(new, lambda some: rules.update(goods.rules(some)))
        each(new, lambda trip: plans.update({trip: _plan(trip, rules[trip])}))
        together(new, lambda some: self._learn(some, plans))
        table = self.knowledge.taxes(self.connection)
        each(new, lambda trip: self._price(trip, plans[trip], table))
        # Known and stored before another customer's steps take the place of those that tell of it.
        again = [trip for trip in new if trip.plan.rewrite or trip.progress.begun_before]
        together(again, _announce)
        together(new, self._partners)
        in_batches([trip for trip in new if not trip.plan.rewrite], self._orders)
        in_batches([trip for trip in again if not trip.in_doubt], self._rewrite)

    def _book(self, trips: Sequence[Trip]) -> None:
        """What the VAT that was decided is in this Odoo; where nobody knows, the order waits."""
        slots = [slot for trip in trips for slot in trip.slots.values()]
        places = [place_of_slot(trip.main_slot) for trip in trips if trip.main_slot]
        table = self.knowledge.booking(self.odoo, self.connection, slots, places)
        for trip in trips:
            try:
                trip.booked = table.book(trip.slots, trip.main_slot, _said(trip))
            except ConfigError as open_row:
                trip.error = open_row

    def _learn(self, trips: Sequence[Trip], plans: _Plans) -> None:
        """Everything that the orders need to know of Odoo, asked for all of them at once."""
        own = goods.learn(self.odoo, self.knowledge.catalogue, [(trip, plans[trip]) for trip in trips])
        plans.update(zip(trips, own, strict=True))
        unnamed = [trip for trip in trips if terms.pricelist_of(trip.policy, trip.order.currency) is None]
        currencies = {trip.order.currency for trip in unnamed}
        self.knowledge.learn_pricelists(self.odoo, self.connection, currencies)

    def _price(self, trip: Trip, planned: Sequence[PlannedLine], table: TaxTable) -> None:
        products = self.knowledge.catalogue.product_ids((line.sku for line in planned), _said(trip))
        self._choices(trip)  # which raises what of it cannot be used
        trip.lines = [WrittenLine(line, products[line.sku], _tax_ids(trip, line, table)) for line in planned]

    def _partners(self, trips: Sequence[Trip]) -> None:
        watch = Stopwatch()
        directory = self._directory()
        answers = directory.find_or_create([_buyer(trip) for trip in trips])
        found: dict[Trip, Resolved] = {}
        for trip, answer in zip(trips, answers, strict=True):
            if isinstance(answer, AffluentError):
                trip.error = answer
            else:
                found[trip] = answer
        for trip, one in found.items():
            if trip.progress.record_id("partner") not in (None, one.partner.partner_id):
                forget(trip.progress, _CUSTOMER)
        remember([_customer(trip, one) for trip, one in found.items()], watch)
        together(found, lambda some: self._addresses(some, found))

    def _addresses(self, trips: Sequence[Trip], found: Mapping[Trip, Resolved]) -> None:
        watch = Stopwatch()
        directory = self._directory()
        try:
            its = directory.addresses([(trip.order, found[trip].partner) for trip in trips])
            self._tell_changes(directory, {trip: found[trip] for trip in trips})
        except BusinessError:
            if len(trips) == 1:
                directory.mend_gone(found[trips[0]].buyer, found[trips[0]].partner)
            raise
        for trip, partners in zip(trips, its, strict=True):
            trip.partners, trip.customer = partners, found[trip]
        pairs = list(zip(trips, its, strict=True))
        remember([_partner(trip, "invoice_address", one.invoice) for trip, one in pairs], watch)
        remember([_partner(trip, "delivery_address", one.delivery) for trip, one in pairs], watch)

    def _tell_changes(self, directory: Directory, found: Mapping[Trip, Resolved]) -> None:
        of_order = {(trip.order.shop, trip.order.external_id): trip for trip in found}
        for one, text in directory.tell_changes(list(found.values())):
            trip = of_order[one.buyer.order.shop, one.buyer.order.external_id]
            tell(trip.progress, text, code="customer_changed")

    def _directory(self) -> Directory:
        places = self.knowledge.places(self.odoo, self.connection)
        return Directory(self.connection, self.odoo, places, self.knowledge.memory)

    def _orders(self, trips: Sequence[Trip]) -> None:
        watch = Stopwatch()
        try:
            ids = SaleOrders(self.odoo).create([self._draft(trip) for trip in trips])
        except BusinessError:
            if len(trips) == 1:
                self._forget_gone(trips[0])
                self._look_for_choices(trips[0])
                self._look_for_booked(trips[0])
            raise
        remember(
            [
                Finished(trip.progress, "order", SALE_ORDER, record_id)
                for trip, record_id in zip(trips, ids, strict=True)
            ],
            watch,
        )

    def _rewrite(self, trips: Sequence[Trip]) -> None:
        """Only by whoever still has the claim: a slow worker's older content must not come last."""
        ours = trips[0].progress.logbook.still_claimed([trip.delivery for trip in trips])
        for trip in trips:
            if trip.delivery.pk not in ours:
                trip.error = TransientError("claim_lost", say("Another worker has taken this delivery."), "")
        mine = [trip for trip in trips if trip.goes_on]
        if not mine:
            return
        watch = Stopwatch()
        ids = [trip.progress.record_id("order") or 0 for trip in mine]
        SaleOrders(self.odoo).rewrite([self._draft(trip) for trip in mine], ids)
        remember(
            [_of_revision(trip, "rewritten", record_id) for trip, record_id in zip(mine, ids, strict=True)],
            watch,
        )

    def _draft(self, trip: Trip) -> SaleDraft:
        assert trip.partners is not None  # found in the step before
        reference = f"{trip.policy.reference_prefix}{trip.order.number or trip.order.external_id}"
        chosen = self._choices(trip)
        return sale_orders.draft(
            trip.ids, trip.order, trip.partners, trip.lines, reference, chosen, trip.mention
        )

    def _choices(self, trip: Trip) -> dict[str, int | None]:
        """What the policy chose; a foreign currency needs a pricelist, named there or not."""
        chosen = terms.chosen(trip.policy, trip.order)
        if PRICELIST not in chosen:
            pricelist = self.knowledge.pricelist(self.connection, trip.order.currency)
            chosen |= {PRICELIST: pricelist} if pricelist else {}
        if trip.booked is not None and trip.booked.decides and terms.position_is_open(trip.policy):
            chosen[ChoiceKind.FISCAL_POSITION.value] = trip.booked.position
        return chosen

    def _look_for_choices(self, trip: Trip) -> None:
        """What the policy names may have been deleted since it was read from Odoo: raise what is gone."""
        named = list(terms.named(trip.policy, trip.order))
        if named:
            choices.refresh(self.connection, self.odoo)
            policy = connections.policy_for(trip.policy.shop)
            if policy is not None:
                terms.chosen(connections.with_choices(policy), trip.order)

    def _look_for_booked(self, trip: Trip) -> None:
        """So may the tax or the fiscal position of its VAT: raise what nobody can know any more."""
        if trip.booked is not None:
            filling.refresh(self.connection, self.odoo)
            BookingTable.of(self.connection).book(trip.slots, trip.main_slot, _said(trip))

    def _forget_gone(self, trip: Trip) -> None:
        """A customer that was merged away in Odoo is the likeliest reason to refuse a single order."""
        if trip.customer is not None:
            self._directory().mend_gone(trip.customer.buyer, trip.customer.partner)


def _announce(trips: Sequence[Trip]) -> None:
    """Whoever goes on after a lost answer must know that the content in Odoo is in doubt."""
    remember([_of_revision(trip, "rewriting", trip.progress.record_id("order") or 0) for trip in trips])


def _of_revision(trip: Trip, kind: str, record_id: int) -> Finished:
    return Finished(trip.progress, f"{kind}:{trip.delivery.revision}", SALE_ORDER, record_id)


def _plan(trip: Trip, rules: ProductRules) -> list[PlannedLine]:
    booked = trip.booked.taxes if trip.booked else {}
    modes = {name: tax.included for name, tax in booked.items() if tax.included is not None}
    return planned_lines(trip.order, terms.services(trip.policy), rules, modes)


def _tax_ids(trip: Trip, line: PlannedLine, table: TaxTable) -> Sequence[int]:
    """As the VAT of the line was decided; where it was not, by its rate alone."""
    booked = trip.booked.taxes.get(line.key[0]) if trip.booked else None
    if booked is not None:
        return booked.tax_ids
    return table.ids(line.rates, price_included=line.price_included)


def _said(trip: Trip) -> str:
    return say("Order {order} of shop {shop}", order=trip.order.number, shop=trip.order.shop)


def _buyer(trip: Trip) -> Buyer:
    return Buyer.of(trip.order, trip.policy.rules)


def _customer(trip: Trip, one: Resolved) -> Finished:
    partner = one.partner
    return Finished(trip.progress, "partner", PARTNER, partner.partner_id, partner.name[:255], one.why)


def _partner(trip: Trip, name: str, partner_id: int) -> Finished:
    return Finished(trip.progress, name, PARTNER, partner_id)
