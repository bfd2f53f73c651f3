"""What may be done with all that waits for a problem, beside running it once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hub.admin.deliveries.actions import CREDIT_DIFFERENCE, VAT_AS_CHARGED, VAT_AS_DUE
from hub.admin.labels import Label
from hub.ingest.revising import BLOCKING_NOTICES
from hub.problems import sources
from hub.problems.cause import Cause, Source
from hub.sentences import say

ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. `code` is empty for once more."""

    code: str
    label: Label
    done: str


AGAIN = Choice("", _("Run again"), say("Run again."))
_ACCEPT = Choice(ACCEPT, _("Accept as they are"), say("Accepted as they are."))
_BY_CODE: dict[str, Sequence[Choice]] = {
    "vat_differs": (
        Choice(
            VAT_AS_CHARGED,
            _("Invoice the VAT that was charged"),
            say("Invoiced with the VAT that was charged."),
        ),
        Choice(VAT_AS_DUE, _("Invoice the VAT that is due"), say("Invoiced with the VAT that is due.")),
    ),
    "changed_after_delivery": (
        Choice(CREDIT_DIFFERENCE, _("Credit the difference"), say("The difference is credited.")),
    ),
}


def offered(cause: Cause, may: Callable[[str], bool]) -> list[Choice]:
    """Those that the person may make: whatever settles something needs the right to decide."""
    return [one for one in of(cause) if not one.code or may(sources.of(cause.source).decide)]


def of(cause: Cause) -> list[Choice]:
    """The buttons, the usual one first."""
    if cause.source == Source.DIFFERENCE:
        return [_ACCEPT]
    if cause.source == Source.OUTAGE or not sources.of(cause.source).can_run_again:
        return []
    accepts = [_ACCEPT] if cause.source == Source.ORDER and cause.code in BLOCKING_NOTICES else []
    return [AGAIN, *_BY_CODE.get(cause.code, ()), *accepts]
