"""The OpenAPI document: fresh in the repository, true of real answers, its examples valid."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from hub.api.examples import document
from hub.api.schema import openapi
from hub.deliveries import of_newest_revision
from hub.models import Attempt, DeliveryStep, Order
from hub.order import from_document
from hub.order.schema import json_schema
from hub.order.vocabulary import Status
from hub.outbox.relay import Embedded, relay_batch
from tests.factories import PLACED_AT, hold_delivery, ingest, shop, unified_order
from tests.hub.documents.documents import failed_document, kept_document
from tests.hub.reconciliation.differences import difference, run

STORED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
REFRESH = "manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"


def generated() -> str:
    """The document as it is now; fails on any warning."""
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The stored document."""
    loaded: dict[str, Any] = yaml.safe_load(STORED.read_text())
    return loaded


def complaints(schema: dict[str, Any], component: str, value: Any) -> list[str]:
    """What is wrong with a value, according to a component of the document."""
    root = as_json_schema(schema["components"])
    validator = Draft202012Validator(
        {"$ref": f"#/components/schemas/{component}", "components": root}, format_checker=FormatChecker()
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def as_json_schema(part: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a null type; objects must hold nothing else."""
    if isinstance(part, list):
        return [as_json_schema(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {key: as_json_schema(value) for key, value in part.items() if key != "nullable"}
    if "properties" in plain and plain.get("type") == "object":
        plain.setdefault("additionalProperties", False)
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


def test_the_stored_document_is_fresh() -> None:
    assert generated().rstrip() == STORED.read_text().rstrip(), f"Run {REFRESH}"


@pytest.mark.django_db
def test_the_served_document_is_the_same_and_needs_no_key(schema: dict[str, Any]) -> None:
    answer = Client().get("/api/v1/openapi/")

    assert answer.status_code == 200
    assert yaml.safe_load(answer.content) == schema


@pytest.mark.django_db
def test_the_page_of_the_documentation_needs_nothing_from_elsewhere() -> None:
    page, script = Client().get("/api/docs/"), Client().get("/api/docs/?script=")

    assert page.status_code == 200
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.text
    assert "/api/v1/openapi/" in script.text
    assert "://" not in (page.text + script.text).replace("http://testserver", "").replace(
        "http://www.w3.org", ""
    )


def test_every_address_names_its_key_and_its_problems(schema: dict[str, Any]) -> None:
    assert set(schema["paths"]) == {
        "/api/v1/differences/",
        "/api/v1/events/",
        "/api/v1/orders/",
        "/api/v1/orders/{id}/",
        "/api/v1/orders/{id}/invoices/",
        "/api/v1/orders/{id}/preview/",
        "/api/v1/problems/",
        "/api/v1/reconciliations/",
        "/api/v1/reports/sales/",
        "/api/v1/shops/",
        "/api/v1/shops/{slug}/",
        "/api/v1/vat/check/",
        "/api/v1/vat/decide/",
        "/api/v1/vat/differences/",
        "/api/v1/vat/report/",
    }
    for name, path in schema["paths"].items():
        assert list(path) == (["post"] if name == "/api/v1/vat/decide/" else ["get"])
        [operation] = path.values()
        assert operation["security"] == [{"ApiKey": []}]
        assert {"200", "400", "401", "403", "429"} <= set(operation["responses"])


def examples(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(component, example) of each good answer."""
    for path in schema["paths"].values():
        [operation] = path.values()
        content = operation["responses"]["200"]["content"]["application/json"]
        component = content["schema"]["$ref"].removeprefix("#/components/schemas/")
        for example in content["examples"].values():
            yield component, example["value"]


def test_every_field_of_an_answer_is_always_there(schema: dict[str, Any]) -> None:
    components = schema["components"]["schemas"]

    optional = {
        name: sorted(set(part["properties"]) - set(part["required"]))
        for name, part in components.items()
        if "properties" in part
    }

    assert optional.pop("Problem") == ["errors", "reference", "required_scope"]
    assert optional == {name: [] for name in optional}


def test_the_examples_are_valid(schema: dict[str, Any]) -> None:
    found = list(examples(schema))

    assert len(found) == 15
    assert {name: complaints(schema, name, value) for name, value in found} == {name: [] for name, _ in found}
    assert from_document(document).totals.gross == 55


@pytest.mark.django_db
def test_real_answers_are_as_described(client: Client, schema: dict[str, Any]) -> None:
    # given orders of every kind: plain, changed, held by a delivery, never understood
    lampes = shop()
    plain, stuck, unreadable = ingest(lampes, unified_order("1"), unified_order("2"), {"external_id": "3"})
    ingest(lampes, unified_order("1", status=Status.COMPLETED, updated_at=PLACED_AT + timedelta(hours=1)))
    delivery = hold_delivery(stuck)
    DeliveryStep.objects.create(delivery=delivery, name="partner", record_id=1)
    Attempt.objects.create(
        delivery=delivery,
        started_at=PLACED_AT,
        outcome="held",
        error_class="config",
        error_code="sku_unknown",
    )
    of_newest_revision(Order.objects.get(pk=plain.pk), "odoo:main")
    relay_batch(Embedded(), "test")
    kept_document(plain)
    failed_document(plain, record_id=8)
    difference(plain)
    difference(plain, "gone_at_shop", side="shop", record_id=None, state="accepted", accepted_at=PLACED_AT)
    run(lampes)
    run(lampes, "odoo:main", error_class="transient", error_code="down")

    # when everything is read
    answers = {
        "PaginatedOrderList": ["/api/v1/orders/", "/api/v1/orders/?limit=1"],
        "OrderDetail": [f"/api/v1/orders/{order.pk}/" for order in (plain, stuck, unreadable)],
        "PaginatedInvoiceList": [f"/api/v1/orders/{plain.pk}/invoices/"],
        "PaginatedShopList": ["/api/v1/shops/"],
        "Shop": ["/api/v1/shops/lampes-fr/"],
        "PaginatedDifferenceList": ["/api/v1/differences/"],
        "PaginatedReconciliationList": ["/api/v1/reconciliations/"],
        "Waiting": ["/api/v1/problems/"],
        "Feed": ["/api/v1/events/", "/api/v1/events/?after=99"],
        "Problem": ["/api/v1/orders/?status=x&y=z", "/api/v1/nothing/"],
    }
    wrong = {
        address: complaints(schema, component, client.get(address).json())
        for component, addresses in answers.items()
        for address in addresses
    }

    # then every answer is what the document says, and holds nothing else
    assert wrong == {address: [] for address in wrong}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "shipped"),
        ("external_id", 4711),
        ("placed_at", "2026-11-21"),
        ("lines", None),
        ("extra", 1),
    ],
)
def test_the_unified_order_is_described_strictly(schema: dict[str, Any], path: str, value: Any) -> None:
    assert complaints(schema, "UnifiedOrder", document) == []
    assert complaints(schema, "UnifiedOrder", {**document, path: value})


def test_the_component_says_the_same_as_the_json_schema_of_the_order(schema: dict[str, Any]) -> None:
    properties = schema["components"]["schemas"]["UnifiedOrder"]["properties"]
    own = json_schema()

    assert list(properties) == list(own["properties"])
    assert schema["components"]["schemas"]["UnifiedOrder"]["required"] == own["required"]
    assert properties["billing_address"] == openapi(own["properties"]["billing_address"])
