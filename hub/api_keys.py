"""Keys of the REST API: made and shown once, kept as a fingerprint, recognized in constant time.

A key reads `aff_<prefix>_<secret>`. The prefix finds the row and may be shown; the secret has 256 random
bits, so that a plain SHA-256 of it cannot be guessed back and needs no slow password hash.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from hub.errors import ConfigError, CredentialsError
from hub.models import ApiKey
from hub.sentences import say

SCOPES: dict[str, str] = {
    "orders:read": say("List orders and read each one with its history and deliveries."),
    "orders:preview": say("See what would be written to the ERP for an order; it is asked each time."),
    "invoices:read": say("List the invoice PDFs of an order and get links to download them."),
    "shops:read": say("List shops and see how they are doing."),
    "reconciliation:read": say("List what differs between shops, hub and targets, and the last comparisons."),
    "problems:read": say("List what waits, by its cause."),
    "events:read": say("Read the feed of published events, which carry the whole order."),
    "reports:read": say("Add up the orders and the VAT of a period."),
}
# Further scopes come from apps that add addresses to the API (`hub.api.addresses`).
_FORM = re.compile(r"aff_([0-9a-f]{8})_([0-9a-f]{64})", re.ASCII)
_PREFIX_BYTES, _SECRET_BYTES = 4, 32
_NAME_LENGTH = 120
_NOTE_USE_EVERY = timedelta(minutes=1)
_MAKE_ANOTHER = "Make a new one with: manage.py newkey NAME --scope orders:read"


def make(name: str, scopes: Sequence[str], *, expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """Store a new key; returns the row and the key itself, which can never be shown again.

    Raises `ConfigError` for an empty name, for no or unknown scopes and for an expiry that has passed.
    """
    if not 0 < len(name.strip()) <= _NAME_LENGTH:
        raise ConfigError(
            "key_name",
            say("The key has no usable name."),
            say("Name who uses it, in 1 to {name_length} letters.", name_length=_NAME_LENGTH),
        )
    _check_scopes(scopes)
    if expires_at is not None and expires_at <= timezone.now():
        raise ConfigError(
            "key_expiry",
            say("{expires_at} has passed.", expires_at=f"{expires_at:%Y-%m-%d}"),
            say("Give a day that is to come."),
        )
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_hex(_SECRET_BYTES)
    row = ApiKey.objects.create(
        name=name.strip(),
        prefix=prefix,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    return row, f"aff_{prefix}_{secret}"


def verify(text: str) -> ApiKey:
    """The row of a key that is in force; raises `CredentialsError` saying why it is not."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise CredentialsError(
            "key_malformed", say("This is not an API key."), say("Keys read aff_<prefix>_<secret>.")
        )
    prefix, secret = form.groups()
    row = ApiKey.objects.filter(prefix=prefix).first()
    if not hmac.compare_digest(row.digest if row else _digest(""), _digest(secret)) or row is None:
        raise CredentialsError(
            "key_unknown", say("The API key {prefix}… is not known here.", prefix=prefix), _MAKE_ANOTHER
        )
    _check_in_force(row)
    return row


def note_use(row: ApiKey) -> None:
    """Remember that the key was used, at most once a minute."""
    now = timezone.now()
    stale = now - _NOTE_USE_EVERY
    if row.last_used_at is None or row.last_used_at <= stale:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=stale)
        ApiKey.objects.filter(unnoted, pk=row.pk).update(last_used_at=now)


def _check_scopes(scopes: Sequence[str]) -> None:
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        cause = f"There is no scope {unknown[0]!r}." if unknown else "The key would be allowed nothing."
        raise ConfigError("key_scope", cause, say("Choose among {scopes}.", scopes=", ".join(SCOPES)))


def _check_in_force(row: ApiKey) -> None:
    if row.revoked_at is not None:
        cause = f"The API key {row.prefix}… was revoked on {row.revoked_at:%Y-%m-%d}."
        raise CredentialsError("key_revoked", cause, _MAKE_ANOTHER)
    if row.expires_at is not None and row.expires_at <= timezone.now():
        cause = f"The API key {row.prefix}… expired on {row.expires_at:%Y-%m-%d}."
        raise CredentialsError("key_expired", cause, _MAKE_ANOTHER)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
