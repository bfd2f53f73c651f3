"""What happened to an order, and what the rest of the world is told of it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField
from hub.models.order import Order
from hub.models.shop import Shop


class EventKind(models.TextChoices):
    """The kinds of lines in an order's history."""

    RECEIVED = "received", _("Received")
    CHANGED = "changed", _("Changed at the shop")
    HELD = "held", _("Held")
    RELEASED = "released", _("Released")
    STALE = "stale", _("Older content ignored")
    PUBLISHED = "published", _("Published")
    DELIVERY = "delivery", _("Delivery")
    STAFF = "staff", _("Staff")
    WEBHOOKS = "webhooks", _("Webhooks")


class Event(models.Model):
    """One line of an order's history (or of a shop's, where `order` is null)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="events", verbose_name=_("shop"))
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="events", null=True, blank=True, verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind.choices)
    text = SentenceField(_("what happened"))
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    actor = models.CharField(_("who"), max_length=150, blank=True)
    occurred_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["occurred_at", "id"]
        indexes = [models.Index(fields=["order", "occurred_at"], name="event_of_order")]

    def __str__(self) -> str:
        return self.text


class Outbox(models.Model):
    """A message that the world is owed, written in the same transaction as what it tells.

    `position` is given at publication, one after the other: a reader who keeps the last position
    misses nothing, which the ids (given before the commit) could not promise.
    """

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="messages", verbose_name=_("order")
    )
    revision = models.PositiveIntegerField(_("revision"))
    type = models.CharField(_("type"), max_length=32)
    occurred_at = models.DateTimeField(_("occurred"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    position = models.PositiveBigIntegerField(_("position"), null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        indexes = [models.Index(fields=["published_at", "id"], name="outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.type} {self.order}"
