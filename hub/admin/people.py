"""Who may log in to the back office, in its own look. The clock's tables are no business of people."""

from collections.abc import Mapping, Sequence
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from hub.admin.actions import LoggedReason, ObjectAction
from hub.admin.base import BackOfficeAdmin
from hub.admin.rights import rights_in_words
from hub.people import second_factor
from hub.people.places import Place, Role

for model in (User, Group, Failure, OrmQ, Schedule, Success):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def let_in(request: HttpRequest, person: User, given: Mapping[str, Any]) -> None:
    """Forget the wrong passwords."""
    reset(username=person.get_username())
    messages.success(request, _("%(person)s may try again at once.") % {"person": person})


def no_second_factor(request: HttpRequest, person: User, given: Mapping[str, Any]) -> None:
    """The phone is lost."""
    second_factor.take_away(person)
    text = _("%(person)s logs in with the password alone, until a new second factor is set up.")
    messages.success(request, text % {"person": person})


def _is_locked_out(person: User) -> bool:
    tries = AccessAttempt.objects.filter(username=person.get_username())
    return tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()


LET_IN = ObjectAction(
    name="let-in",
    label=gettext_lazy("Let in again"),
    explanation=gettext_lazy("After too many wrong passwords, before the 15 minutes are over."),
    run=let_in,
    form=LoggedReason,
    applies=_is_locked_out,
)
NO_SECOND_FACTOR = ObjectAction(
    name="no-second-factor",
    label=gettext_lazy("Take the second factor away"),
    explanation=gettext_lazy("For somebody who lost the phone. Make sure that it is really them who ask."),
    run=no_second_factor,
    form=LoggedReason,
    applies=lambda person: second_factor.of(person) is not None,
)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User], BackOfficeAdmin):  # type: ignore[misc] # as django-unfold prescribes
    """Staff."""

    place = Place.ACCESS
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    actions = None
    object_actions = (LET_IN, NO_SECOND_FACTOR)
    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_staff", "two_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With whether a second factor is set up."""
        return second_factor.known_of(super().get_queryset(request))

    @admin.display(description=gettext_lazy("two-factor login"), boolean=True)
    def two_factor(self, person: User) -> bool:
        """Whether a code is asked for after the password."""
        return bool(getattr(person, "has_second_factor", False))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Not of somebody who did something: the log would go with them. Take “active” away instead."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not LogEntry.objects.filter(user=obj).exists())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The beginning of the password's hash is for those alone who may set another."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(title, {**shown, "fields": _without_password(shown)}) for title, shown in fieldsets]

    class Media:
        js = ("hub/permission-boxes.js",)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, BackOfficeAdmin):  # type: ignore[misc] # as django-unfold prescribes
    """Rights that several people share. The hub's own four are kept as the table says."""

    place = Place.ACCESS
    actions = None

    class Media:
        js = ("hub/permission-boxes.js",)

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        """To those who may change it the boxes, else what it may do, in words."""
        if obj is None or self.has_change_permission(request, obj):
            return ("name", "permissions")
        return ("name", "rights")

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, group: Group) -> SafeString:
        """By the names of the menu."""
        shown = {"parts": rights_in_words(group), "ours": _is_ours(group)}
        return SafeString(render_to_string("admin/parts/rights.html", shown))

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Not the hub's own: the next migration would take a change back."""
        return super().has_change_permission(request, obj) and not _is_ours(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Nor may they go."""
        return super().has_delete_permission(request, obj) and not _is_ours(obj)


def _without_password(shown: dict[str, Any]) -> Sequence[str]:
    return [name for name in shown["fields"] if name != "password"]


def _is_ours(group: Group | None) -> bool:
    return group is not None and group.name in set(Role)
