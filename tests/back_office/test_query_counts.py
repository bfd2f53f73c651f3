"""How often each page asks the database: as often as `query_counts.json` says, whatever there is to show.

After a change that is meant: `QUERY_COUNTS=write pytest tests/back_office/test_query_counts.py`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.people.places import Role
from tests.back_office.office import Office, furnish

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 12
FEW, MANY = 1, 3  # shops, each with five orders
FORBIDDEN = 403


def member(*roles: Role) -> Client:
    """Ordinary staff in these groups, whose rights have to be asked for."""
    person = User.objects.create_user("-".join(roles), is_staff=True)
    person.groups.set(Group.objects.filter(name__in=roles))
    client = Client()
    client.force_login(person)
    return client


def count(client: Client, address: str) -> int | None:
    """None of a page that the person may not see."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code in (200, FORBIDDEN), address
    return len(captured) if answer.status_code != FORBIDDEN else None


def counts(client: Client, office: Office, known: Mapping[str, int]) -> dict[str, int]:
    """Of each page. One that differs from what is known is looked at again: by then, what is kept is kept."""
    found = {}
    for page in office.pages():
        asked = count(client, page.address)
        if asked is not None and asked != known.get(page.name):
            asked = count(client, page.address)
        if asked is not None:
            found[page.name] = asked
    return found


def test_no_page_asks_more_than_it_did_nor_more_with_more_rows() -> None:
    # given how often each page asked with few rows, for somebody who is in every group that does something
    person = member(Role.OPERATOR, Role.ACCOUNTANT, Role.ADMINISTRATOR)
    if os.environ.get("QUERY_COUNTS") == "write":
        few = counts(person, furnish(FEW), {})
        BASELINE.write_text(json.dumps(few, indent=2) + "\n", encoding="utf-8")
    known = json.loads(BASELINE.read_text("utf-8"))

    # when they are looked at with many
    office = furnish(MANY)
    many = counts(person, office, known)

    # then
    assert many == known
    assert {name: asked for name, asked in many.items() if asked > MOST} == {}

    # and an operator, who sees less, asks no more
    of_operator = counts(member(Role.OPERATOR), office, known)
    assert of_operator.keys() > {"overview", "hub.order list", "hub.problem list", "hub.delivery page"}
    assert {name: asked for name, asked in of_operator.items() if asked > known[name]} == {}
