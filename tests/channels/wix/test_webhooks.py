"""Webhooks of Wix: genuine or forged, of this site or another, fresh or stale."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.webhooks import WebhookRequest, digest_of
from channels.wix import channel
from hub.errors import ContractError, CredentialsError
from hub.ports import Account
from tests.channels.wix.contract_shop import event, public_key, signed

WIX = channel.Wix()
FIXTURES = Path(channel.__file__).parent / "fixtures"
INSTANCE = "9a1d4b1e-7a0b-4a6e-8c3b-222222222222"  # of the recorded webhooks


def request(
    body: bytes, key: str | None = None, instance: str = "", at: datetime | None = None
) -> WebhookRequest:
    credentials = {"webhook_secret": public_key() if key is None else key, "instance_id": instance}
    return WebhookRequest(
        account=Account(shop="wix-fr", credentials=credentials),
        headers={},
        body=body,
        received_at=at or datetime.now(UTC),
    )


def sample(name: str) -> WebhookRequest:
    """A recorded webhook, at a time when it was fresh."""
    recording = json.loads((FIXTURES / "webhooks" / f"{name}.json").read_text(encoding="utf-8"))
    fresh = datetime(2026, 11, 17, 8, 0, 2, tzinfo=UTC)
    return request(recording["body_text"].encode(), recording["public_key_pem"], INSTANCE, fresh)


def test_the_recorded_webhook_names_its_order_event_and_moment() -> None:
    hint = WIX.verify_webhook(sample("order_approved"))

    assert hint.topic == "wix.ecom.v1.order_approved"
    assert hint.external_id == "284733d5-679f-57cd-90f3-8fb45cf6d35a"
    assert hint.event_id == "d3cabc95-82cc-59bb-8de3-fbd0dbe59743"
    assert hint.occurred_at == datetime(2026, 11, 17, 8, 0, 1, 500_000, tzinfo=UTC)


def test_the_recorded_forgery_is_refused() -> None:
    with pytest.raises(CredentialsError, match="signature"):
        WIX.verify_webhook(sample("bad_signature"))


def test_an_old_webhook_is_refused_and_a_little_skew_is_not() -> None:
    call = sample("order_approved")

    assert WIX.verify_webhook(replace(call, received_at=call.received_at + timedelta(minutes=62))).external_id
    with pytest.raises(CredentialsError, match="expired"):
        WIX.verify_webhook(replace(call, received_at=call.received_at + timedelta(days=1)))


def test_an_expiry_with_a_fraction_counts() -> None:
    stale = event("o-1", exp=datetime.now(UTC).timestamp() - 3600)

    with pytest.raises(CredentialsError, match="expired"):
        WIX.verify_webhook(request(signed(stale)))


def test_a_webhook_of_another_site_with_the_same_app_is_refused() -> None:
    # given a call that the app's key did sign, for another installation of the app
    call = request(signed(event("o-1", instance="another")), instance=INSTANCE)

    with pytest.raises(CredentialsError, match="another site") as caught:
        WIX.verify_webhook(call)
    assert "instance id" in caught.value.remedy


@pytest.mark.parametrize("known", [INSTANCE.upper(), f" {INSTANCE} ", ""])
def test_the_instance_is_compared_where_the_form_names_it(known: str) -> None:
    call = request(signed(event("o-1", instance=INSTANCE)), instance=known)

    assert WIX.verify_webhook(call).external_id == "o-1"


@pytest.mark.parametrize("said", [None, 7, "", "yesterday", "9999-12-31T23:59:59-14:00"])
def test_an_event_without_id_and_moment_is_known_by_its_content(said: Any) -> None:
    inner = {"entityFqdn": "wix.ecom.v1.order", "entityId": "o-2", "eventTime": said}
    body = signed(event("o-1", data={"eventType": "order_updated", "data": inner}))

    hint = WIX.verify_webhook(request(body))

    assert (hint.event_id, hint.occurred_at) == (digest_of(body), None)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", ""])
def test_another_algorithm_is_a_forgery(algorithm: str) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(event("o-1"), algorithm)))


def test_an_unsigned_token_is_a_forgery() -> None:
    head, payload, _ = signed(event("o-1")).split(b".")
    for body in (b".".join((head, payload, b"")), b".".join((head, payload)), payload):
        with pytest.raises(CredentialsError):
            WIX.verify_webhook(request(body))


@pytest.mark.parametrize(
    "change",
    [
        lambda pem: pem.replace("\n", " "),
        lambda pem: pem.replace("\n", "\\n"),
        lambda pem: "".join(pem.splitlines()[1:-1]),
        lambda pem: f"  {pem}\r\n",
    ],
    ids=["blanks", "backslashes", "without frame", "edges"],
)
def test_the_key_may_be_pasted_in_any_shape(change: Any) -> None:
    assert WIX.verify_webhook(request(signed(event("o-1")), change(public_key()))).external_id == "o-1"


@pytest.mark.parametrize(
    "secret", ["", "no key", base64.b64encode(b"x" * 300).decode(), "-----BEGIN PUBLIC KEY-----"]
)
def test_a_key_that_is_none_believes_nothing(secret: str) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(event("o-1")), secret))


@pytest.mark.parametrize("claims", [[], "x", None, 7])
def test_claims_that_are_no_object_are_refused(claims: Any) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(claims)))


@pytest.mark.parametrize("data", [None, "", "[]", "{", 7, "{}", json.dumps({"eventType": 7, "data": "["})])
def test_a_genuine_webhook_of_another_shape_is_a_contract_error(data: Any) -> None:
    with pytest.raises(ContractError):
        WIX.verify_webhook(request(signed(event("o-1", data=data))))


def test_nested_objects_are_read_like_nested_texts() -> None:
    inner = {"entityFqdn": "wix.ecom.v1.order", "slug": "updated", "entityId": "o-2"}
    claims = event("o-1", data={"eventType": "wix.ecom.v1.order_updated", "data": inner})

    assert WIX.verify_webhook(request(signed(claims))).external_id == "o-2"


def test_a_webhook_about_something_else_has_nothing_to_fetch() -> None:
    inner = {"entityFqdn": "wix.ecom.v1.checkout", "slug": "created", "entityId": "c-1"}
    claims = event(
        "", data=json.dumps({"eventType": "wix.ecom.v1.checkout_created", "data": json.dumps(inner)})
    )

    assert WIX.verify_webhook(request(signed(claims))).external_id is None


@pytest.mark.parametrize("nested", [json.dumps, lambda value: value], ids=["texts", "objects"])
def test_a_payment_or_refund_names_its_order(nested: Any) -> None:
    # given the event of an order's transactions, which have an id of their own
    body = nested({"orderTransactions": {"orderId": "o-3", "payments": []}, "refundIds": ["r-1"]})
    inner = {
        "id": "e-1",
        "entityFqdn": "wix.ecom.v1.order_transactions",
        "slug": "details_updated",
        "entityId": "t-1",
        "actionEvent": nested({"body": body}),
    }
    claims = event(
        "",
        data=nested({"eventType": "wix.ecom.v1.order_transactions_details_updated", "data": nested(inner)}),
    )

    hint = WIX.verify_webhook(request(signed(claims)))

    assert (hint.event_id, hint.external_id) == ("e-1", "o-3")


@pytest.mark.parametrize(
    "told", [None, 7, "{", {"body": []}, {"body": {"orderTransactions": {"orderId": 7}}}]
)
def test_a_payment_that_names_no_order_has_nothing_to_fetch(told: Any) -> None:
    inner = {"entityFqdn": "wix.ecom.v1.order_transactions", "entityId": "t-1", "actionEvent": told}
    claims = event("", data={"eventType": "transactions_updated", "data": inner})

    assert WIX.verify_webhook(request(signed(claims))).external_id is None
