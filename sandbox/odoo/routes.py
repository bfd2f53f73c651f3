"""Odoo's routes beside `/jsonrpc`: versions, health, JSON-2, web client, and the link to an invoice."""

import json
import re
from urllib.parse import quote

from sandbox.odoo import json2, jsonrpc, web_session
from sandbox.odoo.database import Row
from sandbox.odoo.engine import Engine
from sandbox.odoo.errors import OdooError
from sandbox.odoo.faults import Aim
from sandbox.odoo.http import Answer, Request, html, json_answer
from sandbox.odoo.pages import DATABASE_LIST, NO_DATABASE, NOT_FOUND, SERVER_ERROR, redirect

FIRST_WITH_HEADER = 18
INVOICE = re.compile(r"/my/invoices/(\d+)")


def route(engine: Engine, request: Request) -> Answer:
    """The answer of everything that is not `/jsonrpc`."""
    path = request.path
    if engine.version >= 19 and path.startswith("/json/2/"):
        return json2.answer(engine, request)
    if engine.version >= 19 and path in ("/web/version", "/json/version"):
        info = [engine.version, 0, 0, "final", 0, ""]
        return json_answer(200, {"version_info": info, "version": f"{engine.version}.0"})
    if path == web_session.LOGIN or path.startswith(f"{web_session.CALL}/"):
        return web_session.answer(engine, request)
    if path == "/web/webclient/version_info":
        return _version_info(engine, request)
    if path == "/web/health":
        return Answer(200, "application/json", b'{"status": "pass"}')
    return _page(engine, request)


def _page(engine: Engine, request: Request) -> Answer:
    path = request.path
    if path == "/web/database/list" and request.method == "GET":
        return html(400, DATABASE_LIST)
    if path.startswith("/report/pdf/"):
        location = f"/web/login?redirect={quote(path, safe='')}%3F"
        return html(303, redirect(location), {"Location": location})
    return _portal(engine, request)


def _version_info(engine: Engine, request: Request) -> Answer:
    try:
        number = json.loads(request.body or b"{}").get("id")
    except ValueError:
        return html(400, "Invalid JSON data")
    return json_answer(200, {"jsonrpc": "2.0", "id": number, "result": jsonrpc.version_of(engine)})


def _portal(engine: Engine, request: Request) -> Answer:
    found = INVOICE.fullmatch(request.path)
    row = engine.database.table("account.move").rows.get(int(found[1])) if found else None
    token = request.query.get("access_token")
    if engine.version >= FIRST_WITH_HEADER and not _is_database(engine, request):
        return html(404, NO_DATABASE)
    if row is None:
        return Answer(404, "text/html;charset=utf-8", NOT_FOUND.encode())
    if not token or token != row["access_token"]:
        return html(303, redirect("/my"), {"Location": "/my"})
    try:
        aim = Aim("account.move", "portal_pdf")
        made: Answer = engine.run(engine.env(1), aim, lambda env: _file(engine, row))
    except OdooError:  # what a report that cannot be rendered ends in
        return html(500, SERVER_ERROR)
    return made


def _is_database(engine: Engine, request: Request) -> bool:
    return request.header("X-Odoo-Database", engine.database.name) == engine.database.name


def _file(engine: Engine, row: Row) -> Answer:
    """A PDF, made anew at each call; a draft has one too."""
    name = str(row["name"]).replace("/", "-" if engine.version < 19 else "_")
    disposition = f"attachment; filename*=UTF-8''{name}.pdf"
    return Answer(200, "application/pdf", pdf(f"Invoice {name}"), {"Content-Disposition": disposition})


def pdf(text: str) -> bytes:
    """A PDF of one empty page that carries the text as its title."""
    title = re.sub(r"[^\w/ .-]", "", text).encode("ascii", "ignore")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Title (" + title + b") >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer
