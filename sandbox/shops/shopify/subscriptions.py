"""The shop's webhook subscriptions, and what it answers to those who list, make, change or remove them.

What it refuses, and in which words, was read in public reports of real shops (`userErrors`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.shops.shopify import errors

if TYPE_CHECKING:
    from sandbox.shops.shopify.graphql import Shop

Document = dict[str, Any]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Subscriptions:
    """Subscriptions by global id, oldest first. Not thread-safe: the caller holds the lock."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.held: dict[str, Document] = {}
        self._serial = itertools.count(892403750)

    def answer(self, root: str, variables: Mapping[str, Any]) -> Document:
        """The ``data`` of one operation, known by its root field."""
        if root == "webhookSubscriptions":
            info = {"hasNextPage": False, "endCursor": None}
            return {root: {"nodes": [dict(one) for one in self.held.values()], "pageInfo": info}}
        if root == "webhookSubscriptionDelete":
            return {root: self._remove(str(variables["id"]))}
        wanted = variables["webhook"]
        if root == "webhookSubscriptionCreate":
            return {root: self._made(str(variables["topic"]), wanted)}
        return {root: self._changed(str(variables["id"]), wanted)}

    def add(self, topic: str, uri: str, **more: Any) -> str:
        """Put a subscription there as somebody else would have; its id."""
        gid = f"gid://shopify/WebhookSubscription/{next(self._serial)}"
        sound: Document = {
            "id": gid,
            "topic": topic,
            "uri": uri,
            "format": "JSON",
            "filter": None,
            "includeFields": [],
        }
        self.held[gid] = {**sound, **more}
        return gid

    def remove(self, gid: str) -> None:
        """Forget one, as Shopify does with an address that failed too often."""
        self.held.pop(gid, None)

    def of(self, topic: str) -> list[Document]:
        """The subscriptions of a topic, written as in headers: ``orders/create``."""
        return [one for one in self.held.values() if one["topic"] == topic.replace("/", "_").upper()]

    def _made(self, topic: str, wanted: Mapping[str, Any]) -> Document:
        refusal = self._refusal(topic, str(wanted.get("uri", "")), "")
        if refusal:
            return {"webhookSubscription": None, "userErrors": [refusal]}
        return {"webhookSubscription": {"id": self.add(topic, **wanted)}, "userErrors": []}

    def _changed(self, gid: str, wanted: Mapping[str, Any]) -> Document:
        known = self.held.get(gid)
        if known is None:
            return {"webhookSubscription": None, "userErrors": [errors.no_webhook()]}
        refusal = self._refusal(known["topic"], str(wanted.get("uri", known["uri"])), gid)
        if refusal:
            return {"webhookSubscription": None, "userErrors": [refusal]}
        known.update(wanted)
        return {"webhookSubscription": {"id": gid}, "userErrors": []}

    def _remove(self, gid: str) -> Document:
        if gid not in self.held:
            return {"deletedWebhookSubscriptionId": None, "userErrors": [errors.no_webhook()]}
        del self.held[gid]
        return {"deletedWebhookSubscriptionId": gid, "userErrors": []}

    def _refusal(self, topic: str, uri: str, gid: str) -> Document | None:
        if "read_orders" not in self.shop.scopes:
            return errors.refused_webhook("topic", errors.TOPIC_REFUSED)
        if not self.shop.approved:
            return errors.refused_webhook("", errors.TOPIC_PROTECTED)
        address = urlsplit(uri)
        if address.scheme != "https" and address.hostname not in _LOOPBACK:
            return errors.refused_webhook(
                "callbackUrl", f"Address protocol {address.scheme}:// is not supported"
            )
        if address.hostname == self.shop.domain:
            return errors.refused_webhook(
                "callbackUrl", f"Address cannot be any of the domains: {self.shop.domain}"
            )
        if any(
            one["topic"] == topic and one["uri"] == uri and one["id"] != gid for one in self.held.values()
        ):
            return errors.refused_webhook("callbackUrl", "Address for this topic has already been taken")
        return None
