"""Pages that nobody wants to see, in plain words."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error


@pytest.mark.django_db
def test_an_address_that_does_not_exist(client: Client) -> None:
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content


def test_the_bare_address_leads_to_the_back_office(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.django_db
def test_it_speaks_the_language_of_the_browser(client: Client) -> None:
    page = client.get("/nowhere", headers={"accept-language": "fr"}).content.decode()

    assert '<html lang="fr">' in page
    assert "Il n’y a pas de page à cette adresse." in page


@pytest.mark.django_db
def test_a_form_that_is_older_than_the_login_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "zoe"})

    assert answer.status_code == 403
    assert b"Nothing was done" in answer.content
    assert b"load the page again" in answer.content


def test_a_mistake_of_the_hub() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"No order is lost" in answer.content
