"""The embedded default: SQLite with a write-ahead log, and no broker."""

import threading
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from hub.models import Shop
from tests.conftest import Manage

THREADS, TURNS = 4, 25


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return Shop.objects.create(slug="lampes-fr", channel="woocommerce", poll_seconds=1)


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_this_run_stands_on_sqlite_without_a_broker() -> None:
    assert connection.vendor == "sqlite"
    assert settings.AMQP_URL == ""


@pytest.mark.django_db
def test_readers_and_the_writer_do_not_wait_for_one_another() -> None:
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 1  # NORMAL: safe with a write-ahead log
    assert pragma("foreign_keys") == 1


def test_transactions_that_read_and_then_write_take_turns(shop: Shop) -> None:
    # given several threads that each read a number and write the next one
    failures: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(TURNS):
                with transaction.atomic():
                    row = Shop.objects.get(pk=shop.pk)
                    row.poll_seconds += 1
                    row.save(update_fields=["poll_seconds"])
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    # when they all do it at once
    threads = [threading.Thread(target=count) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then none was told that the database is locked, and no number was counted twice
    shop.refresh_from_db()
    assert failures == []
    assert shop.poll_seconds == 1 + THREADS * TURNS


def test_processes_share_the_database(shop: Shop, manage: Manage) -> None:
    rename = "print('now', flush=True); Shop.objects.update(name='Lampes'); print('renamed')"
    with transaction.atomic():
        # given a transaction in this process that has written and not yet committed
        Shop.objects.filter(pk=shop.pk).update(poll_seconds=90)

        # when another process wants to write
        other = manage("shell", "--no-imports", "--command", f"from hub.models import Shop; {rename}")
        assert other.stdout is not None
        assert other.stdout.readline() == "now\n"
        time.sleep(0.5)
    output, errors = other.communicate(timeout=60)

    # then it waited for its turn, and both changes are there
    shop.refresh_from_db()
    assert output.strip() == "renamed", errors
    assert (shop.name, shop.poll_seconds) == ("Lampes", 90)
