"""How often each page asks the database: as often as `query_counts.json` says, whatever there is to show.

After a change that is meant: `QUERY_COUNTS=write pytest tests/back_office/test_query_counts.py`.
"""

import json
import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.back_office.office import Office, Page, furnish

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 12


def count(client: Client, page: Page) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.address)
    assert answer.status_code == 200, page
    return len(captured)


def counts(client: Client, office: Office) -> dict[str, int]:
    return {page.name: count(client, page) for page in office.pages()}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def test_no_page_asks_more_than_it_did_nor_more_with_more_rows(client: Client) -> None:
    # given an office with a little of everything, looked at once so that what is kept is kept
    office = furnish(2)
    counts(client, office)

    # when it is looked at again, and then with three times as much
    few = counts(client, office)
    many = counts(client, furnish(6))

    # then
    if os.environ.get("QUERY_COUNTS") == "write":
        BASELINE.write_text(json.dumps(few, indent=2) + "\n", encoding="utf-8")
    assert few == json.loads(BASELINE.read_text("utf-8"))
    assert many == few
    assert {name: asked for name, asked in few.items() if asked > MOST} == {}
