"""Deliveries: an order revision on its way to a target, its steps and its attempts.

The engine that moves them belongs to the target (`odoo_bridge`); the tables are the core's, so that the
API and the back office show every target alike.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField, SentencesField
from hub.models.order import Order
from hub.models.trouble import Troubled


class DeliveryState(models.TextChoices):
    """Where a delivery stands: waiting and running go on by themselves, held and failed need a person."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DELIVERED = "delivered", _("Delivered")
    HELD = "held", _("Held")
    FAILED = "failed", _("Failed")
    SUPERSEDED = "superseded", _("Superseded by a newer revision")
    NOT_DUE = "not_due", _("Not to be delivered")


class Delivery(Troubled):
    """A revision of an order on its way to a target, for example `odoo:main`.

    Whoever works on it holds its lease (`owner` until `lease_until`). `waits_for` names the missing
    thing (`sku:LMP-9`) whose arrival lets the delivery go on.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("order")
    )
    revision = models.PositiveIntegerField(_("revision"))
    target = models.CharField(_("target"), max_length=64)
    state = models.CharField(
        _("state"), max_length=16, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    owner = models.CharField(max_length=64, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    waits_for = models.CharField(_("waits for"), max_length=255, blank=True)
    result = SentencesField(_("result"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["order", "revision", "target"], name="delivery_once")]
        indexes = [
            models.Index(fields=["target", "state", "next_attempt_at"], name="delivery_due"),
            models.Index(fields=["target", "waits_for"], name="delivery_waits_for"),
            models.Index(fields=["state"], name="delivery_state"),
            models.Index(fields=["state", "next_attempt_at"], name="delivery_problem"),
            models.Index(fields=["finished_at"], name="delivery_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.order} r{self.revision} → {self.target}"


class DeliveryStep(models.Model):
    """A finished step and the id it got at the target, stored at once: a retry goes on from here.

    Steps that there may be several of are named with a key: `credit_note:<refund>`. `remark` says what else
    people should know of it, as why a customer is the buyer.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="steps", verbose_name=_("delivery")
    )
    name = models.CharField(_("step"), max_length=96)
    model = models.CharField(_("model"), max_length=64, blank=True)
    record_id = models.BigIntegerField(_("id"), null=True, blank=True)
    record_name = models.CharField(_("name"), max_length=255, blank=True)
    remark = SentenceField(_("remark"), blank=True)
    milliseconds = models.PositiveIntegerField(_("ms"), default=0)
    done_at = models.DateTimeField(_("done"), auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "name"], name="step_once")]
        indexes = [models.Index(fields=["record_name"], name="step_record_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.record_name or self.record_id or ''}".strip()


class Attempt(models.Model):
    """One try at a delivery: how long it took, how many calls, and how it ended.

    Orders that travel in a batch share its time and its calls: `orders` says how many they were.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="tries", verbose_name=_("delivery")
    )
    started_at = models.DateTimeField(_("started"))
    milliseconds = models.PositiveIntegerField(_("ms"), default=0)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    orders = models.PositiveIntegerField(_("orders in the batch"), default=1)
    outcome = models.CharField(_("outcome"), max_length=16)
    error_class = models.CharField(_("error class"), max_length=16, blank=True)
    error_code = models.CharField(_("error code"), max_length=64, blank=True)
    error_cause = SentenceField(_("cause"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.outcome}"
