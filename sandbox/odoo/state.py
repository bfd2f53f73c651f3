"""What a test asks the sandbox after a run: counts, doubled references, orders with totals, calls."""

from collections import Counter
from typing import Any

from sandbox.odoo.database import Row
from sandbox.odoo.engine import Engine
from sandbox.odoo.env import Env
from sandbox.odoo.fields import round_half_up

ADMIN = 2


def summary(engine: Engine) -> dict[str, Any]:
    """Everything of `GET /sandbox/state`, taken in one moment. Amounts are decimal strings."""
    with engine.database.lock:
        env = engine.env(ADMIN, {"allowed_company_ids": [1, 2]})
        orders = list(env.table("sale.order").rows.values())
        moves = list(env.table("account.move").rows.values())
        return {
            "database": engine.database.name,
            "version": engine.version,
            "orders": len(orders),
            "orders_by_state": dict(Counter(str(order["state"]) for order in orders)),
            "doubled_client_order_refs": doubled(orders, "client_order_ref"),
            "invoices": _count(moves, "out_invoice"),
            "invoices_posted": _count(moves, "out_invoice", "posted"),
            "credit_notes": _count(moves, "out_refund"),
            "credit_notes_posted": _count(moves, "out_refund", "posted"),
            "payments": len(env.table("account.payment").rows),
            "partners": len(env.table("res.partner").rows),
            "doubled_partner_emails": doubled(_customers(env), "email"),
            "external_ids": len(engine.database.external_ids),
            "calls": dict(engine.calls),
            "order_list": [_order(env, order) for order in orders],
            "invoice_list": [_invoice(env, move) for move in moves if move["move_type"] != "entry"],
        }


def doubled(rows: list[Row], field: str) -> list[str]:
    """The values of a field that more than one row has."""
    counts = Counter(row[field] for row in rows if row[field])
    return sorted(str(value) for value, count in counts.items() if count > 1)


def _customers(env: Env) -> list[Row]:
    """Partners that are nobody's address."""
    return [row for row in env.table("res.partner").rows.values() if not row["parent_id"]]


def _count(moves: list[Row], kind: str, state: str = "") -> int:
    return sum(move["move_type"] == kind and state in ("", move["state"]) for move in moves)


def _order(env: Env, row: Row) -> dict[str, Any]:
    model = env.model("sale.order")
    return {
        "id": row["id"],
        "name": row["name"],
        "client_order_ref": row["client_order_ref"],
        "origin": row["origin"],
        "state": row["state"],
        "partner": model.fields["partner_id"].show(env, row["partner_id"]),
        "currency": env.row("res.currency", row["currency_id"])["name"],
        **_amounts(env, row),
        "invoice_status": model.value(env, row, "invoice_status"),
        "invoice_ids": list(model.value(env, row, "invoice_ids")),
        "lines": len(env.table("sale.order.line").where("order_id", (row["id"],))),
    }


def _invoice(env: Env, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "type": row["move_type"],
        "state": row["state"],
        "ref": row["ref"],
        "origin": row["invoice_origin"],
        "payment_state": row["payment_state"],
        **_amounts(env, row),
    }


def _amounts(env: Env, row: Row) -> dict[str, str]:
    digits = env.row("res.currency", row["currency_id"])["decimal_places"]
    names = ("amount_untaxed", "amount_tax", "amount_total")
    return {name: str(round_half_up(row[name], digits)) for name in names}
