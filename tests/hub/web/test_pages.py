"""Pages that nobody wants to see, in plain words."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error


@pytest.mark.django_db
def test_an_address_that_does_not_exist(client: Client) -> None:
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content


def test_a_mistake_of_the_hub() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"No order is lost" in answer.content
