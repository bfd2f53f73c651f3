"""The finished steps of an order at a target: stored at once, so that a retry goes on after the last one."""

import time
from collections.abc import Callable

from hub import deliveries
from hub.models import Delivery, DeliveryStep, Revision


class Progress:
    """Steps of the delivery and of earlier deliveries of the same order to the same target."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        steps = (
            DeliveryStep.objects.filter(delivery__order=delivery.order_id, delivery__target=delivery.target)
            .select_related("delivery")
            .order_by("id")
        )
        self._done = {step.name: step for step in steps}

    def written_document(self) -> dict[str, object] | None:
        """The order as it was when it was written to Odoo; None while nothing was written."""
        step = self._done.get("order")
        if step is None:
            return None
        written = Revision.objects.get(order=self._delivery.order_id, number=step.delivery.revision)
        return dict(written.document)

    def record_id(self, name: str) -> int | None:
        """The Odoo id that the step got, None while it is not done."""
        step = self._done.get(name)
        return step.record_id if step else None

    def label(self, name: str) -> str:
        """What is shown of the step, empty while it is not done."""
        step = self._done.get(name)
        return step.record_name if step else ""

    def once(self, name: str, model: str, make: Callable[[], int]) -> int:
        """The step's Odoo id; makes it now when it is not done, and stores it before anything else."""
        known = self.record_id(name)
        if known is not None:
            return known
        started = time.monotonic()
        record_id = make()
        self.done(name, model, record_id, started=started)
        return record_id

    def done(
        self, name: str, model: str, record_id: int, *, label: str = "", started: float | None = None
    ) -> None:
        """Remember a finished step, which also keeps the claim alive; the same step again is no new one."""
        spent = 0 if started is None else round((time.monotonic() - started) * 1000)
        if name in self._done:
            return
        self._done[name] = DeliveryStep.objects.create(
            delivery=self._delivery,
            name=name,
            model=model,
            record_id=record_id,
            record_name=label,
            milliseconds=spent,
        )
        deliveries.prolong(self._delivery)
        shown = label or f"{model} {record_id}"
        deliveries.note(self._delivery, f"{name.replace('_', ' ').capitalize()}: {shown}", ms=spent)
