"""Who may do what: access lists by group, and the rule that hides other companies' records.

Models that are not listed may be read by every internal user and changed by the sales and billing groups.
The lists of group names in the refusals are the recorded ones of Odoo 17 and 19.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessError

if TYPE_CHECKING:
    from sandbox.odoo.declared import DeclaredModel

INTERNAL = "base.group_user"
PARTNERS = "base.group_partner_manager"
SYSTEM = "base.group_system"
SALES = "sales_team.group_sale_salesman"
SALES_ALL = "sales_team.group_sale_salesman_all_leads"
BILLING = "account.group_account_invoice"
STOCK = "stock.group_stock_user"
PRODUCTS = "product.group_product_manager"

VERBS = {"read": "access", "create": "create", "write": "modify", "unlink": "delete"}
ADMIN_ONLY = frozenset({SYSTEM})
WRITERS = frozenset({PARTNERS, SALES, BILLING, STOCK, SYSTEM})
READERS = {
    "account.move": frozenset({SALES, BILLING, SYSTEM}),
    "account.move.line": frozenset({SALES, BILLING, SYSTEM}),
    "account.payment": frozenset({BILLING, SYSTEM}),
    "ir.model.data": ADMIN_ONLY,
    "ir.model": ADMIN_ONLY,
    "ir.model.fields": ADMIN_ONLY,
    "ir.model.access": ADMIN_ONLY,
    "ir.config_parameter": ADMIN_ONLY,
    "decimal.precision": ADMIN_ONLY,
}
CHANGERS = {
    "res.partner": frozenset({PARTNERS, SYSTEM}),
    "base.partner.merge.automatic.wizard": frozenset({PARTNERS, SYSTEM}),
    "sale.order": frozenset({SALES, SYSTEM}),
    "sale.order.line": frozenset({SALES, SYSTEM}),
    "sale.advance.payment.inv": frozenset({SALES, SYSTEM}),
    "account.move": frozenset({SALES, BILLING, SYSTEM}),
    "account.move.line": frozenset({SALES, BILLING, SYSTEM}),
    "account.payment": frozenset({BILLING, SYSTEM}),
    "account.payment.register": frozenset({BILLING, SYSTEM}),
    "account.move.reversal": frozenset({BILLING, SYSTEM}),
    "ir.attachment": frozenset({INTERNAL}),
    "confirm.stock.sms": frozenset({STOCK, SYSTEM}),
    "stock.quant": frozenset({STOCK, SYSTEM}),
    "product.product": frozenset({PRODUCTS, SYSTEM}),
    "product.template": frozenset({PRODUCTS, SYSTEM}),
}
UNCHANGEABLE_PREFIXES = (
    "account.tax",
    "account.journal",
    "account.fiscal",
    "res.c",
    "res.users",
    "ir.m",
    "ir.c",
)

_PARTNER_REST = ("Inventory/Administrator", "Purchase/Administrator", "Sales/Administrator")
_ORDER = ("Sales/Administrator", "Sales/User: Own Documents Only")
_STOCK = ("Inventory/User",)
_PRODUCTS = {
    17: (
        "Inventory/Administrator",
        "Invoicing/Billing Administrator",
        "Purchase/Administrator",
        "Sales/Administrator",
    ),
    19: ("Products/Create",),
}
_RIGHTS = {17: ("Administration/Access Rights",), 19: ("Access Rights",)}
_SETTINGS = {17: ("Administration/Settings",), 19: ("Role / Administrator",)}
_MOVES = {
    17: (
        "Invoicing/Billing",
        "Invoicing/Billing Administrator",
        "Purchase/User",
        "Sales/User: Own Documents Only",
        "Technical/Show Accounting Features - Readonly",
        "User types/Portal",
    ),
    19: (
        "Accounting/Administrator",
        "Accounting/Invoicing",
        "Purchase/User",
        "Sales/User: Own Documents Only",
        "Role / Portal",
        "Show Accounting Features - Readonly",
    ),
}
GROUP_NAMES: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "res.partner": {
        17: ("Extra Rights/Contact Creation", *_PARTNER_REST),
        19: ("Contact/Creation", *_PARTNER_REST),
    },
    "sale.order": {17: _ORDER, 19: _ORDER},
    "sale.order.line": {17: _ORDER, 19: _ORDER},
    "account.move": _MOVES,
    "account.move.line": _MOVES,
    "product.product": _PRODUCTS,
    "product.template": _PRODUCTS,
    "ir.model.data": _RIGHTS,
    "ir.model": _RIGHTS,
    "ir.model.fields": _RIGHTS,
    "ir.model.access": _RIGHTS,
    "ir.config_parameter": _SETTINGS,
    "decimal.precision": _SETTINGS,
    "confirm.stock.sms": {17: _STOCK, 19: _STOCK},
    "stock.quant": {17: _STOCK, 19: _STOCK},
}


def allowed(env: Env, model: str, operation: str) -> bool:
    """Whether the user's groups allow the operation (`read`, `create`, `write`, `unlink`) on the model."""
    groups = env.groups
    if SYSTEM in groups:
        return True
    if operation == "read":
        return bool(groups & READERS.get(model, frozenset({INTERNAL})))
    if model in CHANGERS:
        return bool(groups & CHANGERS[model])
    if model.startswith(UNCHANGEABLE_PREFIXES):
        return False
    return bool(groups & WRITERS)


def check(env: Env, model: "DeclaredModel", operation: str) -> None:
    """Raise AccessError, in Odoo's words, when the groups do not allow the operation."""
    if allowed(env, model.name, operation):
        return
    names = GROUP_NAMES.get(model.name, {}).get(env.version, ())
    listed = "\n".join(f"\t- {name}" for name in names)
    groups = (
        f"This operation is allowed for the following groups:\n{listed}"
        if names
        else "No group currently allows this operation."
    )
    raise AccessError(
        f"You are not allowed to {VERBS[operation]} '{model.label}' ({model.name}) records.\n\n{groups}\n\n"
        "Contact your administrator to request access if necessary."
    )


def check_companies(env: Env, model: "DeclaredModel") -> None:
    """Raise AccessError when the context names a company that the user does not have."""
    if "company_id" in model.fields and env.context.get("allowed_company_ids"):
        env.companies  # noqa: B018 - asking for them is the check


# Since 17 a branch works with what its parent companies keep here.
SHARED_WITH_BRANCHES = frozenset(
    {"account.tax", "account.fiscal.position", "account.journal", "account.payment.term", "account.account"}
)


def visible(env: Env, model: "DeclaredModel", row: Row) -> bool:
    """Whether the record rules show this row: its company is one the call may see, or it has none."""
    if model.name == "res.company":
        return row["id"] in env.companies
    if model.name == "res.users.apikeys":
        return row["user_id"] == env.uid or SYSTEM in env.groups
    if "company_id" not in model.fields or model.name == "res.users":
        return True
    company = row.get("company_id")
    seen = ancestry(env, env.companies) if model.name in SHARED_WITH_BRANCHES else set(env.companies)
    return not company or company in seen


def ancestry(env: Env, companies: Iterable[int]) -> set[int]:
    """The companies and those above them."""
    found = set(companies)
    for company in companies:
        while company := env.row("res.company", company)["parent_id"]:
            found.add(company)
    return found


def check_visible(env: Env, model: "DeclaredModel", rows: Iterable[Row]) -> None:
    """Raise AccessError, in Odoo's words, for the first row that the rules hide."""
    for row in rows:
        if not visible(env, model, row):
            raise AccessError(hidden_message(env, model, row))


def hidden_message(env: Env, model: "DeclaredModel", row: Row) -> str:
    """The refusal to show a record of another company."""
    text = (
        "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n"
        f"Sorry, {env.user['name']} (id={env.uid}) doesn't have 'read' access to:\n"
        f"- {model.label} ({model.name})\n\n"
        "If you really, really need access, perhaps you can win over your friendly administrator with "
        "a batch of freshly baked cookies."
    )
    if env.version < 19:
        return text
    company = row.get("company_id")
    if company in env.user["company_ids"]:
        name = env.row("res.company", row["company_id"])["name"]
        way = f"you might be able to access the record by switching to the company: {name}."
        return f"{text}\n\nThis seems to be a multi-company issue, {way}"
    way = "but you do not have access to the proper company to access the record anyhow."
    return f"{text}\n\nThis seems to be a multi-company issue, {way}"
