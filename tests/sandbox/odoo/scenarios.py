"""The recorded runs.

Which captures belong together, in which order, and what stood in the database before them.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.odoo.models.sale_invoicing import invoice_orders
from tests.sandbox.odoo.recorded import Capture, captured
from tests.sandbox.odoo.replay import Replay, Step

STOCK = Decimal(100_000)


@dataclass(frozen=True)
class Scenario:
    """One run. `user` is whose key its JSON-2 calls used, `users` the exceptions by capture."""

    title: str
    versions: tuple[str, ...]
    steps: tuple[Step, ...]
    user: str = "hub_api"
    users: dict[str, str] = field(default_factory=dict)


# --- the main run: one order from partner to refund, then every error

LOOK_UPS = (
    "context_get",
    "partner_search_by_email_none",
    "product_search_by_sku",
    "country_search",
    "tax_search_sale_20",
    "fiscal_position_search",
    "journal_search",
    "payment_term_search",
    "pricelist_search",
)
PARTNERS = (
    "partner_create_one",
    "partner_create_many",
    "partner_create_delivery_address",
    "partner_search_by_email",
    "partner_load_get_or_create_first",
    "partner_load_get_or_create_again",
)
ORDERS = (
    "sale_order_create_one",
    "sale_order_create_many",
    "sale_order_load_get_or_create_first",
    "sale_order_load_get_or_create_again",
    "sale_order_load_error_bad_product",
    "sale_order_read_back",
    "sale_order_line_read_back",
    "sale_order_search_by_client_ref",
)
CONFIRM = ("sale_order_confirm_one", "sale_order_confirm_many", "sale_order_confirm_again_usererror")
INVOICE = ("invoice_wizard_create", "invoice_wizard_create_invoices")
POST = (
    "invoice_wizard_nothing_to_invoice",
    "invoice_wizard_read_ids",
    "invoice_write_date_and_ref",
    "invoice_post_one",
    "invoice_post_many",
    "invoice_post_again_usererror",
    "invoice_read_back",
)
SETTLE = (
    "payment_register_create",
    "payment_register_read_defaults",
    "payment_register_create_payments",
    "invoice_read_after_payment",
    "payment_register_again_nothing_to_pay",
    "reversal_wizard_create",
)
REFUND = (
    "reversal_wizard_refund_moves",
    "credit_note_read",
    "credit_note_partial_edit",
    "credit_note_post",
    "credit_note_read_posted",
    "sale_order_cancel_confirmed",
    "sale_order_cancel_no_warning",
    "sale_order_read_after_cancel",
    "invoice_portal_url",
    "invoice_pdf_by_portal_url",
    "report_pdf_url_with_bearer",
    "attachment_create",
    "attachment_search",
    "message_post",
)
ERRORS = (
    "missing_record_read",
    "missing_record_write",
    "missing_record_action",
    "invalid_field_search",
    "invalid_field_read",
    "invalid_field_create",
    "unknown_model",
    "unknown_method",
    "private_method",
    "missing_required_field",
    "foreign_key_missing",
    "bad_selection_value",
    "bad_date_value",
    "date_with_T_and_Z",
    "vat_invalid_validationerror",
    "vat_valid",
    "accesserror_create_sale_order",
    "accesserror_read_invoices",
    "accesserror_create_partner",
    "accesserror_post_invoice_as_salesman",
    "accesserror_ir_model_data",
    "bad_json",
)
JSONRPC_ONLY = (
    "version",
    "authenticate",
    "authenticate_wrong_password",
    "authenticate_unknown_login",
    "authenticate_wrong_db",
    "execute_wrong_key",
    "execute_wrong_db",
    "unknown_service",
    "create_without_args",
)
JSON2_ONLY = (
    "version",
    "wrong_key",
    "no_authorization_header",
    "basic_instead_of_bearer",
    "unknown_database",
    "no_database_header",
    "get_instead_of_post",
    "wrong_content_type",
    "unknown_path",
    "create_with_ids",
    "positional_args_not_supported",
    "unexpected_keyword_argument",
    "write_missing_argument",
    "search_read_extra_argument",
)


def _no_pricelists(replay: Replay) -> None:
    for record in list(replay.env.table("product.pricelist").rows):
        replay.env.table("product.pricelist").delete(record)


def _order_numbers(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        names = [row["name"] for row in replay.recorded(f"{prefix}_sale_order_read_back")]
        replay.env.database.sequences["sale.order"] = min(int(name[1:]) for name in names) - 1
        lines = replay.recorded(f"{prefix}_sale_order_line_read_back")
        replay.seat("sale.order.line", lines[0]["id"])

    return prepare


def _picking_ids(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        (order,) = replay.recorded(f"{prefix}_sale_order_read_after_cancel")
        replay.seat("stock.picking", order["picking_ids"][0] - 1)

    return prepare


def _invoice_numbers(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        names = [row["name"] for row in replay.recorded(f"{prefix}_invoice_read_back")]
        first = min(int(name.rsplit("/", 1)[1]) for name in names)
        replay.env.database.numbers["1:INV/2026/"] = first - 1
        (note,) = replay.recorded(f"{prefix}_credit_note_read_posted")
        replay.env.database.numbers["1:RINV/2026/"] = int(note["name"].rsplit("/", 1)[1]) - 1

    return prepare


def _second_wizard(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        orders = [row["id"] for row in replay.recorded(f"{prefix}_sale_order_read_back")]
        values = {"consolidated_billing": False, "sale_order_ids": [[6, 0, orders]]}
        replay.env.model("sale.advance.payment.inv").insert(replay.env, values)

    return prepare


def _credit_note_lines(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        (note,) = replay.recorded(f"{prefix}_credit_note_read")
        replay.seat("account.move.line", note["invoice_line_ids"][0])

    return prepare


def _fault(kind: str, model: str, method: str) -> Step:
    return lambda replay: replay.sandbox.fault(kind, model=model, method=method)


def _revoked(replay: Replay) -> None:
    replay.sandbox.engine.revoked.add(replay.sandbox.key_for("hub_mc"))


def _customers(replay: Replay) -> None:
    for _ in range(replay.recorded("json2_query_count")):
        replay.plant("res.partner", name="Customer", customer_rank=1)


def main_run(prefix: str, version: str) -> Scenario:
    """From the first look-up to the last error, over one transport."""

    def named(*names: str) -> tuple[str, ...]:
        return tuple(f"{prefix}_{name}" for name in names)

    only: tuple[Step, ...] = named(*(JSONRPC_ONLY if prefix == "jsonrpc" else JSON2_ONLY))
    if prefix == "json2":
        only += (_revoked, *named("expired_key"), _customers, *named("query_count"))
    serialization: tuple[Step, ...] = ()
    if f"{prefix}_serialization_failure" in captured(version):
        serialization = (_fault("serialization", "res.partner", "write"), *named("serialization_failure"))
    return Scenario(
        f"{prefix} main run",
        (version,),
        (
            *only,
            _no_pricelists,
            *named(*LOOK_UPS, *PARTNERS),
            _order_numbers(prefix),
            *named(*ORDERS),
            _picking_ids(prefix),
            *named(*CONFIRM),
            _invoice_numbers(prefix),
            *named(*INVOICE),
            _second_wizard(prefix),
            *named(*POST, *SETTLE),
            _credit_note_lines(prefix),
            *named(*REFUND, *ERRORS),
            *serialization,
            _fault("loser", "sale.order", "load"),
            *named("sale_order_load_concurrent_loser"),
        ),
        users={
            f"{prefix}_accesserror_create_partner": "hub_ro",
            f"{prefix}_accesserror_create_sale_order": "hub_ro",
            f"{prefix}_accesserror_read_invoices": "hub_ro",
            f"{prefix}_accesserror_post_invoice_as_salesman": "hub_sales",
            f"{prefix}_expired_key": "hub_mc",
        },
    )


# --- one cent on a tax line, payments, stock


def _two_invoices(prefix: str) -> Step:
    """Two orders of the recorded lines, each with its draft invoice; the second is posted."""

    def prepare(replay: Replay) -> None:
        env = replay.env
        lines = replay.recorded(f"{prefix}_invoice_tax_line_read")
        (invoice,) = replay.recorded(f"{prefix}_invoice_totals_after_tax_line_edit")
        payment = replay.recorded(f"{prefix}_payment_read")[0]
        partner, name = payment["partner_id"]
        replay.plant("res.partner", partner, name=name)
        replay.seat("sale.order.line", lines[0]["sale_line_ids"][0])
        replay.seat("account.move", invoice["id"])
        replay.seat("account.move.line", lines[0]["id"])
        numbers = env.database.numbers
        numbers["1:INV/2026/"] = 1
        numbers["6:PBNK1/2026/"] = int(payment["name"].rsplit("/", 1)[1]) - 1
        for _ in range(2):
            order = env.model("sale.order").insert(env, _order(partner, lines, env.version))
            env.model("sale.order").modify(env, order, {"state": "sale"})
            (move,) = invoice_orders(env, [order], consolidated=False)
        replay.call("account.move", "action_post", [move])

    return prepare


def _order(partner: int, lines: list[dict[str, Any]], version: int) -> dict[str, Any]:
    products = {"Line 0": 1, "Line 1": 14, "Line 2": 27}
    commands = []
    for line in lines[:3]:
        text = line["name"][line["name"].index("Line ") :]
        values = {
            "product_id": products[text[:6]],
            "name": text,
            "product_uom_qty": line["quantity"],
            "price_unit": line["price_unit"],
            "tax_id" if version < 19 else "tax_ids": [[6, 0, line["tax_ids"]]],
        }
        commands.append([0, 0, values])
    return {"partner_id": partner, "order_line": commands}


def _picking(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        (picking,) = replay.recorded(f"{prefix}_picking_of_order")
        order = _sale_id(replay, prefix)
        replay.plant("sale.order", order, name=f"S{order}", state="sale", company_id=1)
        replay.plant("stock.picking", picking.pop("id"), sale_id=order, company_id=1, **picking)
        wizard = replay.recorded(f"{prefix}_picking_button_validate_sms_wizard")
        replay.seat("confirm.stock.sms", wizard["res_id"])

    return prepare


def _sale_id(replay: Replay, prefix: str) -> int:
    body = Capture(replay.version, f"{prefix}_picking_of_order").body
    domain = body["params"]["args"][6]["domain"] if "params" in body else body["domain"]
    return int(domain[0][2])


def _stock(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        for product in replay.recorded(f"{prefix}_product_stock_read"):
            row = replay.env.row("product.product", product["id"])
            row["_reserved"] = {1: STOCK - Decimal(product["free_qty"])}

    return prepare


def cents_and_payments(prefix: str, version: str) -> Scenario:
    """The repair of one cent, the safe way to pay, and the stock that belongs to it."""
    names = (
        "invoice_tax_line_read",
        "invoice_tax_line_plus_one_cent",
        "invoice_totals_after_tax_line_edit",
        "payment_load_get_or_create_first",
        "payment_load_get_or_create_again",
        "payment_post",
        "payment_post_again",
        "payment_read",
        "payment_receivable_line",
        "payment_reconcile",
        "payment_reconcile_again",
        "invoice_after_reconcile",
    )
    stock = (
        "picking_of_order",
        "picking_button_validate_accesserror",
        "picking_button_validate_sms_wizard",
        "picking_button_validate_skip_sms",
        "picking_state_after",
        "quant_create_accesserror",
    )
    return Scenario(
        f"{prefix} cents and payments",
        (version,),
        (
            _two_invoices(prefix),
            *(f"{prefix}_{name}" for name in names),
            _picking(prefix),
            *(f"{prefix}_{name}" for name in stock),
            _stock(prefix),
            f"{prefix}_product_stock_read",
        ),
        users={
            f"{prefix}_picking_button_validate_sms_wizard": "admin",
            f"{prefix}_picking_button_validate_skip_sms": "admin",
        },
    )


# --- what else `load` can do


def _refundable_order(prefix: str) -> Step:
    """Invoice and post the order that was just loaded, so that a credit note can point to it."""

    def prepare(replay: Replay) -> None:
        env = replay.env
        replay.call("sale.order", "action_confirm", [1])
        moves = invoice_orders(env, [1], consolidated=False)
        replay.call("account.move", "action_post", moves)

    return prepare


def _customer_with_address(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        name = f"{prefix}_sale_order_load_pricelist_and_fiscal_position"
        body = Capture(replay.version, name).body
        row = body["params"]["args"][5][1][0] if "params" in body else body["data"][0]
        customer = replay.plant("res.partner", name="Customer", country_id=75)
        address = replay.plant("res.partner", name="Address", type="delivery", parent_id=customer)
        replay.env.database.set_external_id(row[2], "res.partner", customer, True)
        replay.env.database.set_external_id(row[4], "res.partner", address, True)

    return prepare


def more_loads(prefix: str, version: str) -> Scenario:
    """Children by external id, numbers in cells, pricelist and fiscal position, credit notes."""
    return Scenario(
        f"{prefix} more loads",
        (version,),
        (
            _customer_with_address(prefix),
            f"{prefix}_partner_load_invalid_vat",
            f"{prefix}_sale_order_load_pricelist_and_fiscal_position",
            _refundable_order(prefix),
            f"{prefix}_credit_note_load_get_or_create_first",
            f"{prefix}_credit_note_load_get_or_create_again",
            f"{prefix}_credit_note_loaded_post",
            f"{prefix}_credit_note_load_after_post",
            f"{prefix}_partner_load_with_delivery_child_one_call",
            f"{prefix}_sale_order_load_partner_by_external_id",
            f"{prefix}_load_error_unknown_external_id",
            f"{prefix}_load_numbers_instead_of_strings",
        ),
    )


# --- several companies


def _two_partners(replay: Replay) -> None:
    first = 63 if replay.version == "17" else 62
    tag = "daatm" if replay.version == "17" else "fsloy"
    replay.plant("res.partner", first, name="Shared", country_id=75)
    replay.plant("res.partner", first + 1, name=f"Only C1 {tag}", company_id=1)
    product = replay.env.row("product.product", 2)
    product["_stock"] = {1: Decimal(99_957)}
    product["_cost"] = {2: Decimal(11)}


def _number_58(replay: Replay) -> None:
    """A failing import takes two numbers.

    One for the batch, one for the record alone, which is the one it names.
    """
    replay.env.database.sequences["sale.order"] = 56


MULTICOMPANY = Scenario(
    "multicompany",
    ("17", "19"),
    (
        _two_partners,
        "multicompany_companies",
        "multicompany_own_user",
        "multicompany_single_user_other_company",
        "multicompany_taxes_both",
        "multicompany_order_load_no_context",
        "multicompany_order_load_context_company2",
        "multicompany_order_load_company_column",
        "multicompany_order_load_company_column_not_allowed",
        "multicompany_same_external_id_other_company",
        "multicompany_external_id_of_hidden_record",
        "multicompany_overwrite_hidden_record",
        "multicompany_read_hidden_order",
        _number_58,
        "multicompany_order_partner_of_other_company",
        "multicompany_product_values_none",
        "multicompany_product_values_1",
        "multicompany_product_values_2",
        "multicompany_product_values_12",
    ),
    user="hub_mc",
    users={
        "multicompany_single_user_other_company": "hub_full",
        "multicompany_external_id_of_hidden_record": "hub_full",
        "multicompany_overwrite_hidden_record": "hub_full",
        "multicompany_read_hidden_order": "hub_full",
    },
)


# --- setting a connection up


def _as_installed(replay: Replay) -> None:
    """Two currencies, one price list, one carrier more, two keys of people who are not here."""
    env = replay.env
    currencies = env.table("res.currency")
    for record, row in currencies.rows.items():
        currencies.update(record, {"active": row["name"] in ("EUR", "USD")})
    _no_pricelists(replay)
    euro = 126 if replay.version == "17" else 125
    replay.plant("product.pricelist", 1, name="PL", currency_id=euro, company_id=1)
    carriers = replay.recorded("connection_carriers")
    replay.plant("delivery.carrier", carriers[1]["id"], name=carriers[1]["name"])
    replay.plant("res.users.apikeys", 6, user_id=1, name="hub", expiration_date="2027-02-09 00:00:00")


def connection(version: str) -> Scenario:
    """Every question that is asked before a first order."""
    return Scenario(
        "connection",
        (version,),
        (_as_installed, *(name for name in captured(version) if name.startswith("connection_"))),
        user="hub_full",
        users={
            "connection_apikeys_admin": "admin",
            "connection_apikeys_plain_user": "hub_ro",
            "connection_own_user_plain": "hub_ro",
            "connection_write_probe_no_right": "hub_ro",
        },
    )


# --- the invoices a customer sees


def _company_with_contact(replay: Replay) -> None:
    env = replay.env
    buyer, company = replay.recorded("invoice_area_commercial_partner")
    rows = {row["id"]: row for row in (buyer, company)}
    for record in sorted(rows):
        row = rows[record]
        parent = row["parent_id"][0] if row["parent_id"] else False
        replay.plant("res.partner", record, name=row["name"], parent_id=parent, is_company=row["is_company"])
    for move in reversed(replay.recorded("invoice_area_search")):
        line = {"product_id": 1, "quantity": 1, "price_unit": 20, "tax_ids": [[6, 0, [36]]]}
        values = {
            "move_type": move["move_type"],
            "partner_id": move["partner_id"][0],
            "ref": move["ref"],
            "company_id": 1,
            "invoice_line_ids": [[0, 0, line]],
        }
        replay.call("account.move", "action_post", [env.model("account.move").insert(env, values)])


INVOICE_AREA = Scenario(
    "invoice area",
    ("17", "19"),
    (
        _company_with_contact,
        "invoice_area_commercial_partner",
        "invoice_area_search",
        "invoice_area_count",
        "invoice_area_search_partner_only",
        "invoice_area_search_child_of",
        "invoice_area_search_as_hub_sales",
        "invoice_area_search_as_hub_ro",
        "invoice_area_portal_url",
        "invoice_area_pdf_wrong_token",
    ),
    user="hub_full",
    users={"invoice_area_search_as_hub_sales": "hub_sales", "invoice_area_search_as_hub_ro": "hub_ro"},
)

SCENARIOS = (
    main_run("jsonrpc", "17"),
    main_run("jsonrpc", "19"),
    main_run("json2", "19"),
    cents_and_payments("jsonrpc", "17"),
    cents_and_payments("jsonrpc", "19"),
    cents_and_payments("json2", "19"),
    more_loads("jsonrpc", "17"),
    more_loads("json2", "19"),
    MULTICOMPANY,
    connection("17"),
    connection("19"),
    INVOICE_AREA,
)
