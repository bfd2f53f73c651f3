"""Webhooks: what platforms told the hub, and whether they go on telling it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField, SentencesField
from hub.models.order import ID_LENGTH
from hub.models.shop import Shop
from hub.models.trouble import Troubled


class WebhookState(models.TextChoices):
    """Where a received webhook stands. Only waiting ones are looked at."""

    WAITING = "waiting", _("Waiting")
    FOLLOWED = "followed", _("Order read")
    NOTHING_NEW = "nothing_new", _("Nothing new")
    FAILED = "failed", _("Failed")


class Webhook(Troubled):
    """A genuine webhook: the order to look at, and the body that said so.

    `occurred_at` is the platform's clock. `followed_at` is when the hub was done with it; one that waits
    although it is set was asked for again by a person. In trouble: its last try failed, or it cannot be read.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="webhooks", verbose_name=_("shop"))
    event_id = ExactCharField(_("event id"), max_length=ID_LENGTH)
    topic = models.CharField(_("topic"), max_length=ID_LENGTH, blank=True)
    external_id = ExactCharField(_("external id"), max_length=ID_LENGTH, blank=True)
    body = models.TextField(_("body"), blank=True)
    occurred_at = models.DateTimeField(_("happened (shop's clock)"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=16, choices=WebhookState.choices, default=WebhookState.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    followed_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["shop", "event_id"], name="webhook_once")]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="webhook_due"),
            models.Index(fields=["received_at"], name="webhook_received"),
            models.Index(fields=["external_id"], name="webhook_order"),
            models.Index(fields=["event_id"], name="webhook_event"),
        ]

    def __str__(self) -> str:
        return f"{self.topic or '–'} {self.external_id or self.event_id}"


class WebhookSubscription(Troubled):
    """Whether a shop is to call the hub, at which address, and whether it does.

    `findings` is what the last set-up said, a list of `{"name", "ok", "detail", "remedy"}`; in trouble when
    one of them failed. `silent_since` (shop's clock) is set while changes come by polling that a webhook
    should have told, `silent_changes` says how many. The counts are of requests; forged ones leave no other
    trace.
    """

    shop = models.OneToOneField(
        Shop, on_delete=models.CASCADE, related_name="webhook_subscription", verbose_name=_("shop")
    )
    wanted = models.BooleanField(_("wanted"), default=False)
    address = models.CharField(_("address"), max_length=500, blank=True)
    findings = SentencesField(_("findings"), default=list, blank=True)
    subscribed_at = models.DateTimeField(_("subscribed"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    last_received_at = models.DateTimeField(_("last received"), null=True, blank=True)
    silent_since = models.DateTimeField(_("silent since"), null=True, blank=True)
    silent_changes = models.PositiveIntegerField(_("changes that none told"), default=0)
    stored = models.PositiveBigIntegerField(_("stored"), default=0)
    duplicates = models.PositiveBigIntegerField(_("duplicates"), default=0)
    unreadable = models.PositiveBigIntegerField(_("unreadable"), default=0)
    forged = models.PositiveBigIntegerField(_("forged"), default=0)
    forged_since = models.DateTimeField(_("forged since"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook subscription")
        verbose_name_plural = _("webhook subscriptions")

    def __str__(self) -> str:
        return f"{self.shop}: {self.address or 'off'}"
