"""A model field that keeps a JSON object encrypted in the database."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from hub.vault.keyring import Keyring


@cache
def _ring(keys: tuple[str, ...]) -> Keyring:
    return Keyring(keys)


def keyring() -> Keyring:
    """The ring of the keys in force."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


class EncryptedJSONField(models.TextField[Any, Any]):
    """A dict of text values; clear in Python, AES-256-GCM in the database, shown nowhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        """Binds a cipher text to its column, so that it opens nowhere else."""
        return f"{self.model._meta.label}.{self.name}"

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """The clear dict."""
        return {} if not value else json.loads(keyring().decrypt(value, self.purpose))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """The token that is stored."""
        return keyring().encrypt(json.dumps(value or {}), self.purpose)

    def to_python(self, value: Any) -> Any:
        """Only dicts are values of this field."""
        if not isinstance(value, dict):
            raise ValidationError("Credentials are a set of named texts.")
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps never hold secrets."""
        return "{}"
