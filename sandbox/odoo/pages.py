"""The HTML pages Odoo and the proxies before it answer with."""

NO_DATABASE = (
    "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    "<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n"
    "<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n"
    "<!-- Alternatively, use the X-Odoo-Database header. -->\n"
)
NOT_FOUND = (
    "<!DOCTYPE html>\n<html>\n<head><title>Odoo</title></head>\n<body><h1>Error 404</h1></body>\n</html>\n"
)
SERVER_ERROR = (
    "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n"
    "<h1>Internal Server Error</h1>\n<p>The server encountered an internal error.</p>\n"
)
DATABASE_LIST = (
    "<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n"
    "<p>Request inferred type is compatible with [&#39;http&#39;] but &#39;/web/database/list&#39; "
    "is type=&#39;json&#39;.</p>\n"
)


def unsupported(route: str) -> str:
    """The 415 page of a JSON-2 route asked in another way."""
    return (
        "<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n"
        "<h1>Unsupported Media Type</h1>\n"
        f"<p>Request inferred type is compatible with [&#39;http&#39;] but &#39;{route}&#39; "
        "is type=&#39;json2&#39;.<br><br>Please verify the Content-Type request header and try again.</p>\n"
    )


def redirect(location: str) -> str:
    """The page behind a redirection."""
    link = f'<a href="{location}">{location}</a>'
    return (
        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
        f"<p>You should be redirected automatically to the target URL: {link}. If not, click the link.\n"
    )


def gateway(status: int) -> str:
    """What a reverse proxy says when Odoo is not there."""
    title = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
    text = f"{status} {title.get(status, 'Error')}"
    return (
        f"<html>\r\n<head><title>{text}</title></head>\r\n<body>\r\n<center><h1>{text}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
