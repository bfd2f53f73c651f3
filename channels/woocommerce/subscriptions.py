"""The webhooks in a shop that call the hub: made, mended and removed (README.md, "Webhooks")."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.http import Http
from channels.reading import Reading
from channels.woocommerce.api import API, MOST_PER_PAGE
from channels.woocommerce.hints import WEBHOOKS
from hub.errors import ConfigError, CredentialsError
from hub.ports import Finding
from hub.sentences import joined, say

TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
_PATH = f"{API}/webhooks"


@dataclass(frozen=True, slots=True)
class _Webhook:
    """A webhook of the shop that calls the hub's address."""

    id: str
    topic: str
    active: bool


def subscribe(http: Http, address: str) -> Iterator[Finding]:
    """Leaves one active webhook per topic, with the secret of the shop's form; others to this address go.

    A disabled one is replaced: WooCommerce keeps its count of failures, so the next one would disable it
    again. Raises `CredentialsError` for a key that may not write.
    """
    secret = _secret(http)
    with _refusals_explained():
        ours = _ours(http, address)
        kept = {
            webhook.topic: webhook for webhook in reversed(ours) if webhook.active and webhook.topic in TOPICS
        }
        for topic in TOPICS:
            _put(http, kept.get(topic), topic, {"delivery_url": address, "secret": secret})
        surplus = [webhook for webhook in ours if webhook not in kept.values()]
        for webhook in surplus:
            _delete(http, webhook)
    yield Finding(
        name="webhooks",
        ok=True,
        detail=say(
            "WooCommerce tells the hub about new, changed, trashed and restored orders. Webhooks "
            "made: {made}, kept: {kept}, disabled or doubled ones removed: {removed}.",
            made=len(TOPICS) - len(kept),
            kept=len(kept),
            removed=len(surplus),
        ),
    )


def unsubscribe(http: Http, address: str) -> Iterator[Finding]:
    """Removes every webhook to this address. Raises `CredentialsError` for a key that may not write."""
    with _refusals_explained():
        ours = _ours(http, address)
        for webhook in ours:
            _delete(http, webhook)
    yield Finding(
        name="webhooks", ok=True, detail=say("{count} webhooks to the hub removed.", count=len(ours))
    )


def _secret(http: Http) -> str:
    secret = http.account.credentials.get(WEBHOOKS.secret, "")
    if not secret:
        raise ConfigError(
            "webhook_secret_missing",
            say("Shop {shop}: there is no webhook secret to sign with.", shop=http.account.shop),
            say("Enter a long random text as webhook secret in the shop's form."),
        )
    return secret


@contextmanager
def _refusals_explained() -> Iterator[None]:
    """A refused key does not harm the orders; whoever reads the refusal should know."""
    try:
        yield
    except CredentialsError as refused:
        remedy = joined(
            refused.remedy, say("Until then nothing is lost: polling finds every change, only later.")
        )
        raise CredentialsError(refused.code, refused.cause, remedy) from None


def _ours(http: Http, address: str) -> list[_Webhook]:
    """The webhooks to our address, oldest first; whose address is another one belongs to somebody else."""
    found: list[_Webhook] = []
    page, rows = 0, MOST_PER_PAGE
    while rows == MOST_PER_PAGE:
        page += 1
        query = [("per_page", str(MOST_PER_PAGE)), ("page", str(page)), ("orderby", "id"), ("order", "asc")]
        answer = http.get(_PATH, query)
        listed = Reading({"webhooks": answer.json()}, answer.about).list("webhooks", required=True)
        rows = len(listed)
        found += [_read(row) for row in listed if _same_place(row.text("delivery_url", ""), address)]
    return found


def _read(row: Reading) -> _Webhook:
    return _Webhook(row.identifier("id"), row.text("topic", ""), row.text("status", "") == "active")


def _same_place(url: str, address: str) -> bool:
    """Whether both lead to the same page of the hub; scheme and last slash do not count."""
    try:
        one, other = urlsplit(url), urlsplit(address)
    except ValueError:
        return False
    return (one.netloc.lower(), one.path.rstrip("/")) == (other.netloc.lower(), other.path.rstrip("/"))


def _put(http: Http, known: _Webhook | None, topic: str, document: dict[str, str]) -> None:
    """Writes address and secret into a webhook that is there (the API never shows secrets), or makes one."""
    if known:
        http.send("PUT", f"{_PATH}/{known.id}", document=document)
    else:
        http.send("POST", _PATH, document={"name": f"Affluent {topic}", "topic": topic, **document})


def _delete(http: Http, webhook: _Webhook) -> None:
    # Gone meanwhile is as good as removed; without force WooCommerce refuses.
    http.send("DELETE", f"{_PATH}/{webhook.id}", [("force", "true")], document={}, accept={404})
