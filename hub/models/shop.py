"""Shops: the merchant's accounts on the platforms, and how far each was read."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.errors import ErrorClass
from hub.models.trouble import Troubled
from hub.ports import Account
from hub.vault.fields import EncryptedJSONField

# No underscores: external ids in the ERP write a hyphen as underscore, and must stay unambiguous.
valid_slug = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\Z",
    _("Use 1 to 40 lower-case letters, digits and hyphens, for example lampes-fr."),
)


def default_poll_seconds() -> int:
    """How often a new shop is asked."""
    return int(settings.POLL_SECONDS)


class Shop(Troubled):
    """One account on one platform."""

    slug = models.CharField(_("slug"), max_length=40, unique=True, validators=[valid_slug])
    name = models.CharField(_("name"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=40)
    credentials = EncryptedJSONField(_("credentials"))
    options = models.JSONField(_("options"), default=dict, blank=True)
    active = models.BooleanField(_("active"), default=True, help_text=_("An inactive shop is not polled."))
    allow_private_hosts = models.BooleanField(
        _("allow private hosts"),
        default=False,
        help_text=_("Lets the hub call loopback and private addresses for this shop."),
    )
    poll_seconds = models.PositiveIntegerField(
        _("seconds between polls"), default=default_poll_seconds, validators=[MinValueValidator(1)]
    )
    next_poll_at = models.DateTimeField(_("next poll"), null=True, blank=True, db_index=True)
    last_poll_at = models.DateTimeField(_("last poll"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("last complete poll"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def account(self) -> Account:
        """The shop as its channel sees it, with clear credentials."""
        return Account(
            shop=self.slug,
            credentials=self.credentials,
            options=self.options,
            allow_private_hosts=self.allow_private_hosts or settings.ALLOW_PRIVATE_HOSTS,
        )

    @property
    def waits_for_credentials(self) -> bool:
        """Whether polling stopped because the platform refused the key."""
        return self.error_class == ErrorClass.CREDENTIALS


class Cursor(models.Model):
    """How far a shop was read: the platform's clock at the start of the last complete walk.

    `resume` is where a walk that was cut goes on; empty when none was. `rewinds` counts how often a person
    moved the cursor: a walk that began before the last time moves it no more. After a move back `read_until`
    is the position before it, until a walk is complete. What changed before `skipped_until` a person left
    out on purpose.
    """

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="cursor", verbose_name=_("shop"))
    position = models.CharField(_("position"), max_length=255, blank=True)
    resume = models.CharField(_("goes on from"), max_length=255, blank=True)
    rewinds = models.PositiveIntegerField(_("times moved by hand"), default=0)
    read_until = models.CharField(_("was read until"), max_length=255, blank=True)
    skipped_until = models.DateTimeField(_("skipped until"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"{self.shop}: {self.position or 'not started'}"

    @property
    def starts_at(self) -> str | None:
        """Where the next walk begins; None: with the shop's first order."""
        return self.resume or self.position or None
