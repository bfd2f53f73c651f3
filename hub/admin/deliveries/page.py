"""A delivery as pages show it: steps with links into the target, attempts, what is wrong and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from hub import links
from hub.admin.actions import Offer
from hub.admin.deliveries.actions import AGAIN, AS_CHARGED, AS_DUE, CREDIT, DONE
from hub.admin.labels import DELIVERY, ERROR_CLASS, STEP, Label, badge
from hub.models import Attempt, Delivery, DeliveryState, DeliveryStep

_LONGEST_KEY = 20  # characters; longer ones are fingerprints
_BEFORE_A_KEY = ": \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_STUCK = (DeliveryState.HELD, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class StepView:
    """A finished step. `url` is the record at the target, empty where there is no link."""

    step: DeliveryStep
    label: Label
    record: links.Called
    url: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try, ready to be printed."""

    attempt: Attempt
    outcome: SafeString
    trouble: SafeString | str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery, ready to be printed. `stuck`: waits for a person; `troubled`: its last try failed."""

    delivery: Delivery
    badge: SafeString
    trouble: SafeString | str
    stuck: bool
    troubled: bool
    tone: str
    mend_url: str
    reason: str
    steps: list[StepView]
    attempts: list[AttemptView]
    offers: list[Offer]


def views(deliveries: Iterable[Delivery]) -> list[DeliveryView]:
    """All of them; each target is asked for its links once."""
    openers: dict[str, links.TargetLinks | None] = {}
    shown = []
    for delivery in deliveries:
        if delivery.target not in openers:
            openers[delivery.target] = links.of(delivery.target)
        shown.append(view(delivery, openers[delivery.target]))
    return shown


def view(delivery: Delivery, target: links.TargetLinks | None) -> DeliveryView:
    """One of them. Its steps and tries should be prefetched."""
    stuck = delivery.state in _STUCK
    troubled = delivery.in_trouble and delivery.state in (*_STUCK, DeliveryState.WAITING)
    return DeliveryView(
        delivery=delivery,
        badge=badge(DELIVERY, delivery.state),
        trouble=badge(ERROR_CLASS, delivery.error_class) if delivery.error_class else "",
        stuck=stuck,
        troubled=troubled,
        tone="bo-bad" if delivery.state == DeliveryState.FAILED else "bo-warn",
        mend_url=target.mend(delivery) if target and stuck else "",
        reason=_reason(delivery),
        steps=[_step(step, target) for step in delivery.steps.all()],
        attempts=[_attempt(attempt) for attempt in delivery.tries.all()],
        offers=offers(delivery),
    )


def offers(delivery: Delivery) -> list[Offer]:
    """What may be done about it, from any page."""
    return [
        Offer(action, reverse("admin:hub_delivery_do", args=[delivery.pk, action.name]), _form(action))
        for action in (AGAIN, CREDIT, AS_CHARGED, AS_DUE, DONE)
        if action.applies(delivery)
    ]


def _form(action: Any) -> Any:
    return action.form(prefix=action.name)


def _step(step: DeliveryStep, target: links.TargetLinks | None) -> StepView:
    url = target.record(step.model, step.record_id) if target and step.model and step.record_id else ""
    kind = step.name.partition(":")[0]
    record = links.Stored(step.model, step.record_id, step.record_name, kind, step.remark)
    return StepView(step, _name(step), links.called(target, record), url)


def _name(step: DeliveryStep) -> Label:
    """What the step is called; the key tells steps of one kind apart, where it says something to people."""
    kind, _, key = step.name.partition(":")
    label = STEP.get(kind, kind.replace("_", " "))
    if len(key) > _LONGEST_KEY:
        return str(label).rstrip(_BEFORE_A_KEY)
    return f"{label} {key}" if key else label


def _attempt(attempt: Attempt) -> AttemptView:
    trouble = badge(ERROR_CLASS, attempt.error_class) if attempt.error_class else ""
    return AttemptView(attempt, badge(DELIVERY, attempt.outcome), trouble)


def _reason(delivery: Delivery) -> str:
    result = delivery.result if isinstance(delivery.result, dict) else {}
    reason: str = result.get("reason", "")
    return reason
