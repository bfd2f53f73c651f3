"""Goods that leave from outside the EU's VAT area: import, or the import one-stop shop. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import joined, say
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.conditions import is_not
from odoo_bridge.vat.rules.goods.outcomes import (
    IMPORT_LAW,
    IMPORTED,
    at_destination,
)
from odoo_bridge.vat.rules.rule import Charge, Hold, Rule, Zero, nobody, said, settled
from odoo_bridge.vat.rules.words import (
    ask_vies,
    from_to,
    no_answer,
    one_number,
    presumed,
    several_numbers,
)

FROM_THIRD_COUNTRIES = (
    Rule(
        "third-country-only",
        (is_.goods, is_.from_third_country, is_.to_abroad),
        Zero(treatment=Treatment.OUT_OF_SCOPE, country=nobody),
        lambda c: say(
            "The goods never enter the EU's VAT area ({journey}); taxes there are the seller's matter.",
            journey=from_to(c),
        ),
        "Directive 2006/112/EC art. 2(1)(a), 5",
    ),
    Rule(
        "great-britain-to-northern-ireland",
        (is_.goods, is_.from_third_country, is_.from_uk, is_.to_northern_ireland),
        Hold(todo=said(say("Decide the VAT of this order by hand: the United Kingdom's own rules apply."))),
        said(
            say("Goods that go from Great Britain to Northern Ireland stay inside the United Kingdom's VAT.")
        ),
        "Windsor Framework; VATA 1994 sch. 9ZB",
    ),
    Rule(
        "import-to-department",
        (is_.goods, is_.from_third_country, is_.to_dom),
        IMPORTED,
        lambda c: say(
            "The goods are imported into {place}; import VAT is due there.",
            place=settled(c.destination).name,
        ),
        "CGI art. 291, 294",
    ),
    Rule(
        "import-numbers-conflict",
        (is_.goods, is_.from_third_country, is_.conflict),
        Hold(todo=one_number),
        several_numbers,
        IMPORT_LAW,
    ),
    Rule(
        "import-business",
        (is_.goods, is_.from_third_country, is_.valid),
        IMPORTED,
        said(say("A business imports the goods and declares import VAT itself; the IOSS is for consumers.")),
        IMPORT_LAW,
    ),
    Rule(
        "import-without-ioss",
        (is_.goods, is_.from_third_country, is_.without_ioss),
        IMPORTED,
        lambda c: say(
            "The goods come from outside the EU ({journey}); import VAT is due on arrival.",
            journey=from_to(c),
        ),
        IMPORT_LAW,
    ),
    Rule(
        "import-above-150",
        (is_.goods, is_.from_third_country, is_.above_ioss),
        IMPORTED,
        said(say("The consignment is worth more than 150 EUR: no IOSS, import VAT is due on arrival.")),
        f"{IMPORT_LAW}; art. 369l(2)",
    ),
    Rule(
        "import-value-unclear",
        (is_.goods, is_.from_third_country, is_not(is_.ioss_value)),
        Hold(todo=said(say("Give the value of the goods and the rate of exchange to EUR of that day."))),
        said(say("Whether the consignment is worth more than 150 EUR cannot be told.")),
        "Directive 2006/112/EC art. 369l(2)",
    ),
    Rule(
        "import-vies-pending",
        (is_.goods, is_.from_third_country, is_.pending),
        Hold(treatment=Treatment.HOLD_VIES, todo=ask_vies),
        no_answer,
        IMPORT_LAW,
    ),
    Rule(
        "ioss",
        (is_.goods, is_.from_third_country),
        Charge(treatment=Treatment.IOSS, where=at_destination),
        lambda c: joined(
            say(
                "A consignment up to 150 EUR from outside the EU to a consumer in {place}: declared in the "
                "IOSS, whose number belongs in the customs data.",
                place=settled(c.destination).name,
            ),
            presumed(c, "ioss"),
        ),
        "Directive 2006/112/EC art. 33(c), 143(1)(ca), 369l to 369x",
    ),
)
