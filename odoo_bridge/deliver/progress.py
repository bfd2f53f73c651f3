"""The finished steps of orders at a target: stored at once, so that a retry goes on after the last one."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from hub import deliveries
from hub.models import Delivery, DeliveryStep, Event
from odoo_bridge.deliver import steps
from odoo_bridge.vat.stored import recording, refunds
from odoo_bridge.vat.stored.recording import Entry
from odoo_bridge.vat.stored.refunds import GivenBack


class Logbook:
    """Where a walk writes down what it did: the hub's tables. A preview has one that stores nothing."""

    def write(self, rows: Sequence[DeliveryStep], told: Sequence[Event]) -> None:
        """Finished steps, and the lines that tell of them in the orders' histories."""
        with transaction.atomic():
            DeliveryStep.objects.bulk_create(rows)
            Event.objects.bulk_create(told)

    def erase(self, rows: Sequence[DeliveryStep]) -> None:
        """Steps that are not done any more."""
        DeliveryStep.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def note(self, event: Event) -> None:
        """A line in an order's history."""
        event.save()

    def decided(self, entries: Sequence[Entry]) -> None:
        """What was decided about the orders' VAT."""
        recording.record(entries)

    def given_back(self, entries: Sequence[GivenBack]) -> None:
        """What was given back of their VAT."""
        refunds.record(entries)

    def prolong(self, claimed: Sequence[Delivery]) -> None:
        """Keep the claims alive."""
        deliveries.prolong(claimed, claimed[0].owner)

    def still_claimed(self, claimed: Collection[Delivery]) -> set[int]:
        """Which of them, by id, nobody else has taken."""
        return deliveries.still_claimed(claimed)


HUB = Logbook()


@dataclass(slots=True)
class Progress:
    """Steps of the delivery and of earlier deliveries of the same order to the same target, by name."""

    delivery: Delivery
    done: dict[str, DeliveryStep] = field(default_factory=dict)
    went_on: bool = False
    logbook: Logbook = HUB

    @property
    def written_revision(self) -> int | None:
        """The revision that Odoo has; None while nothing was written."""
        written = [
            step for name, step in self.done.items() if name == "order" or name.startswith("rewritten:")
        ]
        return max((step.delivery.revision for step in written), default=None)

    @property
    def doubtful(self) -> bool:
        """Whether an order was begun to be written anew, and nobody knows how far that came."""
        return any(f"rewritten:{key}" not in self.done for key in self.keys("rewriting"))

    @property
    def begun_before(self) -> bool:
        """Whether an earlier delivery may have written the order, and its answer was lost."""
        step = self.done.get("delivery_address")
        elsewhere = step is not None and step.delivery_id != self.delivery.pk
        return "order" not in self.done and (elsewhere or self.doubtful)

    def keys(self, kind: str, *, since: int = 0) -> set[str]:
        """The keys of the finished steps of a kind that there may be several of: `credited:<key>`.

        `since`: only those of later revisions.
        """
        return {
            name.partition(":")[2]
            for name, step in self.done.items()
            if name.startswith(f"{kind}:") and step.delivery.revision > since
        }

    def record_id(self, name: str) -> int | None:
        """The Odoo id that the step got, None while it is not done."""
        step = self.done.get(name)
        return step.record_id if step else None

    def label(self, name: str) -> str:
        """What is shown of the step, empty while it is not done."""
        step = self.done.get(name)
        return step.record_name if step else ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A step that an order has taken: the record in Odoo, what is shown of it, and what else to know."""

    progress: Progress
    name: str
    model: str
    record_id: int
    label: str = ""
    remark: str = ""


def progress_of(claimed: Sequence[Delivery], logbook: Logbook = HUB) -> dict[int, Progress]:
    """How far each delivery has come, by its id."""
    found = {delivery.pk: Progress(delivery, logbook=logbook) for delivery in claimed}
    by_order = {delivery.order_id: found[delivery.pk] for delivery in claimed}
    targets = {delivery.target for delivery in claimed}
    steps = DeliveryStep.objects.filter(delivery__order__in=by_order, delivery__target__in=targets)
    for step in steps.select_related("delivery").order_by("id"):
        by_order[step.delivery.order_id].done[step.name] = step
    return found


class Stopwatch:
    """How long a step of a batch took; `share` is one order's part of it in milliseconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def share(self, count: int) -> int:
        """Milliseconds so far, divided among so many orders."""
        return round((time.monotonic() - self._started) * 1000 / max(1, count))


def remember(steps: Iterable[Finished], watch: Stopwatch | None = None) -> None:
    """Store finished steps, which also keeps the claims alive; a step that is known is no new one.

    A worker that was slow and overtaken may store the same step: it stands, whoever comes second.
    """
    new = [step for step in steps if step.name not in step.progress.done]
    if not new:
        return
    spent = watch.share(len(new)) if watch else 0
    try:
        _store(new, spent)
    except IntegrityError:
        _adopt(new)
        _store([step for step in new if step.name not in step.progress.done], spent)
    for step in new:
        step.progress.went_on = True
    new[0].progress.logbook.prolong([step.progress.delivery for step in new])


def _store(new: Sequence[Finished], spent: int) -> None:
    if not new:
        return
    rows = [_row(step, spent) for step in new]
    logbook = new[0].progress.logbook  # of a batch all are in one
    logbook.write(rows, [_told(step, spent) for step in new])
    for step, row in zip(new, rows, strict=True):
        step.progress.done[step.name] = row


def _adopt(new: Sequence[Finished]) -> None:
    """Take over the steps of these that are stored already."""
    of_delivery = {step.progress.delivery.pk: step.progress for step in new}
    stored = DeliveryStep.objects.filter(delivery__in=of_delivery, name__in={step.name for step in new})
    for row in stored.select_related("delivery"):
        of_delivery[row.delivery_id].done[row.name] = row


def forget(progress: Progress, names: Iterable[str]) -> None:
    """Steps whose records are no longer those of the order: they are taken anew."""
    progress.logbook.erase([progress.done.pop(name) for name in names if name in progress.done])


def tell(progress: Progress, text: str, *, code: str) -> None:
    """A line in the order's history that is no step."""
    progress.logbook.note(deliveries.line(progress.delivery, text, code=code))


def _row(step: Finished, spent: int) -> DeliveryStep:
    return DeliveryStep(
        delivery=step.progress.delivery,
        name=step.name,
        model=step.model,
        record_id=step.record_id,
        record_name=step.label,
        remark=step.remark,
        milliseconds=spent,
    )


def _told(step: Finished, spent: int) -> Event:
    text = steps.told(step.name, step.label or f"#{step.record_id}", step.remark)
    return deliveries.line(step.progress.delivery, text, ms=spent)
