"""Everything that goes wrong answers in RFC 9457, says what to do, and shows no insides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from hub.api.problems import TYPES

pytestmark = pytest.mark.django_db


class Troubled(APIView):
    """An address that goes wrong as it is told."""

    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        """Raise."""
        kinds = {"bug": RuntimeError("secret inside"), "database": OperationalError(2006, "gone away")}
        raise kinds[request.query_params["how"]]

    def post(self, request: Request) -> Response:
        """Read the body."""
        return Response(request.data)


urlpatterns = [path("trouble/", Troubled.as_view()), path("api/", include("hub.api.urls"))]


def problem_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem, after the checks that hold for each."""
    assert isinstance(answer, HttpResponse)
    body: dict[str, Any] = answer.json()  # type: ignore[attr-defined] # the test client adds it
    assert answer.status_code == body["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert body["code"] == code
    assert body["title"] == TYPES[code].title
    assert body["type"] == f"http://testserver/api/v1/problems/{code}/"
    assert body["detail"]
    assert "Traceback" not in answer.text
    return body


@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/nothing/", "/api/v1/", "/api/v1/nothing/here", "/api/v2/orders/", "/api/v1/orders/abc/"],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_an_unknown_address(address: str, method: str) -> None:
    body = problem_of(getattr(Client(enforce_csrf_checks=True), method)(address), 404, "not-found")

    assert body["instance"] == address
    assert "/api/docs/" in body["detail"]


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999999999"])
def test_an_order_that_does_not_exist(client: Client, number: str) -> None:
    problem_of(client.get(f"/api/v1/orders/{number}/"), 404, "not-found")


def test_an_address_without_its_last_slash_is_sent_there(client: Client) -> None:
    answer = client.get("/api/v1/orders?status=open")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/orders/?status=open")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_the_api_only_reads(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/v1/orders/")

    body = problem_of(answer, 405, "method-not-allowed")
    assert "use GET" in body["detail"]
    assert answer["Allow"] == "GET, HEAD"


def test_an_address_that_takes_another_method_names_it(client: Client) -> None:
    body = problem_of(client.get("/api/v1/vat/decide/"), 405, "method-not-allowed")

    assert "use POST" in body["detail"]


@pytest.mark.parametrize("wish", ["text/html", "application/xml", "image/*"])
def test_only_json_is_answered(client: Client, wish: str) -> None:
    body = problem_of(client.get("/api/v1/orders/", headers={"Accept": wish}), 406, "not-acceptable")

    assert "Accept application/json" in body["detail"]


def test_the_format_is_no_parameter(client: Client) -> None:
    body = problem_of(client.get("/api/v1/orders/?format=xml"), 400, "invalid-parameter")

    assert body["errors"][0]["parameter"] == "format"


@pytest.mark.urls(__name__)
def test_a_body_in_another_format() -> None:
    answer = Client().post("/trouble/", "<a/>", content_type="text/xml")

    assert "application/json" in problem_of(answer, 415, "unsupported-media-type")["detail"]


@pytest.mark.urls(__name__)
def test_a_body_that_cannot_be_read() -> None:
    answer = Client().post("/trouble/", "{", content_type="application/json")

    problem_of(answer, 400, "malformed-request")


def test_too_many_requests(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"api_key": "2/min"})
    for _ in range(2):
        assert client.get("/api/v1/shops/").status_code == 200

    answer = client.get("/api/v1/shops/")

    problem_of(answer, 429, "too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_each_key_has_a_count_of_its_own(
    caller: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"api_key": "1/min"})
    one, other = caller("shops:read"), caller("shops:read")

    assert [one.get("/api/v1/shops/").status_code for _ in range(2)] == [200, 429]
    assert other.get("/api/v1/shops/").status_code == 200


@pytest.mark.urls(__name__)
def test_a_mistake_in_the_hub_shows_a_reference_and_no_insides(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().get("/trouble/?how=bug")

    body = problem_of(answer, 500, "internal-error")
    assert "secret inside" not in answer.text
    assert any(body["reference"] in record.getMessage() for record in caplog.records)


@pytest.mark.urls(__name__)
def test_a_database_that_does_not_answer_asks_for_patience() -> None:
    answer = Client().get("/trouble/?how=database")

    problem_of(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("code", TYPES)
def test_each_type_has_a_page_that_says_what_to_do(code: str) -> None:
    answer = Client().get(f"/api/v1/problems/{code}/")

    assert answer.status_code == 200
    assert answer.json()["code"] == code
    assert answer.json()["remedy"]


def test_an_unknown_type_has_no_page() -> None:
    problem_of(Client().get("/api/v1/problems/nonsense/"), 404, "not-found")
