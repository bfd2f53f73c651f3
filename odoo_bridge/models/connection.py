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
from odoo_bridge.vat.numbers import parse

_LETTERS = string.ascii_lowercase + string.digits


# A name without dots is right here: `http://odoo:8069` is how containers call each other.
valid_address = RegexValidator(
    r"^https?://[^\s/?#@]+\Z", _("Write the address as https://odoo.example.com, without a path.")
)


def new_prefix() -> str:
    """Begins every external id that this hub writes; external ids are database-wide, so hubs must differ."""
    return "aff" + "".join(secrets.choice(_LETTERS) for _ in range(6))


def _own_vat_id(typed: str) -> str:
    """As VIES takes it, or empty; raises `ValidationError`."""
    number = parse(typed)
    if not typed.strip():
        return ""
    if not number.in_vies:
        reason = number.reason or _("VIES knows no numbers of that country.")
        raise ValidationError({"seller_vat_id": _("This is no VAT id of the EU. %s") % reason})
    return number.text


class Protocol(models.TextChoices):
    """How the server is spoken to, found out by asking it."""

    JSON_RPC = "jsonrpc", "JSON-RPC (14–18)"
    JSON_2 = "json2", "JSON-2 (19+)"
    SESSION = "session", "Session (legacy)"


class OdooConnection(Troubled):
    """One company of one Odoo database, and what was found out about the server.

    `uid` and `features` come from the server at set-up. While the server is unreachable, `retry_at` keeps
    every delivery waiting without using up its attempts. `planned_position` is how far the feed of
    messages has been turned into deliveries,
    `document_step` and `proof_step` how far the finished steps have been looked through: for invoices whose
    PDF is kept, and for proofs of VIES.
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
    legacy_session = models.BooleanField(
        _("Session (legacy)"),
        default=False,
        help_text=_(
            "Log in as the web client does, with the password instead of an API key. Only where nothing else "
            "reaches Odoo."
        ),
    )
    company_id = models.PositiveIntegerField(_("company id"), null=True, blank=True)
    seller_vat_id = models.CharField(
        _("our own VAT id"),
        max_length=20,
        blank=True,
        help_text=_(
            "Of this company, with its country: FR40303265045. VIES then gives a consultation number, the "
            "proof that we asked."
        ),
    )
    prefix = models.CharField(_("prefix"), max_length=16, default=new_prefix, editable=False, unique=True)
    active = models.BooleanField(_("active"), default=True)
    new_shops_live = models.BooleanField(
        _("deliver new shops at once"),
        default=True,
        help_text=_("Off: a new shop is read, and delivers nothing until somebody lets it go live."),
    )
    protocol = models.CharField(_("protocol"), max_length=8, choices=Protocol.choices, blank=True)
    version = models.CharField(_("version"), max_length=32, blank=True)
    uid = models.PositiveIntegerField(null=True, blank=True, editable=False)
    features = models.JSONField(default=dict, blank=True, editable=False)
    key_expires_on = models.DateField(
        _("API key ends on"),
        null=True,
        blank=True,
        help_text=_("Odoo 18 and later tell it where the user has a single key; else type it in."),
    )
    planned_position = models.PositiveBigIntegerField(default=0, editable=False)
    document_step = models.PositiveBigIntegerField(default=0, editable=False)
    proof_step = models.PositiveBigIntegerField(default=0, editable=False)
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
        self.seller_vat_id = _own_vat_id(self.seller_vat_id)

    @property
    def target(self) -> str:
        """How deliveries name this connection."""
        return f"odoo:{self.name}"

    @property
    def major(self) -> int:
        """The number before the dot of the server's version; 0 while it is not known."""
        digits = self.version.removeprefix("saas~").split(".")[0]
        return int(digits) if digits.isdigit() else 0

    @property
    def api_key(self) -> str:
        """The API key or password, in clear text."""
        return str(self.secrets.get("api_key", ""))
