"""Error answers of the REST API, as recorded, and the HTML pages of a WordPress that is down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sandbox.network.http import Response
from sandbox.shops.faults import GENERIC, Fault, FaultKind, Work

NO_CACHE = {"Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private"}


class RestError(Exception):
    """An error the REST API answers with. ``data`` is what the body's ``data`` holds, usually
    ``{"status": …}``.
    """

    def __init__(self, status: int, code: str, message: str, data: object = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data = {"status": status} if data is None else data

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"code": self.code, "message": self.message, "data": self.data}


class InvalidParamError(Exception):
    """One parameter that does not validate."""

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.code = code
        self.message = message


def invalid_params(problems: list[InvalidParamError]) -> RestError:
    """400 ``rest_invalid_param`` that names every bad parameter."""
    names = ", ".join(problem.name for problem in problems)
    details = {p.name: {"code": p.code, "message": p.message, "data": None} for p in problems}
    data = {"status": 400, "params": {p.name: p.message for p in problems}, "details": details}
    return RestError(400, "rest_invalid_param", f"Invalid parameter(s): {names}", data)


def no_route() -> RestError:
    """404 for a route that does not exist, and for all of them while the plugin is switched off."""
    return RestError(404, "rest_no_route", "No route was found matching the URL and request method.")


def no_order() -> RestError:
    """404 for an order that never was or was deleted for good."""
    return RestError(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")


def bad_json() -> RestError:
    """400 for a body that is not JSON."""
    data = {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"}
    return RestError(400, "rest_invalid_json", "Invalid JSON body passed.", data)


def page(title: str, message: str) -> str:
    """Return an error page with the title and the words of WordPress's own; its style sheet is left out."""
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n</head>\n"
        f'<body id="error-page">\n\t<div class="wp-die-message">{message}</div></body>\n</html>\n'
    )


def _database_down(fault: Fault, work: Work) -> Response:
    heading = "<h1>Error establishing a database connection</h1>"
    return Response.of_html(page("Database Error", heading), 500, NO_CACHE)


def _php_fatal(fault: Fault, work: Work) -> Response:
    link = "https://wordpress.org/documentation/article/faq-troubleshooting/"
    text = (
        "<p>There has been a critical error on this website.</p>"
        f'<p><a href="{link}">Learn more about troubleshooting WordPress.</a></p>'
    )
    return Response.of_html(page("WordPress &rsaquo; Error", text), 500, NO_CACHE)


def _maintenance(fault: Fault, work: Work) -> Response:
    text = "Briefly unavailable for scheduled maintenance. Check back in a minute."
    headers = {**NO_CACHE, "Retry-After": str(fault.options.get("retry_after", 600))}
    return Response.of_html(page("Maintenance", text), 503, headers)


def _before_json(prefix: bytes) -> FaultKind:
    # Output before the JSON: PHP has sent its own headers by then, so none of the API's arrive.
    def spoil(fault: Fault, work: Work) -> Response:
        answer = work()
        return Response(200, prefix + answer.body, {"Content-Type": "text/html; charset=UTF-8"})

    return spoil


def _unauthorized(fault: Fault, work: Work) -> Response:
    return Response.of_json(cannot_list(401).body(), 401)


def _plugin_disabled(fault: Fault, work: Work) -> Response:
    return Response.of_json(no_route().body(), 404)


def _plain_permalinks(fault: Fault, work: Work) -> Response:
    return Response.of_html("", 301, {**NO_CACHE, "Location": str(fault.options.get("location", "/"))})


def _short_page(fault: Fault, work: Work) -> Response:
    answer = work()
    rows = json.loads(answer.body)
    if isinstance(rows, list):
        kept = rows[: len(rows) // 2]
        answer.body = json.dumps(kept).encode()
        answer.headers |= {"X-WP-Total": str(len(kept)), "X-WP-TotalPages": str(min(1, len(kept)))}
    return answer


def cannot_list(status: int) -> RestError:
    """401 without a usable key, 403 with the key of a user who has no rights in the shop."""
    return RestError(status, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")


_WARNING = (
    b"\n<br />\n<b>Warning</b>:  Undefined variable  in "
    b"<b>/var/www/html/wp-content/plugins/some-plugin/some-plugin.php</b> on line <b>12</b><br />\n"
)

FAULTS: Mapping[str, FaultKind] = {
    **GENERIC,
    "unauthorized": _unauthorized,  # 401, as if the key were gone
    "server_error": _php_fatal,  # 500 HTML
    "database_down": _database_down,  # 500 HTML
    "maintenance": _maintenance,  # 503 HTML with Retry-After (retry_after)
    "php_warning": _before_json(_WARNING),  # 200, HTML before the JSON, no headers of the API
    "bom": _before_json(b"\xef\xbb\xbf"),  # 200, a byte order mark before the JSON, no headers of the API
    "plugin_disabled": _plugin_disabled,  # 404 rest_no_route
    "plain_permalinks": _plain_permalinks,  # 301 with an empty HTML body
    "short_page": _short_page,  # half of the rows, as from a cache or a database that has only just come back
}
