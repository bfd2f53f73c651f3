"""The recorded runs: which captures belong together, in which order, and what stood in the database before.

What lives here: one file per run. What must not: how answers are compared (`recorded`) and asked (`replay`).
"""

from tests.sandbox.odoo.scenarios.connection import connection
from tests.sandbox.odoo.scenarios.invoice_area import INVOICE_AREA
from tests.sandbox.odoo.scenarios.loads import more_loads
from tests.sandbox.odoo.scenarios.main_run import main_run
from tests.sandbox.odoo.scenarios.multicompany import MULTICOMPANY
from tests.sandbox.odoo.scenarios.payments import cents_and_payments
from tests.sandbox.odoo.scenarios.refusals import REFUSALS

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
    REFUSALS,
)
