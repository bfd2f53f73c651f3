"""Sales for tests of the VAT rules, and the CSV tables in fixtures/ that tell what must come of them."""

from datetime import date
from pathlib import Path
from typing import Any

from odoo_bridge.vat.sale import Buyer, Sale, Seller, Vies
from odoo_bridge.vat.sheet import Row, read
from odoo_bridge.vat.territories import Place

FIXTURES = Path(__file__).parent / "fixtures"
DAY = date(2026, 11, 20)
PARIS = Place(country="FR", postcode="75009")
BERLIN = Place(country="DE", postcode="10969")
GERMAN_NUMBER = "DE136695976"
OSS = Seller(oss=True, over_threshold=True)

# An ordinary address in each state, and a VAT number that passes its check digits.
POSTCODES = {
    **{"AT": "1010", "BE": "1000", "BG": "1000", "CY": "1010", "CZ": "11000", "DE": "10969", "DK": "1050"},
    **{
        "EE": "10111",
        "ES": "28001",
        "FI": "00100",
        "FR": "75009",
        "GR": "10431",
        "HR": "10000",
        "HU": "1051",
    },
    **{"IE": "D02 AF30", "IT": "10121", "LT": "01103", "LU": "1855", "LV": "1010", "MT": "VLT 1110"},
    **{"NL": "1011 AB", "PL": "00-001", "PT": "1000-001", "RO": "010011", "SE": "111 20", "SI": "1000"},
    **{"SK": "81101"},
}
NUMBERS = {
    **{"AT": "ATU13585627", "BE": "BE0403019261", "BG": "BG175074752", "CY": "CY10259033P"},
    **{"CZ": "CZ25123891", "DE": GERMAN_NUMBER, "DK": "DK13585628", "EE": "EE100931558"},
    **{"ES": "ESB58378431", "FI": "FI20774740", "FR": "FR40303265045", "GR": "EL094259216"},
    **{"HR": "HR33392005961", "HU": "HU12892312", "IE": "IE6433435F", "IT": "IT07643520567"},
    **{"LT": "LT119511515", "LU": "LU15027442", "LV": "LV40003521600", "MT": "MT11679112"},
    **{"NL": "NL004495445B01", "PL": "PL8567346215", "PT": "PT501964843", "RO": "RO18547290"},
    **{"SE": "SE123456789701", "SI": "SI50223054", "SK": "SK2022749619"},
}


def home(state: str) -> Place:
    """An address in the state that has no special rules."""
    return Place(country=state, postcode=POSTCODES[state])


def sale(**columns: Any) -> Sale:
    """From a French seller in the OSS to a consumer in Berlin, unless told otherwise."""
    return Sale(**{"day": DAY, "seller": OSS, "ship_to": BERLIN, **columns})


def business(vat_id: str = GERMAN_NUMBER, vies: Vies = Vies.VALID, **columns: Any) -> Buyer:
    """A company with a number that VIES has confirmed, unless told otherwise."""
    return Buyer(**{"company": True, "vat_id": vat_id, "vies": vies, **columns})


def rows(name: str) -> list[Row]:
    """The sales of a table in fixtures/, each with the expected columns."""
    return read((FIXTURES / name).read_text(encoding="utf-8"))
