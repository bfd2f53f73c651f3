"""Answers one request: host, key, rights, then the list or the single resource."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from sandbox.network.http import Request, Response
from sandbox.shops.prestashop.errors import REALM, ApiError, refusal
from sandbox.shops.prestashop.listing import listed
from sandbox.shops.prestashop.standing import Row
from sandbox.shops.prestashop.store import NODES, RESOURCES, Store
from sandbox.shops.prestashop.xml import as_xml

KEY_LENGTH = 32
MAIN_SHOP = "1"  # that of the host
_SAFE_FIELDS = 3  # ids, dates and amounts: nothing that people type


class RestApi:
    """The webservice. ``keys``: key → what it may read; ``key_shops``: key → the shops it is tied
    to (none: all). Without ``knows_json`` all its answers are XML.

    ``sick``: ids of rows with text that is no UTF-8, by resource. ``unsortable``: fields by which the shop
    refuses to sort, as some do with dates; ``unsorted``: it takes no notice of the sort asked for.
    ``before_orders`` is done once, before orders are next read by their ids.
    """

    def __init__(self, store: Store, *, knows_json: bool = True) -> None:
        self.store = store
        self.knows_json = knows_json
        self.url = ""
        self.keys: dict[str, frozenset[str]] = {}
        self.key_shops: dict[str, frozenset[str]] = {}
        self.sick: dict[str, set[int]] = {}
        self.unsortable: frozenset[str] = frozenset()
        self.unsorted = False
        self.before_orders: Callable[[], None] | None = None

    def answer(self, request: Request) -> Response:
        """Answer a request as PrestaShop 8.2.1 does."""
        try:
            response = self._answer(request)
        except ApiError as error:
            response = refusal(error.status, error.errors)
        if not self.knows_json:
            resource = request.path.rpartition("/")[2]
            bare = "display" not in dict(request.query)
            response = as_xml(response, NODES.get(resource, resource), self.url, bare=bare)
        response.headers.setdefault("X-Powered-By", "PrestaShop Webservice")
        response.headers.setdefault("Access-Time", str(int(self.store.clock.now().timestamp())))
        response.headers.setdefault(
            "PSWS-Version", "0" if "WWW-Authenticate" in response.headers else "8.2.1"
        )
        response.headers.setdefault("Content-Sha1", hashlib.sha1(response.body).hexdigest())  # noqa: S324 - as it does
        return response

    def _answer(self, request: Request) -> Response:
        query = dict(request.query)
        shop = query.get("id_shop", MAIN_SHOP)
        if shop != "all" and not (shop.isdecimal() and int(shop) in self.store.tables["shops"]):
            return Response(
                302, b"", {"Location": "/?url=orders", "Content-Type": "text/html; charset=utf-8"}
            )
        allowed = self._allowed(request, query)
        if isinstance(allowed, Response):
            return allowed
        parts = [unquote(part) for part in request.path.split("/") if part][1:]
        if not parts:
            return Response(500, b"", {"Content-Type": "text/html; charset=utf-8"})
        if shop not in ("all", *self.key_shops.get(self._key(request, query), (shop,))):
            raise ApiError(403, 132, "No permission for this key on this shop")
        resource = parts[0]
        if resource not in RESOURCES:
            raise ApiError(400, 27, f'Resource of type "{resource}" does not exists.')
        if resource not in allowed:
            text = f'Resource of type "{resource}" is not allowed with this authentication key'
            raise ApiError(401, 26, text)
        if request.method not in ("GET", "HEAD"):
            refused = f"Method {request.method} is not allowed for the resource {resource}"
            text = f"{refused} with this authentication key"
            raise ApiError(405, 25, text)
        return self._single(resource, parts[1]) if len(parts) > 1 else self._list(resource, query)

    def _allowed(self, request: Request, query: Mapping[str, str]) -> frozenset[str] | Response:
        key = self._key(request, query)
        if not key:
            return Response(
                401,
                b"401 Unauthorized",
                {"Content-Type": "text/html; charset=utf-8", "WWW-Authenticate": REALM},
            )
        if len(key) != KEY_LENGTH:
            return refusal(401, [(18, "Invalid authentication key format")])
        if key not in self.keys:
            text = "Authentification key is not active"
            return refusal(401, [(20, text), (21, "No permission for this authentication key")])
        return self.keys[key]

    @staticmethod
    def _key(request: Request, query: Mapping[str, str]) -> str:
        return query.get("ws_key") or _basic_user(request.headers.get("authorization", ""))

    def _single(self, resource: str, key: str) -> Response:
        """One resource: JSON drops every field that is 0 or empty. A missing one is an empty 404."""
        row = self.store.tables[resource].get(int(key) if key.isdigit() else 0)
        if row is None:
            return Response(404)
        node = {"addresses": "address", "currencies": "currency", "countries": "country"}.get(
            resource, resource.removesuffix("s")
        )
        return Response.of_json(
            {node: {name: value for name, value in row.items() if value not in ("0", "", None)}}
        )

    def _list(self, resource: str, query: Mapping[str, str]) -> Response:
        """An empty list is ``[]``. One row with broken text leaves nothing of the answer."""
        if any(field in query.get("sort", "") for field in self.unsortable):
            raise ApiError(500, 38, "Unable to filter by this field.")
        if self.unsorted:
            query = {name: value for name, value in query.items() if name != "sort"}
        if resource == "orders" and "filter[id]" in query and self.before_orders:
            happens, self.before_orders = self.before_orders, None
            happens()
        rows: list[Row] = listed(self._of_shop(resource, query), query)
        sick = self.sick.get(resource, set())
        if any(row["id"] in sick and len(row) > _SAFE_FIELDS for row in rows):
            return Response(200, b"")
        document: Any = {NODES.get(resource, resource): rows} if rows else []
        return Response.of_json(document)

    def _of_shop(self, resource: str, query: Mapping[str, str]) -> list[Row]:
        """The rows of a table. Orders belong to one of several shops: without ``id_shop``, to the host's."""
        rows = list(self.store.tables[resource].values())
        shop = query.get("id_shop", MAIN_SHOP)
        if resource != "orders" or shop == "all":
            return rows
        return [row for row in rows if str(row.get("id_shop", MAIN_SHOP)) == shop]


def _basic_user(header: str) -> str:
    try:
        return base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")[0]
    except ValueError:
        return ""
