"""What the bridge adds to `/metrics`."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from odoo_bridge.key_expiry import days_left
from odoo_bridge.models import MemberState, OdooConnection, VatCheck, VatQuestion

_LATELY = timedelta(days=1)


def families() -> Iterator[GaugeMetricFamily]:
    """Keys that end, and how VIES fares; four queries."""
    yield _key_days()
    yield from _vies()


def _vies() -> Iterator[GaugeMetricFamily]:
    answers = GaugeMetricFamily(
        "affluent_vies_answers", "Answers of VIES in the last 24 hours", labels=["state", "outcome", "code"]
    )
    lately = VatCheck.objects.filter(asked_at__gte=timezone.now() - _LATELY).order_by()
    for state, outcome, code, count in lately.values_list("prefix", "outcome", "code").annotate(Count("pk")):
        answers.add_metric([state, outcome, code], count)
    yield answers
    waiting = GaugeMetricFamily("affluent_vies_waiting", "VAT ids that are asked again", labels=["state"])
    waits = VatQuestion.objects.exclude(next_ask_at=None).order_by()
    for state, count in waits.values_list("prefix").annotate(Count("pk")):
        waiting.add_metric([state], count)
    yield waiting
    paused = GaugeMetricFamily(
        "affluent_vies_paused", "1 while a member state (VIES: all of them) is not asked", labels=["state"]
    )
    for state, until in MemberState.objects.values_list("prefix", "paused_until"):
        paused.add_metric([state], int(until is not None and until > timezone.now()))
    yield paused


def _key_days() -> GaugeMetricFamily:
    """Days until each connection's API key ends, as far as that is known."""
    family = GaugeMetricFamily(
        "affluent_odoo_key_days_left",
        "Days until the API key of an Odoo connection ends",
        labels=["connection"],
    )
    for connection in OdooConnection.objects.filter(active=True).defer("secrets"):
        left = days_left(connection)
        if left is not None:
            family.add_metric([connection.name], left)
    return family
