"""A difference as the page of its order shows it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from hub.admin.labels import Label, badge
from hub.admin.reconciliation.words import STATE, side_name
from hub.models import Difference
from hub.reconciliation import kinds


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference, ready to be printed."""

    difference: Difference
    kind: Label
    side: Label
    badge: SafeString
    url: str


def view(difference: Difference) -> DifferenceView:
    """One of them; no query."""
    return DifferenceView(
        difference=difference,
        kind=kinds.of(difference.kind).label,
        side=side_name(difference.side),
        badge=badge(STATE, difference.state),
        url=reverse("admin:hub_difference_change", args=[difference.pk]),
    )
