"""The routes of REST API v3 that a hub calls, and the order in which WordPress checks a request.

Authentication errors come first, then the route, then the body, then whether the key may do it, then the
parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.network.http import JSON_TYPE, Request, Response
from sandbox.shops.woocommerce import site, writing
from sandbox.shops.woocommerce.auth import ApiKey, Authenticator
from sandbox.shops.woocommerce.errors import NO_CACHE, RestError, bad_json, cannot_list, no_order, no_route
from sandbox.shops.woocommerce.listing import Query, find, link_header, read_query
from sandbox.shops.woocommerce.rendering import (
    API,
    ITEM_METHODS,
    only_fields,
    render_order,
    render_refund,
    to_json,
    with_links,
)
from sandbox.shops.woocommerce.store import Document, Store
from sandbox.shops.woocommerce.webhooks import Webhook

ITEM = ", ".join(ITEM_METHODS)
LISTED = "GET, POST"
DECIMALS = 2
# Errors of the permission check: WordPress names the methods only of what one may do.
REFUSED_BEFORE_ALLOW = frozenset({"wc_user_invalid_id", "woocommerce_rest_cannot_view"})


@dataclass(slots=True)
class Outcome:
    """What a route made of a request. ``encoded``: the JSON when it is at hand already."""

    document: object
    status: int = 200
    headers: dict[str, str | int] = field(default_factory=dict)
    encoded: bytes | None = None


Call = Callable[..., Outcome]


class RestApi:
    """Answers requests from the store. Not thread-safe: the caller holds the lock."""

    def __init__(self, store: Store, auth: Authenticator, home_url: str) -> None:
        self.store = store
        self.auth = auth
        self.home = home_url
        self._rendered: dict[tuple[int, int], tuple[int, Document, bytes]] = {}
        self._routes = [
            (method, re.compile(API + path), call, allow) for method, path, call, allow in self._table()
        ]

    def _table(self) -> list[tuple[str, str, Call, str]]:
        return [
            ("GET", r"/orders", self._orders, LISTED),
            ("POST", r"/orders", self._create_order, LISTED),
            ("GET", r"/orders/(\d+)", self._order, ITEM),
            ("PUT", r"/orders/(\d+)", self._update_order, ITEM),
            ("DELETE", r"/orders/(\d+)", self._delete_order, ITEM),
            ("GET", r"/orders/(\d+)/refunds", self._order_refunds, LISTED),
            ("POST", r"/orders/(\d+)/refunds", self._create_refund, LISTED),
            ("DELETE", r"/orders/(\d+)/refunds/(\d+)", self._delete_refund, "GET, DELETE"),
            ("GET", r"/refunds", self._refunds, "GET"),
            ("GET", r"/reports/orders/totals", self._totals, "GET"),
            ("GET", r"/system_status", self._system_status, "GET"),
            ("GET", r"/settings/general", self._settings, "GET"),
            ("GET", r"/customers/(\d+)", self._customer, ITEM),
            ("GET", r"/taxes", self._taxes, LISTED),
            ("GET", r"/webhooks", self._webhooks, LISTED),
            ("POST", r"/webhooks", self._create_webhook, LISTED),
            ("GET", r"/webhooks/(\d+)", self._webhook, ITEM),
            ("PUT", r"/webhooks/(\d+)", self._update_webhook, ITEM),
            ("DELETE", r"/webhooks/(\d+)", self._delete_webhook, ITEM),
        ]

    def answer(self, request: Request) -> Response:
        """Answer one request; every error is one the platform answers."""
        path = request.path.rstrip("/")
        if path == "/wp-json":
            return self._respond(
                request, Outcome(site.index(self.store, self.home), headers={"Allow": "GET"}), {}
            )
        if not path.startswith("/wp-json/"):
            return self._outside_api(request)
        key: ApiKey | None = None
        allow = ""
        try:
            key = self.auth.key_of(request, self.home)
            if key is not None:
                self.auth.check_permission(key, request.method)
            call, arguments, allow = self._route(request.method, path)
            _require_json(request)
            self._require_rights(key)
            outcome = self._called(call, request, arguments)
        except RestError as error:
            return self._refuse(error, key, "" if error.code in REFUSED_BEFORE_ALLOW else allow)
        outcome.headers["Allow"] = allow
        return self._respond(request, outcome, NO_CACHE)

    def _called(self, call: Call, request: Request, arguments: list[int]) -> Outcome:
        try:
            return call(request, *arguments)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            if request.method in {"GET", "HEAD"}:
                raise
            # A body of the wrong types; the platform names the parameter, which is more than is known here.
            raise RestError(400, "rest_invalid_param", f"Invalid parameter(s): {error}") from error

    def _outside_api(self, request: Request) -> Response:
        # Plain permalinks: WooCommerce looks for wp-json/wc/ in the address, finds none, and ignores the key.
        if dict(request.query).get("rest_route", "").startswith("/wc/"):
            link = f'<{self.home}/index.php?rest_route=/>; rel="https://api.w.org/"'
            return Response.of_json(
                cannot_list(401).body(), 401, {"X-Powered-By": "PHP/8.2.36", "Link": link}
            )
        return Response.of_html("<!DOCTYPE html><html><title>Page not found</title></html>", 404)

    def _route(self, method: str, path: str) -> tuple[Call, list[int], str]:
        wanted = {"HEAD": "GET", "PATCH": "PUT"}.get(method, method)
        if method == "POST" and re.fullmatch(API + r"/orders/\d+", path):
            wanted = "PUT"
        for verb, pattern, call, allow in self._routes:
            if verb == wanted and (match := pattern.fullmatch(path)):
                return call, [int(text) for text in match.groups()], allow
        raise no_route()

    def _require_rights(self, key: ApiKey | None) -> None:
        if key is None or not key.shop_rights:
            raise cannot_list(401 if key is None else 403)

    def _refuse(self, error: RestError, key: ApiKey | None, allow: str) -> Response:
        headers = {**self._common(), **(NO_CACHE if key else {}), **({"Allow": allow} if allow else {})}
        return Response.of_json(error.body(), error.status, headers)

    def _common(self) -> dict[str, str]:
        return {"X-Powered-By": "PHP/8.2.36", "Link": f'<{self.home}/wp-json/>; rel="https://api.w.org/"'}

    def _respond(self, request: Request, outcome: Outcome, headers: dict[str, str]) -> Response:
        query = dict(request.query)
        status = outcome.status
        sent = {**self._common(), **headers}
        if query.get("_envelope"):
            document = _fields_of(outcome.document, query)
            document = {"body": document, "status": status, "headers": outcome.headers}
            return Response(200, to_json(document), {"Content-Type": JSON_TYPE, **sent})
        sent |= {name: str(value) for name, value in outcome.headers.items()}
        body = (
            outcome.encoded if outcome.encoded is not None else to_json(_fields_of(outcome.document, query))
        )
        return Response(status, body, {"Content-Type": JSON_TYPE, **sent})

    def told(self, order_id: int) -> bytes | None:
        """What a webhook says of an order: the same as the API; None when it is gone."""
        order = self.store.orders.get(order_id)
        return self._render(order, DECIMALS)[1] if order else None

    # -- orders

    def _orders(self, request: Request) -> Outcome:
        query = read_query(request.query, self.store.statuses, self.store.zone)
        page = find(self.store.orders.values(), query, self.store.storage)
        # What the key's user may not read is dropped after counting: a short page need not be the last.
        readable = [order for order in page.rows if order["id"] not in self.store.unreadable]
        rendered = [self._render(order, _decimals(request)) for order in readable]
        headers: dict[str, str | int] = {"X-WP-Total": page.total, "X-WP-TotalPages": page.pages}
        appended = [(f"status[{place}]", status) for place, status in enumerate(query.statuses)]
        if page.rows:
            appended += [("dp", str(DECIMALS)), ("context", "view")]
        link = link_header(f"{self.home}{API}/orders", request.query, query.page, page.pages, appended)
        if link:
            headers["Link"] = link
        encoded = b"[" + b",".join(body for _, body in rendered) + b"]"
        whole = not {"_fields", "_envelope"} & {name for name, _ in request.query}
        return Outcome(
            [document for document, _ in rendered], headers=headers, encoded=encoded if whole else None
        )

    def _render(self, order: Document, decimals: int) -> tuple[Document, bytes]:
        order_id = int(order["id"])
        change = self.store.changes[order_id]
        held = self._rendered.get((order_id, decimals))
        if held is None or held[0] != change:
            document = render_order(order, self.home, self.store.storage, decimals)
            held = self._rendered[order_id, decimals] = (change, document, to_json(document))
        return held[1], held[2]

    def _found(self, order_id: int) -> Document:
        if order_id not in self.store.orders:
            raise no_order()
        return self.store.orders[order_id]

    def _order(self, request: Request, order_id: int) -> Outcome:
        return Outcome(self._render(self._found(order_id), _decimals(request))[0])

    def _create_order(self, request: Request) -> Outcome:
        order_id = writing.create_order(self.store, request.json())
        document = self._render(self.store.orders[order_id], _decimals(request))[0]
        return Outcome(document, 201, {"Location": f"{self.home}{API}/orders/{order_id}"})

    def _update_order(self, request: Request, order_id: int) -> Outcome:
        writing.update_order(self.store, order_id, request.json())
        return self._order(request, order_id)

    def _delete_order(self, request: Request, order_id: int) -> Outcome:
        outcome = self._order(request, order_id) if order_id in self.store.orders else None
        force = _forced(request)
        writing.delete_order(self.store, order_id, force=force)
        return outcome if outcome and force else self._order(request, order_id)

    # -- refunds

    def _order_refunds(self, request: Request, order_id: int) -> Outcome:
        if order_id not in self.store.orders:
            raise RestError(404, "woocommerce_rest_invalid_order_id", "Invalid order ID.")
        return self._refund_page(request, self.store.refunds_of(order_id), f"/orders/{order_id}/refunds")

    def _refunds(self, request: Request) -> Outcome:
        rows = sorted(self.store.refunds.values(), key=lambda refund: int(refund["id"]), reverse=True)
        return self._refund_page(request, rows, "/refunds")

    def _refund_page(self, request: Request, rows: list[Document], path: str) -> Outcome:
        query = read_query(request.query, self.store.statuses, self.store.zone)
        shown = rows[query.start : query.start + query.per_page]
        with_parent = path == "/refunds"
        documents = [self._render_refund(row, request, with_parent=with_parent) for row in shown]
        return self._listed(path, request.query, documents, len(rows), (("dp", str(DECIMALS)),))

    def _render_refund(self, refund: Document, request: Request, *, with_parent: bool) -> Document:
        return render_refund(
            refund, self.home, self.store.storage, _decimals(request), with_parent=with_parent
        )

    def _create_refund(self, request: Request, order_id: int) -> Outcome:
        refund_id = writing.create_refund(self.store, order_id, request.json())
        document = self._render_refund(self.store.refunds[refund_id], request, with_parent=False)
        # The platform really sends the route's pattern instead of the order's id.
        location = f"{self.home}{API}/orders/(?P<order_id>[\\d]+)/refunds/{refund_id}"
        return Outcome(document, 201, {"Location": location})

    def _delete_refund(self, request: Request, order_id: int, refund_id: int) -> Outcome:
        refund = self.store.refunds.get(refund_id)
        if refund is None or refund["parent_id"] != order_id:
            raise RestError(404, "woocommerce_rest_shop_order_refund_invalid_id", "Invalid ID.")
        document = self._render_refund(refund, request, with_parent=False)
        self.store.delete_refund(refund_id)
        return Outcome(document)

    # -- the rest of the shop

    def _listed(
        self, path: str, sent: Query, documents: list[Document], total: int, appended: Query = ()
    ) -> Outcome:
        query = read_query([pair for pair in sent if pair[0] in {"page", "per_page"}], (), self.store.zone)
        pages = -(-total // query.per_page)
        headers: dict[str, str | int] = {"X-WP-Total": total, "X-WP-TotalPages": pages}
        link = link_header(f"{self.home}{API}{path}", sent, query.page, pages, appended)
        return Outcome(documents, headers=headers | ({"Link": link} if link else {}))

    def _totals(self, _: Request) -> Outcome:
        return Outcome(site.totals(self.store))

    def _system_status(self, _: Request) -> Outcome:
        return Outcome(site.system_status(self.store))

    def _settings(self, _: Request) -> Outcome:
        return Outcome(site.settings_general())

    def _customer(self, _: Request, customer_id: int) -> Outcome:
        if customer_id not in self.store.customers:
            raise RestError(404, "wc_user_invalid_id", "Invalid user ID.")
        customer = self.store.customers[customer_id]
        return Outcome(with_links(customer, self.home, "customers", self.store.storage))

    def _taxes(self, request: Request) -> Outcome:
        return self._resources(request, "taxes", self.store.rates.documents())

    def _webhooks(self, request: Request) -> Outcome:
        rows = [webhook.document for webhook in self.store.webhooks.known.values()]
        return self._resources(request, "webhooks", _sorted(rows, dict(request.query)))

    def _resources(self, request: Request, collection: str, rows: list[Document]) -> Outcome:
        query = read_query(request.query, self.store.statuses, self.store.zone)
        shown = rows[query.start : query.start + query.per_page]
        linked = [with_links(row, self.home, collection, self.store.storage) for row in shown]
        return self._listed(f"/{collection}", request.query, linked, len(rows))

    def _shown(self, webhook: Webhook) -> Document:
        return with_links(webhook.document, self.home, "webhooks", self.store.storage)

    def _create_webhook(self, request: Request) -> Outcome:
        shown = self._shown(self.store.webhooks.create(request.json()))
        return Outcome(shown, 201, {"Location": f"{self.home}{API}/webhooks/{shown['id']}"})

    def _webhook(self, _: Request, webhook_id: int) -> Outcome:
        return Outcome(self._shown(self.store.webhooks.find(webhook_id)))

    def _update_webhook(self, request: Request, webhook_id: int) -> Outcome:
        return Outcome(self._shown(self.store.webhooks.update(webhook_id, request.json())))

    def _delete_webhook(self, request: Request, webhook_id: int) -> Outcome:
        return Outcome(self._shown(self.store.webhooks.delete(webhook_id, force=_forced(request))))


def _forced(request: Request) -> bool:
    return dict(request.query).get("force", "").lower() in {"true", "1"}


def _sorted(webhooks: list[Document], query: dict[str, str]) -> list[Document]:
    """Newest first, by date, unless the query says otherwise."""
    key = {"id": "id", "title": "name"}.get(query.get("orderby", "date"), "date_created_gmt")
    return sorted(webhooks, key=lambda row: row[key], reverse=query.get("order") != "asc")


def _decimals(request: Request) -> int:
    text = dict(request.query).get("dp", str(DECIMALS))
    return int(text) if text.isdigit() else DECIMALS


def _fields_of(document: object, query: dict[str, str]) -> object:
    if not query.get("_fields"):
        return document
    fields = query["_fields"].split(",")
    if isinstance(document, list):
        return [only_fields(row, fields) for row in document]
    return only_fields(document, fields) if isinstance(document, dict) else document


def _require_json(request: Request) -> None:
    try:
        if request.method not in {"GET", "HEAD"} and not isinstance(request.json(), dict):
            raise bad_json()
    except ValueError as error:
        raise bad_json() from error
