"""`/healthz`: this process lives. `/readyz`: it can do its work, or why not."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.errors import ErrorClass
from hub.models import Lease, Outbox, Shop

OVERDUE = timedelta(minutes=15)  # what is due for so long will not happen by itself


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers. Asks no database: a restart would not mend that one."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 `{"ready": true}`, or 503 with a reason in words for each thing that is wrong."""
    try:
        reasons = [*_migrations(), *_overdue_polls(), *_overdue_messages()]
    except DatabaseError:
        reasons = ["The database does not answer, or is not migrated. Check DATABASE_URL."]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"{len(waiting)} migrations are not applied. Run `manage.py migrate`."


def _overdue_polls() -> Iterator[str]:
    """A long walk is no standstill: its lease says that somebody works on it."""
    now = timezone.now()
    late = Shop.objects.filter(active=True, created_at__lt=now - OVERDUE)
    late = late.exclude(error_class=ErrorClass.CREDENTIALS).exclude(next_poll_at__gt=now - OVERDUE)
    at_work = set(Lease.objects.filter(expires_at__gt=now).values_list("name", flat=True))
    for shop in late.only("slug", "last_poll_at"):
        if f"poll:{shop.pk}" not in at_work:
            seen = f"since {shop.last_poll_at:%Y-%m-%d %H:%M:%S} UTC" if shop.last_poll_at else "ever"
            yield f"Shop {shop.slug} was not polled {seen}. Does `manage.py qcluster` or `poll` run?"


def _overdue_messages() -> Iterator[str]:
    late = Outbox.objects.filter(published_at=None, occurred_at__lt=timezone.now() - OVERDUE).count()
    if late:
        yield f"{late} messages wait for long. Do RabbitMQ and `manage.py relay` (without it: `bridge`) run?"
