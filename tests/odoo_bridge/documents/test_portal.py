"""One PDF by the customer's link: what it takes, what is refused, and that nobody is led elsewhere."""

from typing import Any

import pytest

from hub.errors import AffluentError, ErrorClass
from odoo_bridge.connections import open_odoo
from odoo_bridge.documents import portal
from odoo_bridge.odoo.errors import rests_connection
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo.rpc import record_method
from tests.odoo_bridge.odoo.replies import answering
from tests.odoo_bridge.world import World

MOST = 10_000
PDF = b"%PDF-1.4\n...\n%%EOF\n"


def invoice_id(world: World) -> int:
    return int(world.delivered().result["invoice_id"])


def fetch(world: World, record_id: int, *, most: int = MOST, url: str = "") -> portal.Pdf:
    """From the world's Odoo; the page itself from `url`, where one is given."""
    wire = Wire(url or world.connection.url)
    return portal.fetch(open_odoo(world.connection), wire, world.connection.database, record_id, most=most)


def refusal(world: World, record_id: int, **options: Any) -> AffluentError:
    with pytest.raises(AffluentError) as refused:
        fetch(world, record_id, **options)
    assert not rests_connection(refused.value), "orders must go on"
    return refused.value


def test_the_pdf_of_a_posted_invoice(world: World) -> None:
    record_id = invoice_id(world)

    pdf = fetch(world, record_id)

    assert pdf.number == world.state_of_invoice()["name"]
    assert pdf.data.startswith(b"%PDF-")


def test_nothing_is_mailed_or_marked_as_sent(world: World) -> None:
    record_id = invoice_id(world)
    before = dict(next(row for row in world.stored("account.move") if row["id"] == record_id))

    fetch(world, record_id)

    after = next(row for row in world.stored("account.move") if row["id"] == record_id)
    assert {name for name in before if before[name] != after[name]} == {"access_token"}


@pytest.mark.parametrize("state", ["draft", "cancel"])
def test_an_invoice_that_is_not_posted_any_more_is_not_handed_out(world: World, state: str) -> None:
    record_id = invoice_id(world)
    world.by_hand().call("account.move", "button_draft", [record_id])
    if state == "cancel":
        world.by_hand().call("account.move", "button_cancel", [record_id])

    refused = refusal(world, record_id)

    assert (refused.code, refused.error_class) == ("invoice_not_posted", ErrorClass.BUSINESS)
    assert world.calls("account.move.portal_pdf") == 0


def test_an_invoice_that_is_gone(world: World) -> None:
    assert refusal(world, 999_999).code == "invoice_gone"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/my/invoices/{id}/../x?access_token=aaaaaaaaaaaa",
        "/my/invoices/999?access_token=aaaaaaaaaaaa",
        "@evil.example/my/invoices/{id}?access_token=aaaaaaaaaaaa",
        "/my/invoices/{id}?access_token=aaaaaaaa%0d%0aHost:evil",
        "/my/invoices/{id}?access_token=aaaaaaaaaaaa&access_token=bbbbbbbbbbbb",
        "/my/invoices/{id}",
        False,
    ],
)
def test_a_link_to_anything_else_is_not_followed(
    world: World, link: str | bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = invoice_id(world)
    answer = link.format(id=record_id) if isinstance(link, str) else link
    invoices = type(world.sandbox.engine.registry["account.move"])
    monkeypatch.setattr(invoices, "get_portal_url", lying(answer))

    with answering(body=PDF) as anywhere:
        refused = refusal(world, record_id, url=anywhere.url)

    assert refused.code == "pdf_link_odd"
    assert not anywhere.asked


def lying(answer: str | bool) -> Any:
    """The method of an Odoo that says something else."""

    @record_method
    def get_portal_url(self: Any, env: Any, ids: list[int], **_: Any) -> str | bool:
        return answer

    return get_portal_url


def test_the_page_is_asked_of_the_connections_own_host(world: World) -> None:
    record_id = invoice_id(world)

    with answering(body=PDF, headers={"Content-Type": "application/pdf"}) as page:
        assert fetch(world, record_id, url=page.url).data == PDF

    token = next(row["access_token"] for row in world.stored("account.move") if row["id"] == record_id)
    query = f"access_token={token}&report_type=pdf&download=true"
    assert page.asked == [f"/my/invoices/{record_id}?{query} "]


@pytest.mark.parametrize(
    ("reply", "code", "error_class"),
    [
        ({"body": b"<html>"}, "pdf_is_none", ErrorClass.CONTRACT),
        ({"body": PDF, "headers": {"Content-Type": "text/html"}}, "pdf_is_none", ErrorClass.CONTRACT),
        ({"body": b"MZ" + PDF}, "pdf_is_none", ErrorClass.CONTRACT),
        ({"body": PDF[:-6]}, "pdf_cut", ErrorClass.TRANSIENT),
        ({"body": PDF, "headers": {"Content-Length": "900"}}, "odoo_no_answer", ErrorClass.TRANSIENT),
        ({"body": PDF + b" " * MOST}, "pdf_too_large", ErrorClass.CONTRACT),
        ({"status": 303, "headers": {"Location": "http://127.0.0.1:1/"}}, "pdf_refused", ErrorClass.CONTRACT),
        ({"status": 404}, "pdf_refused", ErrorClass.CONTRACT),
        ({"status": 500}, "pdf_not_made", ErrorClass.TRANSIENT),
        ({"status": 503}, "pdf_not_made", ErrorClass.TRANSIENT),
    ],
)
def test_what_is_no_whole_pdf_is_not_kept(
    world: World, reply: dict[str, Any], code: str, error_class: ErrorClass
) -> None:
    record_id = invoice_id(world)
    headers = {"Content-Type": "application/pdf", **reply.get("headers", {})}

    with answering(**{**reply, "headers": headers}) as page:
        refused = refusal(world, record_id, url=page.url)

    assert (refused.code, refused.error_class) == (code, error_class)


def test_a_page_that_nobody_answers_is_no_outage_of_odoo(world: World) -> None:
    record_id = invoice_id(world)

    refused = refusal(world, record_id, url="http://127.0.0.1:1")

    assert (refused.code, refused.error_class) == ("pdf_unreachable", ErrorClass.TRANSIENT)


def test_the_links_secret_is_in_no_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    record_id = invoice_id(world)

    with caplog.at_level("DEBUG"):
        fetch(world, record_id)

    token = next(row["access_token"] for row in world.stored("account.move") if row["id"] == record_id)
    told = [text for record in caplog.records for text in (record.getMessage(), str(record.__dict__))]
    ours = [text for text in told if "urllib3" not in text]
    assert any("PDF of INV/" in text for text in ours)
    assert not any(token in text for text in ours)
