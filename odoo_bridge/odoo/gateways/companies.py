"""Whose a record is: every call is about one company."""

from typing import Any

from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo


def of_company(odoo: Odoo) -> list[Any]:
    """What says in a domain that a record is the company's; since 17 a branch uses its parent's too."""
    if versions.major(odoo.version) >= versions.FIRST_WITH_BRANCHES:
        return ["company_id", "parent_of", [odoo.company_id]]
    return ["company_id", "=", odoo.company_id]


def or_of_none(condition: list[Any]) -> list[Any]:
    """The same, or shared by all companies."""
    return ["|", ["company_id", "=", False], condition]
