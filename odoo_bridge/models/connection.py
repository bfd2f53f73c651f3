"""An Odoo database that orders go to."""

import secrets
import string

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.shop import valid_slug
from hub.models.trouble import Troubled
from hub.vault.fields import EncryptedJSONField

_LETTERS = string.ascii_lowercase + string.digits


# A name without dots is right here: `http://odoo:8069` is how containers call each other.
valid_address = RegexValidator(
    r"^https?://[^\s/?#@]+\Z", _("Write the address as https://odoo.example.com, without a path.")
)


def new_prefix() -> str:
    """Begins every external id that this hub writes; external ids are database-wide, so hubs must differ."""
    return "aff" + "".join(secrets.choice(_LETTERS) for _ in range(6))


class Protocol(models.TextChoices):
    """How the server is spoken to, found out by asking it."""

    JSON_RPC = "jsonrpc", "JSON-RPC (14–18)"
    JSON_2 = "json2", "JSON-2 (19+)"


class OdooConnection(Troubled):
    """One company of one Odoo database, and what was found out about the server.

    `uid` and `features` come from the server at set-up. While the server is unreachable, `retry_at` keeps
    every delivery waiting without using up its attempts. `planned_position` is how far the feed of
    messages has been turned into deliveries.
    """

    name = models.CharField(_("name"), max_length=40, unique=True, validators=[valid_slug])
    url = models.CharField(
        _("address"),
        max_length=255,
        validators=[valid_address],
        help_text=_("For example https://odoo.example.com"),
    )
    database = models.CharField(_("database"), max_length=120)
    user = models.CharField(_("user"), max_length=120)
    secrets = EncryptedJSONField(_("secrets"))
    company_id = models.PositiveIntegerField(_("company id"), null=True, blank=True)
    prefix = models.CharField(_("prefix"), max_length=16, default=new_prefix, editable=False, unique=True)
    active = models.BooleanField(_("active"), default=True)
    protocol = models.CharField(_("protocol"), max_length=8, choices=Protocol.choices, blank=True)
    version = models.CharField(_("version"), max_length=32, blank=True)
    uid = models.PositiveIntegerField(null=True, blank=True, editable=False)
    features = models.JSONField(default=dict, blank=True, editable=False)
    planned_position = models.PositiveBigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    retry_at = models.DateTimeField(_("next try"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("last answer"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Odoo connection")
        verbose_name_plural = _("Odoo connections")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The ids that the hub keeps belong to one database: another one is another connection."""
        stored = OdooConnection.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is not None and stored.database != self.database:
            raise ValidationError(
                {"database": _("A connection stays with its database. Add a new connection for another one.")}
            )

    @property
    def target(self) -> str:
        """How deliveries name this connection."""
        return f"odoo:{self.name}"

    @property
    def api_key(self) -> str:
        """The API key or password, in clear text."""
        return str(self.secrets.get("api_key", ""))
