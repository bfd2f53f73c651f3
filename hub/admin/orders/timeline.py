"""What happened to an order, as one story: its events, and each try at a delivery. Newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.admin.labels import DELIVERY, badge
from hub.models import Attempt, Delivery, Event, Order

MOST_EVENTS = 200
ATTEMPT = "attempt"


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the story. `kind` colours it; `milliseconds` is 0 where nobody took the time."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    state: SafeString | str = ""
    milliseconds: int = 0
    actor: str = ""


def timeline(order: Order, deliveries: Iterable[Delivery]) -> list[Moment]:
    """The newest lines. One query: the tries are expected to be fetched with the deliveries."""
    events = order.events.order_by("-occurred_at", "-id")[:MOST_EVENTS]
    lines = [_event(event) for event in events]
    for delivery in deliveries:
        tries = sorted(delivery.tries.all(), key=lambda one: one.pk)
        lines += [_attempt(one, delivery, place) for place, one in enumerate(tries, start=1)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_EVENTS]


def _event(event: Event) -> Moment:
    detail = event.detail if isinstance(event.detail, dict) else {}
    taken = detail.get("ms")
    return Moment(
        at=event.occurred_at,
        kind=event.kind,
        title=event.get_kind_display(),
        text=event.text,
        milliseconds=taken if isinstance(taken, int) else 0,
        actor=event.actor,
    )


def _attempt(attempt: Attempt, delivery: Delivery, place: int) -> Moment:
    calls = ngettext("%(count)d call", "%(count)d calls", attempt.calls) % {"count": attempt.calls}
    return Moment(
        at=attempt.started_at,
        kind=ATTEMPT,
        title=_("Attempt %(number)d") % {"number": place},
        text=f"{delivery.target}, {calls}",
        state=badge(DELIVERY, attempt.outcome),
        milliseconds=attempt.milliseconds,
    )
