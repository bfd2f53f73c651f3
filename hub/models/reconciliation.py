"""Recounting a shop's orders against another side, and each difference that was found, as a row that ends."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField, SentencesField
from hub.models.order import Order
from hub.models.shop import Shop
from hub.models.trouble import Troubled

SIDE_LENGTH, KIND_LENGTH = 64, 40


class ReconciliationReason(models.TextChoices):
    """Why orders are compared."""

    ASKED = "asked", _("Asked for")
    NIGHTLY = "nightly", _("Nightly")


class ReconciliationState(models.TextChoices):
    """`incomplete`: some or all orders could not be compared; the trouble of the row says why."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    INCOMPLETE = "incomplete", _("Could not be compared")


class Reconciliation(Troubled):
    """One comparison of a shop's orders since a day with one side: `shop` itself, or a target.

    Each order is counted once, so that the five counts add up to `orders`. `reasons` says by count and
    words why orders are under way or could not be compared; `days` how many orders each day of placing (of
    the pages' time zone) has at the shop and in the hub, a list of `[day, shop, hub]`.
    """

    COUNTS: ClassVar[tuple[str, ...]] = ("equal", "differing", "under_way", "not_due", "not_compared")

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="reconciliations", verbose_name=_("shop")
    )
    side = models.CharField(_("compared with"), max_length=SIDE_LENGTH)
    since = models.DateTimeField(_("since"))
    reason = models.CharField(
        _("reason"),
        max_length=8,
        choices=ReconciliationReason.choices,
        default=ReconciliationReason.ASKED,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReconciliationState.choices,
        default=ReconciliationState.RUNNING,
    )
    equal = models.PositiveIntegerField(_("equal"), default=0)
    differing = models.PositiveIntegerField(_("differ"), default=0)
    under_way = models.PositiveIntegerField(_("under way"), default=0)
    not_due = models.PositiveIntegerField(_("not due"), default=0)
    not_compared = models.PositiveIntegerField(_("not compared"), default=0)
    opened = models.PositiveIntegerField(_("differences opened"), default=0)
    resolved = models.PositiveIntegerField(_("differences resolved"), default=0)
    healed = models.PositiveIntegerField(_("differences being healed"), default=0)
    reasons = SentencesField(_("reasons"), default=dict, blank=True)
    days = models.JSONField(_("days"), default=list, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    started_by = models.CharField(_("started by"), max_length=150, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        indexes = [
            models.Index(fields=["shop", "side", "id"], name="reconciliation_newest"),
            models.Index(fields=["started_at"], name="reconciliation_started"),
        ]

    def __str__(self) -> str:
        return f"{self.shop} ↔ {self.side}"

    @property
    def orders(self) -> int:
        """How many orders it is about."""
        return sum(getattr(self, name) for name in self.COUNTS)


class DifferenceState(models.TextChoices):
    """`open` waits for a person; `healing`: the hub did something, and the next comparison will tell."""

    OPEN = "open", _("Open")
    HEALING = "healing", _("Being healed")
    ACCEPTED = "accepted", _("Accepted")
    RESOLVED = "resolved", _("Resolved")


UNRESOLVED = (DifferenceState.OPEN, DifferenceState.HEALING, DifferenceState.ACCEPTED)


class Difference(models.Model):
    """Something that one side says of an order and the hub does not; the same one is always the same row.

    `facts` are the figures behind the words, and `digest` their fingerprint: what a person accepted opens
    again when they change. `record_id` names the record of the side that it is about. `times` counts how
    often it opened, `heals` how often the hub tried to mend it since it opened last.
    """

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="differences", verbose_name=_("shop")
    )
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="differences", verbose_name=_("order")
    )
    side = models.CharField(_("compared with"), max_length=SIDE_LENGTH)
    kind = models.CharField(_("kind"), max_length=KIND_LENGTH)
    state = models.CharField(
        _("state"), max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    cause = SentenceField(_("cause"))
    remedy = SentenceField(_("what to do"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    model = models.CharField(_("model"), max_length=64, blank=True)
    record_id = models.BigIntegerField(_("id"), null=True, blank=True)
    record_name = models.CharField(_("name"), max_length=255, blank=True)
    healable = models.BooleanField(_("can be healed"), default=False)
    times = models.PositiveIntegerField(_("times opened"), default=1)
    heals = models.PositiveIntegerField(_("times healed"), default=0)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    healed_at = models.DateTimeField(_("last healed"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = SentenceField(_("resolution"), blank=True)
    accepted_by = models.CharField(_("accepted by"), max_length=150, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["kind", "-opened_at", "-id"]
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints = [models.UniqueConstraint(fields=["order", "side", "kind"], name="difference_once")]
        indexes = [
            models.Index(fields=["state", "kind", "opened_at"], name="difference_open"),
            models.Index(fields=["shop", "side", "state"], name="difference_of_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.kind} ({self.side})"
