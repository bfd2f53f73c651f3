"""The invoices that a customer sees."""

from tests.sandbox.odoo.replay import Replay
from tests.sandbox.odoo.scenarios.scenario import Scenario


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
