"""Alerts: what is watched, what is wrong now or was, whom it is told, and each message on its way."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField
from hub.models.trouble import Troubled
from hub.spoken import spoken
from hub.vault.fields import EncryptedJSONField

CODE_LENGTH, KEY_LENGTH = 40, 191


class AlertRule(models.Model):
    """The switch and the threshold of a rule that a package declares; the unit is the rule's."""

    label: str = ""  # the rule's, where somebody who knows the rules put it
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, editable=False)
    active = models.BooleanField(_("active"), default=True)
    threshold = models.PositiveIntegerField(_("threshold"), default=0)
    remind_hours = models.PositiveIntegerField(
        _("hours between reminders"),
        default=24,
        help_text=_("0: told once when it begins, once when it ends."),
    )
    evaluated_at = models.DateTimeField(_("last looked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label or self.code


class RecipientKind(models.TextChoices):
    """How a recipient is reached."""

    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook (Slack, Mattermost, Teams …)")


class AlertRecipient(Troubled):
    """Who is told. `secrets` is `{"url": …}` of a webhook: whoever knows it may write there."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=8, choices=RecipientKind.choices, default=RecipientKind.EMAIL
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    secrets = EncryptedJSONField()
    active = models.BooleanField(_("active"), default=True)
    last_success_at = models.DateTimeField(_("last message"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recipient of alerts")
        verbose_name_plural = _("recipients of alerts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """Something that a rule found, from when it was first seen until it is over.

    `open_key` is unique while it lasts and empty afterwards: the same trouble is one open alert.
    `began_at` is empty while it has not lasted as long as the rule wants: nobody was told then.
    """

    rule = models.CharField(_("rule"), max_length=CODE_LENGTH)
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    open_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - unique
    name = SentenceField(_("what"))
    cause = SentenceField(_("cause"), blank=True)
    remedy = SentenceField(_("what to do"), blank=True)
    url = models.CharField(_("page"), max_length=500, blank=True)
    first_seen_at = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last told"), null=True, blank=True)
    ended_at = models.DateTimeField(_("over"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["ended_at"], name="alert_ended")]

    def __str__(self) -> str:
        return spoken(self.name)


class MessageKind(models.TextChoices):
    """What a message tells."""

    BEGAN = "began", _("It began")
    REMINDER = "reminder", _("It lasts")
    ENDED = "ended", _("It is over")


class AlertMessage(models.Model):
    """One thing to tell one recipient, written together with what it tells. `number` counts reminders."""

    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, related_name="messages", verbose_name=_("alert")
    )
    recipient = models.ForeignKey(
        AlertRecipient, on_delete=models.CASCADE, related_name="messages", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind.choices)
    number = models.PositiveIntegerField(_("number"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True, default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = SentenceField(_("cause"), blank=True)

    class Meta:
        verbose_name = _("message of an alert")
        verbose_name_plural = _("messages of alerts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "recipient", "kind", "number"], name="alert_message_once"
            )
        ]
        indexes = [models.Index(fields=["next_attempt_at"], name="alert_message_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.alert} → {self.recipient}"
