"""What a person may do with a backfill."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import backfill
from hub.admin.actions import LoggedReason, ObjectAction, Run, Text
from hub.admin.shops.history import log_change
from hub.models import Backfill
from hub.models.backfill import STOPPED, UNDER_WAY
from hub.sentences import say


def is_under_way(row: Backfill) -> bool:
    """Whether it goes on by itself."""
    return row.state in UNDER_WAY


def is_stopped(row: Backfill) -> bool:
    """Whether it waits for a person."""
    return row.state in STOPPED


def has_not_ended(row: Backfill) -> bool:
    """Whether it may still go on."""
    return is_under_way(row) or is_stopped(row)


def _switching(switch: Callable[[Backfill], bool], done: Text) -> Run:
    def run(request: HttpRequest, row: Backfill, given: Mapping[str, Any]) -> None:
        if switch(row):
            messages.success(request, str(done) % {"backfill": row})
            text = say("Backfill {number}: {state}.", number=row.pk, state=row.state)
            log_change(request, row.shop, text, reason=given.get("reason", ""))
        else:
            messages.warning(request, _("%(backfill)s ended meanwhile.") % {"backfill": row})

    return run


PAUSE = ObjectAction(
    name="pause",
    label=gettext_lazy("Pause"),
    run=_switching(backfill.pause, gettext_lazy("%(backfill)s is paused; resumed, it goes on where it is.")),
    applies=is_under_way,
)
RESUME = ObjectAction(
    name="resume",
    label=gettext_lazy("Resume"),
    run=_switching(backfill.resume, gettext_lazy("%(backfill)s goes on within a minute.")),
    applies=is_stopped,
    primary=True,
)
CANCEL = ObjectAction(
    name="cancel",
    label=gettext_lazy("Cancel for good"),
    explanation=gettext_lazy("What was read stays."),
    run=_switching(backfill.cancel, gettext_lazy("%(backfill)s is cancelled; what was read stays.")),
    form=LoggedReason,
    applies=has_not_ended,
)
