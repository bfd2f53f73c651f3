"""People in the groups of the hub."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from hub.people.places import Role

Member = Callable[[Role], Client]


@pytest.fixture
def member(db: None) -> Member:
    """`member(Role.VIEWER)` is a logged-in client of somebody who is in that group alone."""

    def log_in(role: Role) -> Client:
        person = User.objects.create_user(f"{role.lower()}{User.objects.count()}", is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(person)
        return client

    return log_in
