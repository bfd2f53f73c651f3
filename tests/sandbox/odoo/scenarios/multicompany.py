"""Several companies, and users who may not see all of them."""

from decimal import Decimal

from tests.sandbox.odoo.replay import Replay
from tests.sandbox.odoo.scenarios.scenario import Scenario


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
