"""One order of a batch on its way to Odoo, and how a step is taken by many of them together."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

from hub import deliveries
from hub.errors import AffluentError, ErrorClass, TransientError
from hub.models import Delivery
from hub.order import Order
from hub.sentences import say
from odoo_bridge.booking.table import Booked
from odoo_bridge.customers.matching import Partners
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.deliver.progress import Progress
from odoo_bridge.deliver.sale_order import WrittenLine
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import ShopPolicy
from odoo_bridge.odoo.errors import UnknownOutcomeError, rests_connection
from odoo_bridge.odoo.gateways.entries import Entry
from odoo_bridge.odoo.gateways.invoices import Invoice
from odoo_bridge.odoo.gateways.sale_orders import SaleOrder
from odoo_bridge.sale.afterwards import Plan, Written
from odoo_bridge.sale.plan import tolerance_in
from odoo_bridge.vat.orders.slots import VatSlot

log = structlog.get_logger(__name__)
BATCH = 20  # measured: 10 to 20 have nearly all of the gain, more only holds Odoo's transactions longer
_LONG = 30.0  # seconds after which those that wait for their batch say that they are still at work


class CrashError(AffluentError):
    """A mistake of ours: kept with the delivery, the traceback in the log."""

    error_class = ErrorClass.BUG


@dataclass(slots=True, eq=False)
class Trip:
    """An order, what is known of its way so far, and the error that ended it.

    `known` is what Odoo has of it; with `finished`, an earlier delivery took it all the way. Whether Odoo has
    an order `in_doubt` is seen by asking for it as if it had not.
    `mention` is what the invoice must say about VAT; None where there is nothing to say. `decided`: Odoo has,
    or gets, an order whose VAT was decided. `slots` are the kinds of VAT of its lines by their names, as far
    as that was decided, `main_slot` the one that the fiscal position follows; `booked`: what that is in Odoo.
    `billed` is the invoice as it stands when something is set off against it.
    """

    delivery: Delivery
    order: Order
    document: dict[str, Any]
    policy: ShopPolicy
    progress: Progress
    known: Written | None = None
    finished: bool = False
    in_doubt: bool = False
    plan: Plan = field(default_factory=Plan)
    lines: Sequence[WrittenLine] = ()
    mention: str | None = None
    decided: bool = False
    slots: Mapping[str, VatSlot] = field(default_factory=dict)
    main_slot: VatSlot | None = None
    booked: Booked | None = None
    customer: Resolved | None = None
    partners: Partners | None = None
    sale: SaleOrder | None = None
    invoice: Invoice | None = None
    billed: Entry | None = None
    error: AffluentError | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it is still on its way."""
        return self.error is None

    @property
    def ids(self) -> ExternalIds:
        """Our names for its records in Odoo."""
        return ExternalIds(self.policy.connection.prefix, self.order.shop)

    @property
    def tolerance(self) -> Decimal:
        """How much Odoo's figures may differ and be repaired, in the order's currency."""
        return tolerance_in(self.policy.tolerance, self.order.currency)

    @property
    def sold(self) -> Order:
        """What its sale order and invoice say: an older content, where only the difference is credited."""
        return self.known.order if self.known is not None and self.plan.difference else self.order

    @property
    def written(self) -> SaleOrder:
        """The sale order, once there is one."""
        assert self.sale is not None  # the walk reads it before any later step
        return self.sale


def each(trips: Iterable[Trip], step: Callable[[Trip], None]) -> None:
    """A step that every trip takes by itself; trouble ends that trip alone."""
    for trip in trips:
        together([trip], lambda alone: step(alone[0]))


def together(trips: Iterable[Trip], step: Callable[[Sequence[Trip]], None]) -> None:
    """A step that trips take in one call to Odoo, which does all of it or nothing.

    Where Odoo refuses, the group is halved until the trips that are to blame stand alone; the others go
    on. Trouble of the line, the server or our own database is nobody's fault: it ends them all for now.
    """
    travelling = [trip for trip in trips if trip.goes_on]
    if not travelling:
        return
    try:
        with structlog.contextvars.bound_contextvars(trace_ids=_traces(travelling)):
            step(travelling)
    except AffluentError as error:
        if len(travelling) == 1 or is_shared(error):
            _end(travelling, error)
            return
    except (OperationalError, InterfaceError) as trouble:  # our own: a deadlock's victim, a lost line
        _end(
            travelling,
            TransientError(
                "database_busy", say("The hub's own database refused: {trouble}.", trouble=trouble)
            ),
        )
        return
    except Exception as mistake:  # a mistake in one order must not stop the others
        log.exception("delivery_crashed", orders=[trip.delivery.order_id for trip in travelling])
        if len(travelling) == 1:
            crash = CrashError(
                "delivery_crashed",
                say("The bridge made a mistake: {mistake}.", mistake=repr(mistake)),
                say("Report it."),
            )
            _end(travelling, crash)
            return
    else:
        return
    middle = len(travelling) // 2
    together(travelling[:middle], step)
    together(travelling[middle:], step)


def _traces(trips: Sequence[Trip]) -> list[str]:
    """So that the log tells of each call whose orders it was about."""
    return [trip.delivery.order.trace_id for trip in trips]


def in_batches(trips: Iterable[Trip], step: Callable[[Sequence[Trip]], None]) -> None:
    """A step that keeps Odoo busy: `together` for at most `BATCH` trips in a call.

    Where Odoo does not answer, those that are still to come are not tried.
    """
    waiting = [trip for trip in trips if trip.goes_on]
    while waiting:
        some, waiting = waiting[:BATCH], waiting[BATCH:]
        started = time.monotonic()
        together(some, step)
        silence = next((trip.error for trip in some if trip.error and _is_silence(trip.error)), None)
        if silence is not None:
            _end(waiting, silence)
            return
        if waiting and time.monotonic() - started > _LONG:
            deliveries.keep_claims([trip.delivery for trip in waiting])


def _is_silence(error: AffluentError) -> bool:
    return rests_connection(error) or isinstance(error, UnknownOutcomeError)


def is_shared(error: AffluentError) -> bool:
    """Whether the trouble is of the line or the server, and would be the same for each order alone."""
    return error.error_class.retries or rests_connection(error)


def _end(trips: Sequence[Trip], error: AffluentError) -> None:
    for trip in trips:
        trip.error = error
