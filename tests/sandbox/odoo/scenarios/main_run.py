"""The main run: one order from partner to refund, then every error, over one transport."""

from tests.sandbox.odoo.recorded import captured
from tests.sandbox.odoo.replay import Replay, Step
from tests.sandbox.odoo.scenarios.scenario import Scenario, no_pricelists

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
            no_pricelists,
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
