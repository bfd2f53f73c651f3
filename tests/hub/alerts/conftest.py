"""People who are told: by a real mail server and a real chat."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from hub.alerts import rules
from hub.errors import CredentialsError
from hub.models import Alert, AlertRecipient, AlertRule, RecipientKind, Shop
from sandbox.mail import MailServer
from sandbox.network import HttpServer, Request, Response

Minutes = Callable[[float], None]


@dataclass
class Chat:
    """A Slack-compatible webhook: what it was told, and what it answers."""

    url: str = ""
    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        """Keeps what it takes."""
        if self.status == 200:
            self.told.append(request.json())
        return Response(self.status, b"ok")

    @property
    def texts(self) -> list[str]:
        """The messages, oldest first."""
        return [str(one["text"]) for one in self.told]


@pytest.fixture
def chat() -> Iterator[Chat]:
    room = Chat()
    with HttpServer(room.answer) as server:
        room.url = f"{server.url}/services/T0/B0/5ecret"
        yield room


def made(chat: Chat) -> AlertRecipient:
    """The chat as a recipient."""
    secrets: Any = {"url": chat.url}
    return AlertRecipient.objects.create(name="#orders", kind=RecipientKind.WEBHOOK, secrets=secrets)


@pytest.fixture
def room(db: None, chat: Chat) -> AlertRecipient:
    """The chat as a recipient."""
    return made(chat)


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Minutes:
    """`minutes(5)`: the hub's clock is five minutes later."""
    real, passed = timezone.now, [0.0]

    def later(count: float) -> None:
        passed[0] += count
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=passed[0]))

    return later


REFUSED = CredentialsError("key_refused", "The shop refuses the key.", "Enter a new one.")


def refuse(row: Shop) -> None:
    """The shop no longer takes the hub's key."""
    row.note_trouble(REFUSED, timezone.now())
    row.save()


def open_rules() -> set[str]:
    """The rules whose trouble has begun and is not over."""
    return set(Alert.objects.filter(ended_at=None, began_at__isnull=False).values_list("rule", flat=True))


def switch_off_all_but(code: str) -> AlertRule:
    """Leave one rule alone."""
    rules.keep_rows()
    AlertRule.objects.exclude(code=code).update(active=False)
    return AlertRule.objects.get(code=code)
