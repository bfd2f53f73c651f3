"""Sealing all stored secrets anew with the newest key."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction

from hub.errors import ConfigError
from hub.vault.fields import EncryptedJSONField, Secrets, keyring


@dataclass(slots=True)
class Rotation:
    """How many secrets were sealed anew or already current, and the rows whose key is missing."""

    renewed: int = 0
    current: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate() -> Rotation:
    """Every encrypted column of every installed app, row by row; may be interrupted and run again."""
    done = Rotation()
    for model, column in _encrypted_columns():
        for key in model._default_manager.values_list("pk", flat=True):
            _renew(model, column, key, done)
    return done


def _encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, EncryptedJSONField):
                yield model, column.name


def _renew(model: type[models.Model], column: str, key: object, done: Rotation) -> None:
    with transaction.atomic():
        row = model._default_manager.select_for_update().filter(pk=key).first()
        sealed = getattr(row, column, None)
        if not isinstance(sealed, Secrets):
            return
        if keyring().is_current(sealed.token):
            done.current += 1
            return
        try:
            model._default_manager.filter(pk=key).update(**{column: dict(sealed)})
        except ConfigError:
            done.unreadable.append(f"{model._meta.verbose_name} {row}")
        else:
            done.renewed += 1
