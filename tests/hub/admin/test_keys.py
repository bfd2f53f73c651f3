"""Keys of the API in the back office: shown once, then only their beginning."""

import re

import pytest
from django.test import Client

from hub import api_keys
from hub.errors import CredentialsError
from hub.models import ApiKey
from tests.hub.admin.conftest import Staff

pytestmark = pytest.mark.django_db
LOST = {"revoke-reason": "Lost."}
ADD = "/admin/hub/apikey/add/"


def test_a_key_is_shown_once_and_works(client: Client) -> None:
    answer = client.post(ADD, {"name": "warehouse", "scopes": ["orders:read"], "expires": "2099-01-01"})

    [key] = re.findall(r"aff_[0-9a-f]{8}_[0-9a-f]{64}", answer.content.decode())
    row = api_keys.verify(key)
    assert (row.name, row.scopes) == ("warehouse", ["orders:read"])
    assert row.expires_at is not None
    assert row.expires_at.isoformat() == "2099-01-01T00:00:00+00:00"
    assert "no-store" in answer.headers["Cache-Control"]
    for address in ("/admin/hub/apikey/", f"/admin/hub/apikey/{row.pk}/change/"):
        page = client.get(address).content.decode()
        assert row.prefix in page
        assert key not in page
        assert row.digest not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "   "}, "required"),
        ({"scopes": []}, "required"),
        ({"scopes": ["everything"]}, "Select a valid choice"),
        ({"expires": "soon"}, "valid date"),
        ({"expires": "2001-01-01"}, "has passed"),
    ],
)
def test_what_is_typed_wrong_makes_no_key(client: Client, given: dict[str, object], told: str) -> None:
    answer = client.post(ADD, {"name": "warehouse", "scopes": ["orders:read"], **given})

    assert told in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_revoking_is_for_good(client: Client) -> None:
    row, key = api_keys.make("warehouse", ["orders:read"])

    page = client.post(f"/admin/hub/apikey/{row.pk}/do/revoke/", LOST, follow=True).content.decode()
    again = client.post(f"/admin/hub/apikey/{row.pk}/do/revoke/", LOST, follow=True).content.decode()

    assert "is revoked" in page
    assert "does not apply any more" in again
    with pytest.raises(CredentialsError):
        api_keys.verify(key)


def test_the_list_says_which_are_in_force(client: Client) -> None:
    api_keys.make("fresh", ["orders:read"])
    old, _ = api_keys.make("old", ["orders:read"])
    gone, _ = api_keys.make("gone", ["orders:read"])
    ApiKey.objects.filter(pk=old.pk).update(expires_at="2001-01-01T00:00:00Z")
    client.post(f"/admin/hub/apikey/{gone.pk}/do/revoke/", LOST)

    page = client.get("/admin/hub/apikey/").content.decode()

    for told in ("In force", "Expired", "Revoked"):
        assert told in page


def test_who_may_only_look_makes_and_revokes_nothing(staff: Staff) -> None:
    row, _ = api_keys.make("warehouse", ["orders:read"])
    looker = staff("view_apikey")

    assert looker.get(ADD).status_code == 403
    assert looker.post(ADD, {"name": "mine", "scopes": ["orders:read"]}).status_code == 403
    assert looker.post(f"/admin/hub/apikey/{row.pk}/do/revoke/", LOST).status_code == 403
    assert ApiKey.objects.filter(revoked_at=None).count() == 1
