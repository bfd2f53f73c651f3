"""Health for load balancers and alarms."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from hub import leases
from hub.models import Outbox, Shop
from tests.factories import ingest, shop, unified_order

LATE = timedelta(hours=1)


def reasons(client: Client) -> list[str]:
    answer = client.get("/readyz")
    body = answer.json()
    assert answer.status_code == (200 if body["ready"] else 503)
    return list(body["reasons"])


def old_shop(slug: str = "lampes-fr") -> Shop:
    """A shop that was added long ago and is due."""
    made = shop(slug)
    Shop.objects.filter(pk=made.pk).update(created_at=timezone.now() - LATE)
    return made


def test_the_process_lives_even_without_a_database(client: Client) -> None:
    # the database is forbidden in this test
    assert client.get("/healthz").content == b"ok\n"
    assert client.post("/healthz").status_code == 405


def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError(2002, "Can't connect")

    monkeypatch.setattr("hub.web.health.MigrationExecutor", refuse)

    [reason] = reasons(client)
    assert "DATABASE_URL" in reason


@pytest.mark.django_db
class TestReady:
    def test_a_fresh_hub_is_ready(self, client: Client) -> None:
        shop()

        assert reasons(client) == []

    def test_a_missing_migration_is_told(self, client: Client) -> None:
        [newest] = MigrationLoader(connection).graph.leaf_nodes("hub")
        MigrationRecorder(connection).record_unapplied(*newest)

        assert any("migrate" in reason for reason in reasons(client))

    def test_a_shop_that_nobody_polls_is_told(self, client: Client) -> None:
        old_shop()

        [reason] = reasons(client)
        assert "lampes-fr" in reason
        assert "qcluster" in reason

    @pytest.mark.parametrize(
        "columns",
        [{"active": False}, {"error_class": "credentials"}, {"next_poll_at": timezone.now() + LATE}],
    )
    def test_a_shop_that_need_not_be_polled_is_no_reason(
        self, client: Client, columns: dict[str, object]
    ) -> None:
        Shop.objects.filter(pk=old_shop().pk).update(**columns)

        assert reasons(client) == []

    def test_a_long_walk_is_no_standstill(self, client: Client) -> None:
        lampes = old_shop()

        with leases.held(f"poll:{lampes.pk}"):
            assert reasons(client) == []

    def test_messages_that_wait_for_long_are_told(self, client: Client) -> None:
        ingest(shop(), unified_order())
        assert reasons(client) == []
        Outbox.objects.update(occurred_at=timezone.now() - LATE)

        [reason] = reasons(client)
        assert "1 messages" in reason
