"""One Chromium for all tests of a module, and somebody logged in who may do everything."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.back_office.browser import ARGUMENTS, chromium

LoggedIn = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """Chromium; Playwright keeps a loop in this thread, which Django takes for a reason to stop.

    Of a module and no longer: a thread has room for one Playwright, and other modules start their own.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def logged_in(running: Browser, live_server: LiveServer) -> Iterator[LoggedIn]:
    """`logged_in("fr")` is a browser of somebody who may do everything; `options` are of its context."""
    contexts: list[BrowserContext] = []

    def enter(language: str = "en", **options: Any) -> BrowserContext:
        client = Client()
        client.force_login(User.objects.get_or_create(username="zoe", is_staff=True, is_superuser=True)[0])
        common: dict[str, Any] = {"base_url": live_server.url, "reduced_motion": "reduce"}
        context = running.new_context(locale=language, **common, **options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        contexts.append(context)
        return context

    yield enter
    for context in contexts:
        context.close()
