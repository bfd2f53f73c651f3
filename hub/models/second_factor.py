"""The second factor of a person's login: an authenticator app, and codes for the day the phone is lost."""

import time
from base64 import b32encode
from typing import ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from hub.vault.fields import EncryptedJSONField

_ISSUER = "Affluent"
_TOLERANCE = 1  # steps of 30 s before and after: clocks differ
_DIGITS, _STEP = 6, 30  # what every app understands (RFC 6238)
_MOST_FAILURES = 12  # after so many a try every 34 minutes: nobody is locked out for ever


class Authenticator(ThrottlingMixin, Device):
    """One for each person; `secret` is `{"key": hex}`, sealed as the shops' secrets are.

    A code counts once (`last_step`), and each wrong one doubles the wait until the next try.
    """

    secret = EncryptedJSONField()
    drift = models.SmallIntegerField(default=0, editable=False)
    last_step = models.BigIntegerField(default=-1, editable=False)
    confirmed_at = models.DateTimeField(_("set up"), null=True, blank=True)

    class Meta:
        verbose_name = _("authenticator")
        verbose_name_plural = _("authenticators")
        constraints = [models.UniqueConstraint(fields=["user"], name="authenticator_once")]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def key(self) -> bytes:
        """What app and hub share. Raises `ConfigError` where the encryption key is lost."""
        return bytes.fromhex(self.secret["key"])

    @property
    def shown_key(self) -> str:
        """To be typed where no camera is."""
        return b32encode(self.key).decode().rstrip("=")

    @property
    def address(self) -> str:
        """What the QR code says to the app."""
        label = quote(f"{_ISSUER}:{self.user.get_username()}")
        return f"otpauth://totp/{label}?{urlencode({'secret': self.shown_key, 'issuer': _ISSUER})}"

    def verify_token(self, token: str) -> bool:
        """Whether the code is right, now and for the first time; a wrong one is counted."""
        if not self.verify_is_allowed()[0]:
            return False
        clock = TOTP(self.key, _STEP, 0, _DIGITS, self.drift)
        clock.time = time.time()
        right = token.isascii() and token.isdigit() and len(token) == _DIGITS
        if not right or not clock.verify(int(token), _TOLERANCE, self.last_step + 1):
            self.throttle_increment()
            return False
        self.last_step, self.drift = clock.t(), clock.drift
        self.throttle_reset(commit=False)
        self.save()
        return True

    def throttle_increment(self, commit: bool = True) -> None:
        """One more wrong code; the wait has an end."""
        self.throttling_failure_count = min(self.throttling_failure_count, _MOST_FAILURES - 1)
        super().throttle_increment(commit)  # type: ignore[no-untyped-call] # django-otp has no types

    def get_throttle_factor(self) -> float:
        """Seconds after the first wrong code."""
        return 1.0


class RecoveryCode(models.Model):
    """Lets a person in once, in place of the app. Only a digest is kept."""

    COUNT: ClassVar[int] = 10

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="recovery_codes",
        verbose_name=_("user"),
    )
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
