"""Every code that VIES or the way to it may give has its row in the runbook."""

import re
from pathlib import Path

from django.conf import settings

from odoo_bridge.vat.candidates import CONFLICT, OTHER_COUNTRY
from odoo_bridge.vat.vies.codes import CODES

RUNBOOK = (Path(settings.BASE_DIR) / "docs" / "runbook.md").read_text("utf-8")
PART = RUNBOOK.partition("## VAT ids and VIES")[2].partition("\n## ")[0]


def test_each_code_has_a_row_and_each_row_a_code() -> None:
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|$", PART, re.MULTILINE)

    named = [code for cell, _, _ in rows for code in re.findall(r"`([\w-]+)`", cell)]

    assert sorted(named) == sorted([*CODES, CONFLICT, OTHER_COUNTRY])
    assert all(why.strip() and what.strip() for _, why, what in rows)
