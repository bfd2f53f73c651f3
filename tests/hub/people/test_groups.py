"""The four groups: made by migrating, complete by rule, and kept as the table says."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse

from hub.admin.base import BackOfficeAdmin
from hub.errors import ConfigError
from hub.models import Shop
from hub.people.groups import wanted
from hub.people.places import Place, Role, rights
from hub.people.tables import action_rights, place_of, tables
from tests.factories import shop
from tests.hub.people.conftest import Member
from tests.hub.people.rows import row_of

pytestmark = pytest.mark.django_db
OURS = [model for model in apps.get_models() if model._meta.app_label in ("hub", "odoo_bridge")]
PAGES = list(admin.site._registry.items())
ACTIONS = [(model, action) for model, page in PAGES for action in getattr(page, "object_actions", ())]
EVERYBODY = (Role.VIEWER, Role.OPERATOR, Role.ACCOUNTANT, Role.ADMINISTRATOR)


def permissions(role: Role) -> set[tuple[str, str]]:
    rows = Permission.objects.filter(group__name=role)
    return set(rows.values_list("content_type__app_label", "codename"))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_has_a_place(model: Any) -> None:
    assert model in list(tables())
    assert place_of(model) in Place


def test_a_page_that_does_not_say_where_its_rows_belong_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class ForgetfulAdmin(BackOfficeAdmin):
        pass

    registry: dict[Any, Any] = admin.site._registry
    monkeypatch.setitem(registry, Shop, ForgetfulAdmin(Shop, admin.site))

    with pytest.raises(ConfigError, match=r"ForgetfulAdmin of hub\.Shop"):
        place_of(Shop)


def test_rows_inside_a_form_belong_where_the_form_belongs() -> None:
    policy = admin.site._registry[apps.get_model("odoo_bridge", "shoppolicy")]

    assert policy.inlines
    assert {place_of(inline.model) for inline in policy.inlines} == {Place.SETUP}


@pytest.mark.parametrize("role", EVERYBODY)
def test_migrating_made_the_groups(role: Role) -> None:
    assert permissions(role) == wanted()[role]


def test_what_somebody_changed_in_a_group_is_mended_by_the_next_migration() -> None:
    viewer = Group.objects.get(name=Role.VIEWER)
    viewer.permissions.set(Permission.objects.filter(codename__in=("change_shop", "view_shop")))
    Group.objects.filter(name=Role.ACCOUNTANT).delete()

    call_command("migrate", verbosity=0)

    assert permissions(Role.VIEWER) == wanted()[Role.VIEWER]
    assert permissions(Role.ACCOUNTANT) == wanted()[Role.ACCOUNTANT]


def test_a_viewer_sees_every_page_and_has_no_other_right() -> None:
    mine = permissions(Role.VIEWER)

    assert {codename.partition("_")[0] for _app, codename in mine} == {"view"}
    for model, _page in PAGES:
        assert (model._meta.app_label, f"view_{model._meta.model_name}") in mine


def test_only_administrators_touch_set_up_and_access() -> None:
    for role in (Role.VIEWER, Role.OPERATOR, Role.ACCOUNTANT):
        assert not {"add", "change", "delete"} & (rights(role, Place.SETUP) | rights(role, Place.ACCESS))
    assert ("auth", "change_user") in permissions(Role.ADMINISTRATOR)
    assert ("hub", "change_shop") in permissions(Role.ADMINISTRATOR)


def test_nobody_sees_a_table_of_secrets() -> None:
    assert all(not rights(role, Place.SECRET) for role in Role)


def test_the_right_that_an_action_needs_exists() -> None:
    known = {
        f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    needed = {action.permission for _model, action in ACTIONS if action.permission}

    assert needed
    assert needed <= known
    assert action_rights(Shop) == {"operate"}


@pytest.mark.parametrize(("model", "action"), ACTIONS, ids=lambda one: getattr(one, "name", None))
def test_a_viewer_may_press_no_button(member: Member, model: Any, action: Any) -> None:
    viewer = member(Role.VIEWER)
    row = row_of(model)

    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_do"
    assert viewer.post(reverse(name, args=[row.pk, action.name])).status_code == 403


@pytest.mark.parametrize(
    ("model", "page"), PAGES, ids=lambda one: getattr(getattr(one, "_meta", None), "label", "")
)
def test_a_viewer_opens_every_list_and_may_not_add_or_delete(member: Member, model: Any, page: Any) -> None:
    viewer = member(Role.VIEWER)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert viewer.get(reverse(f"{name}_changelist")).status_code == 200
    assert viewer.post(reverse(f"{name}_add")).status_code == 403
    row = row_of(model)
    before = model.objects.filter(pk=row.pk).values().get()
    assert viewer.get(reverse(f"{name}_change", args=[row.pk])).status_code in (200, 302)
    viewer.post(reverse(f"{name}_change", args=[row.pk]), {"name": "taken over"})
    assert model.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OPERATOR, 302), (Role.ADMINISTRATOR, 302), (Role.ACCOUNTANT, 403), (Role.VIEWER, 403)],
)
def test_operators_keep_a_shop_going(member: Member, role: Role, status: int) -> None:
    row = shop()

    answer = member(role).post(reverse("admin:hub_shop_do", args=[row.pk, "poll"]))

    assert answer.status_code == status


def test_an_operator_sees_the_buttons_of_a_shop_but_not_those_of_its_set_up(member: Member) -> None:
    row = shop()

    page = member(Role.OPERATOR).get(reverse("admin:hub_shop_change", args=[row.pk])).content.decode()

    assert "Poll now" in page
    assert "Move the cursor back" not in page
    assert 'name="_save"' not in page


def test_the_groups_of_the_hub_cannot_be_edited(member: Member) -> None:
    group = Group.objects.get(name=Role.OPERATOR)
    mine = Group.objects.create(name="Warehouse")
    administrator = member(Role.ADMINISTRATOR)

    assert administrator.post(reverse("admin:auth_group_delete", args=[group.pk])).status_code == 403
    assert administrator.post(reverse("admin:auth_group_change", args=[group.pk])).status_code == 403
    assert administrator.get(reverse("admin:auth_group_change", args=[mine.pk])).status_code == 200


def test_a_viewer_sees_nothing_of_a_password(member: Member) -> None:
    viewer = member(Role.VIEWER)
    person = User.objects.create_user("zoe", password="secret")

    page = viewer.get(reverse("admin:auth_user_change", args=[person.pk])).content.decode()

    assert person.username in page
    assert "salt" not in page
