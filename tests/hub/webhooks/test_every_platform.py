"""The hub takes a genuine webhook of every installed platform, and refuses a forged one."""

import pytest
from django.test import Client

from hub.models import Webhook, WebhookSubscription
from tests.channels.contract.subject import CalledShop, Subject, subjects
from tests.factories import shop

pytestmark = pytest.mark.django_db
CALLED = [known for known in subjects() if known.channel.webhooks is not None]


@pytest.mark.parametrize("subject", CALLED, ids=lambda known: str(known.channel.slug))
def test_a_platform_is_heard_once_and_a_forger_never(subject: Subject) -> None:
    opened = next(iter(subject.shops.values()))
    with opened() as platform:
        assert isinstance(platform, CalledShop)
        genuine = platform.webhook("4711")
    account = genuine.account
    made = shop(
        account.shop,
        channel=subject.channel.slug,
        credentials=dict(account.credentials),
        options=dict(account.options),
    )
    WebhookSubscription.objects.create(shop=made, wanted=True)

    def send(body: bytes) -> tuple[int, str]:
        address = f"/webhooks/{made.channel}/{made.slug}/"
        headers = dict(genuine.headers)
        answer = Client().post(address, body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()["outcome"]

    middle = len(genuine.body) // 2
    changed = genuine.body[:middle] + bytes([genuine.body[middle] ^ 1]) + genuine.body[middle + 1 :]
    assert send(genuine.body) == (200, "stored")
    assert send(genuine.body) == (200, "duplicate")
    assert send(changed)[0] == 401
    assert Webhook.objects.get().external_id == "4711"
