"""VAT ids asked of VIES: each answer as it came, where each question stands, and how the states fare."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField, SentenceField


class VatOutcome(models.TextChoices):
    """What an answer says."""

    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Invalid")
    UNAVAILABLE = "unavailable", _("Not available")
    ERROR = "error", _("Refused by VIES")


class VatCheck(models.Model):
    """One answer, unaltered: evidence that nobody changes or deletes.

    `requester` is our own number as it was sent, empty where none was. `body` is the answer byte for byte,
    `endpoint` the address it came from, `told_at` VIES' own date as it wrote it. `consultation_number` is
    VIES' proof that this requester asked.
    """

    prefix = ExactCharField(_("member state"), max_length=3)
    number = ExactCharField(_("number"), max_length=16)
    requester = ExactCharField(_("asked by"), max_length=20, blank=True)
    outcome = models.CharField(_("answer"), max_length=16, choices=VatOutcome.choices)
    code = models.CharField(_("code"), max_length=64, blank=True)
    detail = SentenceField(blank=True)
    name = models.CharField(_("name"), max_length=1000, blank=True)
    address = models.CharField(_("address"), max_length=1000, blank=True)
    consultation_number = models.CharField(_("consultation number"), max_length=64, blank=True)
    trader_name_match = models.CharField(max_length=32, blank=True)
    told_at = models.CharField(_("date told by VIES"), max_length=40, blank=True)
    asked_at = models.DateTimeField(_("asked"), db_index=True)
    dialect = models.CharField(_("interface"), max_length=16, blank=True)
    endpoint = models.CharField(_("address asked"), max_length=255, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    body = models.BinaryField(_("answer as it came"), default=b"")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("VAT id check")
        verbose_name_plural = _("VAT id checks")
        indexes = [models.Index(fields=["number", "prefix"], name="vat_check_number")]

    def __str__(self) -> str:
        return f"{self.vat_id} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once; raises `TypeError` for a change."""
        if not self._state.adding:
            raise TypeError("A VAT id check is evidence: it is never changed.")
        super().save(*args, **kwargs)

    @property
    def vat_id(self) -> str:
        """The number with its prefix."""
        return f"{self.prefix}{self.number}"


class VatQuestion(models.Model):
    """Where asking for a number stands: the newest answer and the newest proof, or when to ask again.

    `next_ask_at` is empty while nothing has to be asked by itself. `attempts` counts the failed ones since
    the last answer, `waits_because` is the code of the last.
    """

    prefix = ExactCharField(max_length=3)
    number = ExactCharField(max_length=16)
    requester = ExactCharField(max_length=20, blank=True)
    answer = models.ForeignKey(VatCheck, on_delete=models.PROTECT, related_name="+", null=True)
    proof = models.ForeignKey(VatCheck, on_delete=models.PROTECT, related_name="+", null=True)
    attempts = models.PositiveIntegerField(default=0)
    waits_because = models.CharField(max_length=64, blank=True)
    next_ask_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("VAT id that is asked")
        verbose_name_plural = _("VAT ids that are asked")
        constraints = [
            models.UniqueConstraint(fields=["number", "prefix", "requester"], name="vat_question_once")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The number with its prefix."""
        return f"{self.prefix}{self.number}"


class MemberState(models.Model):
    """How a member state's register fares through VIES; the row `VIES` stands for the whole of it.

    After some failures in a row nothing is asked until `paused_until`, then one question tries it out.
    `reported` is what VIES itself says.
    """

    prefix = ExactCharField(_("member state"), max_length=4, primary_key=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    code = models.CharField(_("last code"), max_length=64, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True)
    answered_at = models.DateTimeField(_("last answer"), null=True)
    reported = models.CharField(_("says VIES"), max_length=32, blank=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["prefix"]
        verbose_name = _("member state in VIES")
        verbose_name_plural = _("member states in VIES")

    def __str__(self) -> str:
        return self.prefix
