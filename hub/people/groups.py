"""Keeping the four groups as the table says, after each migration."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, ProgrammingError, transaction
from django.db.models import Model

from hub.errors import ConfigError
from hub.people.places import Place, Role, rights
from hub.people.tables import action_rights, place_of, tables

log = structlog.get_logger(__name__)
_LONGEST_NAME = 255
Wanted = dict[Role, set[tuple[str, str]]]  # app label and codename


def wanted() -> Wanted:
    """The permissions of each group."""
    return {role: set(_of_role(role)) for role in Role}


def _of_role(role: Role) -> Iterable[tuple[str, str]]:
    for model in tables():
        place = _place_of(model)
        possible = {*model._meta.default_permissions, *action_rights(model)}
        for right in rights(role, place) & possible:
            yield model._meta.app_label, f"{right}_{model._meta.model_name}"


def _place_of(model: type[Model]) -> Place:
    """A page of some package that forgot to say its place is for administrators alone."""
    try:
        return place_of(model)
    except ConfigError as trouble:
        log.warning("table_without_place", table=model._meta.label, cause=trouble.cause)
        return Place.SETUP


def keep_groups(sender: Any, **_: Any) -> None:
    """After the last app was migrated: the groups exist, with these permissions and no others."""
    if sender is not _last():
        return
    try:
        with transaction.atomic():
            _add_permissions()
            _set_groups()
    except (OperationalError, ProgrammingError):
        log.warning("groups_wait", reason="the tables of people are not migrated yet")


def _last() -> Any:
    return [config for config in apps.get_app_configs() if config.models_module is not None][-1]


def _add_permissions() -> None:
    """Those that Django does not make: of the actions."""
    missing = []
    known = set(Permission.objects.values_list("content_type_id", "codename"))
    for model in tables():
        for right in sorted(action_rights(model)):
            kind = ContentType.objects.get_for_model(model)
            codename = f"{right}_{model._meta.model_name}"
            if (kind.pk, codename) not in known:
                name = f"Can {right} {model._meta.verbose_name_raw}"[:_LONGEST_NAME]
                missing.append(Permission(content_type=kind, codename=codename, name=name))
    Permission.objects.bulk_create(missing)


def _set_groups() -> None:
    rows = Permission.objects.values_list("pk", "content_type__app_label", "codename")
    keys = {(app, codename): pk for pk, app, codename in rows}
    through = Group.permissions.through
    for role, permissions in wanted().items():
        group, _made = Group.objects.get_or_create(name=role.value)
        has = set(through.objects.filter(group=group).values_list("permission_id", flat=True))
        due = {keys[permission] for permission in permissions if permission in keys}
        if has - due:
            through.objects.filter(group=group, permission_id__in=has - due).delete()
        through.objects.bulk_create(through(group=group, permission_id=key) for key in sorted(due - has))
