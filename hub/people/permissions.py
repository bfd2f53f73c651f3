"""What somebody may do, told by the query that finds them: every page asks."""

import json
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat


class _AsArray(Func):
    """All values of a column as one JSON array."""

    function = "JSON_ARRAYAGG"
    output_field = TextField()

    def as_sqlite(self, *args: Any, **kwargs: Any) -> Any:
        """SQLite has another name for it."""
        return self.as_sql(*args, **{**kwargs, "function": "JSON_GROUP_ARRAY"})


def known_of(users: QuerySet[User]) -> QuerySet[User]:
    """The same people, each with the permissions of the person (`own_rights`) and of the groups."""
    own, shared = _array(user=OuterRef("pk")), _array(group__user=OuterRef("pk"))
    return users.annotate(own_rights=own, shared_rights=shared)


def of(user: Any) -> set[str] | None:
    """As Django writes them, `hub.view_order`; None where they have to be asked for.

    MariaDB cuts an array that is longer than its `group_concat_max_len`.
    """
    try:
        return {*json.loads(user.own_rights or "[]"), *json.loads(user.shared_rights or "[]")}
    except ValueError:
        return None


def _array(**whose: OuterRef) -> Subquery:
    written = Concat(F("content_type__app_label"), Value("."), F("codename"))
    rows = Permission.objects.filter(**whose).order_by()
    return Subquery(rows.annotate(together=_AsArray(written)).values("together"))
