"""How long a platform waits for its answer, against an answer that stores nothing."""

import base64
import hashlib
import hmac
import json
import statistics
import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client

from hub import ports
from hub.models import Shop, WebhookSubscription

CALLS = 400
SECRET = "bench-webhook-secret"


def run() -> list[str]:
    """Post genuine webhooks one after the other, then as many to an address that nobody listens at."""
    shop = Shop(slug="bench-webhooks", channel="woocommerce")
    shop.credentials = _credentials()
    shop.save()
    WebhookSubscription.objects.create(shop=shop, wanted=True)
    cache.clear()
    client = Client(SERVER_NAME="localhost")
    genuine = _p95(
        lambda number: _post(client, f"/webhooks/{shop.channel}/{shop.slug}/", number), expected=200
    )
    nothing = _p95(lambda number: _post(client, "/webhooks/nobody/nowhere/", number), expected=404)
    assert shop.webhooks.count() == CALLS
    return [
        f"webhooks: an answer takes {genuine / nothing:.1f} times a bare 404 "
        f"(p95 {genuine * 1000:.1f} ms and {nothing * 1000:.1f} ms, {CALLS} calls each)"
    ]


def _credentials() -> dict[str, str]:
    declared = ports.channel("woocommerce").webhooks
    secret = declared.secret if declared is not None else "webhook_secret"
    keys = {"consumer_key": "ck_bench", "consumer_secret": "cs_bench"}
    return {"url": "https://bench.example", **keys, secret: SECRET}


def _p95(call: Callable[[int], HttpResponseBase], *, expected: int) -> float:
    """Seconds that 95 of 100 answers stay below; the first few only warm up."""
    seconds = []
    for number in range(CALLS):
        started = time.perf_counter()
        answer = call(number)
        seconds.append(time.perf_counter() - started)
        assert answer.status_code == expected, answer.status_code
    return statistics.quantiles(seconds[10:], n=20)[-1]


def _post(client: Client, address: str, number: int) -> HttpResponseBase:
    body = json.dumps({"id": number, "status": "processing", "note": "x" * 4000}).encode()
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Signature": signature,
        "X-WC-Webhook-Delivery-ID": f"delivery-{number}",
    }
    return client.post(address, body, content_type="application/json", headers=headers)
