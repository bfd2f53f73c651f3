"""Goods that leave the EU's VAT area; Great Britain has a limit of its own. Pure.

Read from top to bottom; the first rule whose conditions all hold decides.
"""

from hub.sentences import joined, say
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.mentions import Mention
from odoo_bridge.vat.rules import conditions as is_
from odoo_bridge.vat.rules.conditions import is_not
from odoo_bridge.vat.rules.goods.outcomes import (
    EXPORT_LAW,
    SMALL_BUSINESS,
    UK_LAW,
    export,
    origin_state,
    united_kingdom,
)
from odoo_bridge.vat.rules.rule import Charge, Hold, Rule, said, settled
from odoo_bridge.vat.rules.words import (
    from_to,
    number_text,
    presumed,
)

TO_THIRD_COUNTRIES = (
    Rule(
        "uk-business",
        (is_.goods, is_.to_abroad, is_.to_uk, is_.british_number),
        export(),
        lambda c: say(
            "A business with the number {number} declares the VAT of the United Kingdom itself.",
            number=number_text(c),
        ),
        f"{EXPORT_LAW}; {UK_LAW}",
    ),
    Rule(
        "uk-above-135",
        (is_.goods, is_.to_abroad, is_.to_uk, is_.above_low_value_uk, is_not(is_.franchise)),
        export(),
        said(say("A consignment to Great Britain above 135 GBP: import VAT is due at the border.")),
        f"{EXPORT_LAW}; {UK_LAW}",
    ),
    Rule(
        "uk-value-unclear",
        (is_.goods, is_.to_abroad, is_.to_uk, is_not(is_.low_value_uk), is_not(is_.above_low_value_uk)),
        Hold(todo=said(say("Give the value of the goods and the rate of exchange to GBP of that day."))),
        said(say("Whether the consignment is worth more than 135 GBP cannot be told.")),
        UK_LAW,
    ),
    Rule(
        "uk-not-registered",
        (is_.goods, is_.to_abroad, is_.to_uk, is_.low_value_uk, is_.without_uk_registration),
        export(),
        said(
            say(
                "Attention: up to 135 GBP the seller owes VAT of the United Kingdom and must be registered "
                "there, which the settings deny. Taxed as an export only."
            )
        ),
        f"{EXPORT_LAW}; {UK_LAW}",
    ),
    Rule(
        "uk-low-value",
        (is_.goods, is_.to_abroad, is_.to_uk, is_.low_value_uk),
        Charge(
            treatment=Treatment.UK_LOW_VALUE, where=united_kingdom, mention=Mention.EXPORT, law=origin_state
        ),
        lambda c: joined(
            say(
                "A consignment up to 135 GBP to a consumer in Great Britain: an export here, and the seller "
                "charges VAT of the United Kingdom."
            ),
            presumed(c, "uk"),
        ),
        f"{EXPORT_LAW}; {UK_LAW}",
    ),
    Rule(
        "franchise-export",
        (is_.goods, is_.to_abroad, is_.franchise, is_.from_home),
        SMALL_BUSINESS,
        said(say("The seller is a small enterprise and charges no VAT, on exports neither.")),
        "Directive 2006/112/EC art. 284; CGI art. 293 B",
    ),
    Rule(
        "export",
        (is_.goods, is_.to_abroad),
        export(),
        lambda c: say(
            "{journey}: the goods leave the EU's VAT area ({source}).",
            journey=from_to(c),
            source=settled(c.destination).source,
        ),
        EXPORT_LAW,
    ),
)
