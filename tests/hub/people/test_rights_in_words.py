"""The page of a group says in words what it may do; own groups are edited as before."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hub.admin.rights import rights_in_words
from hub.people.places import Role
from tests.hub.people.conftest import Member

pytestmark = pytest.mark.django_db
_LINE = re.compile(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>')
KEPT = "The hub keeps this group as it is."


def page(client: Client, group: Group) -> str:
    return client.get(reverse("admin:auth_group_change", args=[group.pk])).content.decode()


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (
            Role.ACCOUNTANT,
            {
                "Orders": "see, change, decide",
                "Tax mappings": "see, add, change, delete",
                "Shops": "see",
                "Audit log": "see",
            },
        ),
        (Role.OPERATOR, {"Shops": "see, operate", "Product mappings": "see, add, change, delete"}),
    ],
)
def test_each_table_has_a_line_by_its_name_in_the_menu(
    member: Member, role: Role, rights: dict[str, str]
) -> None:
    text = page(member(Role.ADMINISTRATOR), Group.objects.get(name=role))

    lines = dict(_LINE.findall(text))
    assert rights.items() <= lines.items()
    assert KEPT in text
    assert "Can view" not in text
    assert "log entry" not in text


def test_it_speaks_french() -> None:
    with override("fr"):
        parts = dict(rights_in_words(Group.objects.get(name=Role.ACCOUNTANT)))

    assert ("Commandes", "voir, modifier, décider") in parts["Commandes"]


def test_every_right_is_told_once() -> None:
    group = Group.objects.get(name=Role.ADMINISTRATOR)

    lines = [line for _title, lines in rights_in_words(group) for line in lines]

    assert sum(len(rights.split(", ")) for _name, rights in lines) == group.permissions.count()
    assert len({name for name, _rights in lines}) == len(lines)


def test_a_right_that_the_hub_has_no_word_for_is_shown_as_it_is() -> None:
    group, some = Group.objects.create(name="Warehouse"), Permission.objects.get(codename="view_shop")
    made = Permission.objects.create(content_type=some.content_type, codename="paint_shop", name="Can paint")
    group.permissions.set([some, made])

    assert rights_in_words(group) == [("Set-up", [("Shops", "see, paint")])]


def test_a_group_of_ones_own_is_edited_by_those_who_may(member: Member) -> None:
    mine = Group.objects.create(name="Warehouse")
    see = Permission.objects.get(codename="view_shop")
    administrator, address = member(Role.ADMINISTRATOR), reverse("admin:auth_group_change", args=[mine.pk])

    form = page(administrator, mine)
    administrator.post(address, {"name": "Stock", "permissions": [see.pk]})

    assert 'name="permissions"' in form
    assert KEPT not in form
    mine.refresh_from_db()
    assert mine.name == "Stock"
    assert list(mine.permissions.all()) == [see]


def test_a_group_is_added_with_its_rights(member: Member) -> None:
    see = Permission.objects.get(codename="view_order")

    member(Role.ADMINISTRATOR).post(
        reverse("admin:auth_group_add"), {"name": "Warehouse", "permissions": [see.pk]}
    )

    assert list(Group.objects.get(name="Warehouse").permissions.all()) == [see]


def test_who_may_not_edit_it_sees_what_it_may_do(member: Member) -> None:
    mine = Group.objects.create(name="Warehouse")

    text = page(member(Role.VIEWER), mine)

    assert "This group may do nothing." in text
    assert KEPT not in text
