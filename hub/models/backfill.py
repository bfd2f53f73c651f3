"""Reading older orders of a shop again, beside polling: how far it is and what it found."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.shop import Shop
from hub.models.trouble import Troubled


class BackfillReason(models.TextChoices):
    """Why orders are read again."""

    ASKED = "asked", _("Asked for")
    NIGHTLY = "nightly", _("Nightly re-read")
    RECOUNT = "recount", _("Reconciliation")


REREADS = (BackfillReason.NIGHTLY, BackfillReason.RECOUNT)  # what they find, polling should have found


class BackfillState(models.TextChoices):
    """`waiting` and `running` go on by themselves; `paused` and `failed` when a person resumes them."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNDER_WAY = (BackfillState.WAITING, BackfillState.RUNNING)
STOPPED = (BackfillState.PAUSED, BackfillState.FAILED)


class Backfill(Troubled):
    """One walk over everything that changed since a day; it leaves the shop's cursor alone.

    `position` is where it goes on (empty: at `since`); `total` what the shop counted when it was asked for
    (null: it could not say), while `seen` also counts what was read twice. `changed` are contents that
    became a new revision, `missed` new orders whose dates polling had passed long before. `observed_from`
    is the shop's clock at its first page: what the shop has was seen since.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="backfills", verbose_name=_("shop"))
    since = models.DateTimeField(_("since"))
    position = models.CharField(_("position"), max_length=255, blank=True)
    reason = models.CharField(
        _("reason"), max_length=8, choices=BackfillReason.choices, default=BackfillReason.ASKED
    )
    state = models.CharField(
        _("state"), max_length=10, choices=BackfillState.choices, default=BackfillState.WAITING
    )
    total = models.PositiveIntegerField(_("to be read"), null=True, blank=True)
    seen = models.PositiveIntegerField(_("read"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    held = models.PositiveIntegerField(_("held"), default=0)
    missed = models.PositiveIntegerField(_("missed by polling"), default=0)
    observed_from = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    started_by = models.CharField(_("started by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("re-read")
        verbose_name_plural = _("re-reads")
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="backfill_due"),
            models.Index(fields=["shop", "reason", "id"], name="backfill_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.shop}: {timezone.localdate(self.since):%Y-%m-%d}"

    @property
    def percent(self) -> int | None:
        """How much is read, in whole per cent; 100 only when it is done, None where the total is unknown."""
        if self.state == BackfillState.DONE:
            return 100
        return None if self.total is None else min(99, self.seen * 100 // max(self.total, 1))
