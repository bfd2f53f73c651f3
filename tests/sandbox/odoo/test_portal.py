"""The customer's link to an invoice, as measured: a token is the whole right, and a draft has a PDF too."""

import urllib.error
import urllib.request
from email.message import Message

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client
from tests.sandbox.odoo.test_faults import set_fault


def portal(client: Client, invoice: int) -> str:
    """The address of the PDF."""
    path = client.call("account.move", "get_portal_url", [invoice], report_type="pdf", download=True)
    return f"{client.url}{path}"


def get(url: str, **headers: str) -> tuple[bytes, Message]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read(), answer.headers


def invoice(client: Client) -> int:
    [made] = client.invoice(client.order([{"price_unit": 10}]))
    client.call("account.move", "action_post", [made])
    return made


def test_the_file_is_named_as_each_version_names_it(odoo: OdooSandbox, client: Client) -> None:
    made = invoice(client)
    name = client.read("account.move", made, "name")["name"]

    body, headers = get(portal(client, made))

    assert body.startswith(b"%PDF-")
    assert headers["Content-Type"] == "application/pdf"
    file = name.replace("/", "-" if odoo.version == "17" else "_")
    assert headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{file}.pdf"


def test_a_draft_has_a_pdf_too(client: Client) -> None:
    [draft] = client.invoice(client.order([{"price_unit": 10}]))

    assert get(portal(client, draft))[0].startswith(b"%PDF-")


@pytest.mark.parametrize(("kind", "status"), [("user_error", 500), ("html", 502), ("serialization", 500)])
def test_a_report_that_cannot_be_made(odoo: OdooSandbox, client: Client, kind: str, status: int) -> None:
    url = portal(client, invoice(client))
    set_fault(odoo, kind=kind, model="account.move", method="portal_pdf")

    with pytest.raises(urllib.error.HTTPError) as refused:
        get(url)

    assert refused.value.code == status
    assert get(url)[0].startswith(b"%PDF-")


def test_only_newer_servers_are_told_which_database(odoo: OdooSandbox, client: Client) -> None:
    url = portal(client, invoice(client))
    header = {"X-Odoo-Database": "another"}

    if odoo.version == "17":
        assert get(url, **header)[0].startswith(b"%PDF-")
    else:
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(url, **header)
        assert refused.value.code == 404
