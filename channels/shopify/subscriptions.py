"""Subscribing: Shopify calls the hub about orders, refunds and payments (README.md, "Webhooks").

A mutation may be sent twice when an answer is lost: Shopify takes one subscription per topic and address, and
what is gone stays gone, so the second try changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from channels.http import Http
from channels.shopify import api
from channels.shopify.errors import SIGNING_KEY_STEPS, webhook_remedy
from channels.text import one_line
from hub.errors import ContractError
from hub.ports import Finding
from hub.sentences import joined, say

DOCUMENT = (Path(__file__).parent / "webhooks.graphql").read_text(encoding="utf-8")
TOPICS = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_CANCELLED",
    "ORDERS_PAID",
    "REFUNDS_CREATE",
    "ORDER_TRANSACTIONS_CREATE",
)
_MOST_PAGES = 20
# A refusal that says: it is so already. The first try's answer was lost, or somebody was faster.
_ALREADY_SO = {
    "HubWebhookCreate": ("has already been taken",),
    "HubWebhookDelete": ("does not exist", "not found"),
}
_USUAL_PORTS = (None, 80, 443)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of this app. `narrowed`: a filter or a choice of fields keeps things from the hub."""

    id: str
    topic: str
    uri: str
    format: str
    narrowed: bool

    def is_sound(self, address: str) -> bool:
        """Whether it tells the hub everything, in the form that the hub reads."""
        return self.uri == address and self.format == "JSON" and not self.narrowed


@dataclass(slots=True)
class _Report:
    """What was done per topic, and what Shopify refused: its words → the topics."""

    kept: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)

    def findings(self, done: str) -> Iterator[Finding]:
        """One finding for all that is well, one for each refusal."""
        acts = self._acts() or ([say("all was in order")] if self.kept else [])
        if acts:
            detail = say("{done} ({acts}).", done=done, acts=joined(*acts, between="; "))
            yield Finding(name="webhooks", ok=True, detail=detail)
        for message, topics in self.refused.items():
            yield Finding(
                name="webhooks",
                ok=False,
                detail=say(
                    "Shopify refuses {topics}: “{message}”. Polling still finds every change.",
                    topics=_listed(topics),
                    message=message,
                ),
                remedy=webhook_remedy(message),
            )

    def _acts(self) -> list[str]:
        """What was changed, and for which topics."""
        acts = (
            (self.created, say("created: {topics}", topics=_listed(self.created))),
            (self.mended, say("mended: {topics}", topics=_listed(self.mended))),
            (self.removed, say("removed: {topics}", topics=_listed(self.removed))),
        )
        return [act for topics, act in acts if topics]


def subscribe(http: Http, address: str) -> Iterator[Finding]:
    """One sound subscription per topic at `address`: made where missing, mended where not, doubles removed.

    Those of other addresses are others' and stay. Nothing is changed without the secret that proves calls.
    """
    if not http.account.credentials.get("client_secret"):
        yield _no_secret()
        return
    ours = _ours(http, address)
    report = _Report()
    for topic in TOPICS:
        _settle(http, topic, address, [one for one in ours if one.topic == topic], report)
    if report.kept or report.created or report.mended:
        yield from report.findings(say("Shopify calls {address} about orders", address=one_line(address)))
    else:
        yield from report.findings(say("Doubles were removed"))


def unsubscribe(http: Http, address: str) -> Iterator[Finding]:
    """Removes every subscription at `address`, whatever its topic; others' stay."""
    report = _Report()
    for subscription in _ours(http, address):
        _delete(http, subscription, report)
    if report.removed or report.refused:
        yield from report.findings(say("Shopify no longer calls {address}", address=one_line(address)))
    else:
        yield Finding(
            name="webhooks", ok=True, detail=say("Shopify did not call the hub: nothing to remove.")
        )


def _settle(http: Http, topic: str, address: str, found: Sequence[Subscription], report: _Report) -> None:
    """Leaves one sound subscription of a topic: the sound one, else one that can be changed, else a new one.

    How a change empties a filter is not documented: a narrowed subscription is replaced.
    """
    sound = [one for one in found if one.is_sound(address)]
    keep = next(iter([*sound, *(one for one in found if not one.narrowed)]), None)
    for one in found:
        if one is not keep:
            _delete(http, one, report)
    wanted = {"uri": address, "format": "JSON"}
    if keep is None:
        made = _change(http, "HubWebhookCreate", {"topic": topic, "webhook": wanted})
        _note(report, report.created, topic, made)
    elif not sound:
        made = _change(http, "HubWebhookUpdate", {"id": keep.id, "webhook": wanted})
        _note(report, report.mended, topic, made)
    else:
        report.kept.append(topic)


def _delete(http: Http, subscription: Subscription, report: _Report) -> None:
    gone = _change(http, "HubWebhookDelete", {"id": subscription.id})
    _note(report, report.removed, subscription.topic, gone)


def _note(report: _Report, done: list[str], topic: str, refusal: str) -> None:
    if refusal:
        report.refused.setdefault(refusal, []).append(topic)
    else:
        done.append(topic)


def _change(http: Http, operation: str, variables: Mapping[str, Any]) -> str:
    """Shopify's words when it refuses a change; empty when it is done, or was so before."""
    reply = api.ask(http, operation, variables, DOCUMENT)
    payload = next(iter(reply.data.values()), None)
    errors = payload.get("userErrors") if isinstance(payload, dict) else None
    if not isinstance(errors, list):
        raise ContractError(
            "unreadable_answer",
            say(
                "{about}: the answer to {operation} does not say whether it was done.",
                about=reply.answer.about,
                operation=operation,
            ),
            say("Try again; report it if it lasts."),
        )
    said = [one_line(str(error.get("message") if isinstance(error, dict) else error)) for error in errors]
    done = _ALREADY_SO.get(operation, ())
    return "; ".join(words for words in said if not any(known in words for known in done))


def _ours(http: Http, address: str) -> list[Subscription]:
    """The app's subscriptions that lead to the hub's page for this shop."""
    return [one for one in _all(http) if _place(one.uri) == _place(address)]


def _all(http: Http) -> Iterator[Subscription]:
    after: str | None = None
    for _ in range(_MOST_PAGES):
        reply = api.ask(http, "HubWebhooks", {"after": after}, DOCUMENT)
        nodes, after = api.page_of(reply.answer, reply.data.get("webhookSubscriptions"))
        yield from (_read(node) for node in nodes if isinstance(node, dict))
        if after is None:
            return


def _read(node: Mapping[str, Any]) -> Subscription:
    identity, topic, uri, form = (str(node.get(name) or "") for name in ("id", "topic", "uri", "format"))
    return Subscription(identity, topic, uri, form, bool(node.get("filter") or node.get("includeFields")))


def _place(address: str) -> tuple[str, int | None, str] | None:
    """Where an address leads, so that http and https, a slash or a query more are the same place."""
    try:
        parts = urlsplit(address)
        port = None if parts.port in _USUAL_PORTS else parts.port
    except ValueError:
        return None
    return (parts.hostname, port, parts.path.rstrip("/")) if parts.hostname else None


def _listed(topics: Sequence[str]) -> str:
    """Topics as Shopify's pages write them: `orders/create`."""
    return ", ".join(_written(topic) for topic in topics)


def _written(topic: str) -> str:
    subject, _, happening = topic.lower().rpartition("_")
    return f"{subject}/{happening}"


def _no_secret() -> Finding:
    return Finding(
        name="webhooks",
        ok=False,
        detail=say("Not subscribed: without the app's client secret, genuine and forged calls look alike."),
        remedy=SIGNING_KEY_STEPS,
    )
