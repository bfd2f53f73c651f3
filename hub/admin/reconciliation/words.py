"""Words and colours of differences and runs."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN, Label
from hub.models import DifferenceState, Reconciliation, ReconciliationState
from hub.reconciliation.sides import SHOP

STATE: Mapping[str, tuple[Label, str]] = {
    DifferenceState.OPEN: (_("Open"), WARN),
    DifferenceState.HEALING: (_("Being healed"), BUSY),
    DifferenceState.ACCEPTED: (_("Accepted"), CALM),
    DifferenceState.RESOLVED: (_("Resolved"), GOOD),
}
RUN: Mapping[str, tuple[Label, str]] = {
    ReconciliationState.RUNNING: (_("Running"), BUSY),
    ReconciliationState.DONE: (_("Compared"), GOOD),
    ReconciliationState.INCOMPLETE: (_("Could not be compared"), BAD),
}
COUNT: Mapping[str, Label] = {
    "equal": _("equal"),
    "differing": _("differ"),
    "under_way": _("under way"),
    "not_due": _("not due"),
    "not_compared": _("not compared"),
}


def side_name(side: str) -> Label:
    """With whom the hub was compared."""
    return _("the shop") if side == SHOP else side


def counted(run: Reconciliation) -> list[tuple[Label, int]]:
    """The five counts, which add up to the orders of the run."""
    return [(COUNT[name], getattr(run, name)) for name in Reconciliation.COUNTS]
