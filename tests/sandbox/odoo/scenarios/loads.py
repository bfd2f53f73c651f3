"""What else `load` can do: children by external id, numbers in cells, credit notes."""

from sandbox.odoo.models.sale_invoicing import invoice_orders
from tests.sandbox.odoo.recorded import Capture
from tests.sandbox.odoo.replay import Replay, Step
from tests.sandbox.odoo.scenarios.scenario import Scenario


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
