"""Who is registered for VAT, and which member states tell the name."""

from __future__ import annotations

from dataclasses import dataclass

MEMBER_STATES = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI"),
)
MASKING = frozenset({"DE", "ES"})  # give neither name nor address
COMPARING = frozenset({"ES"})  # but say whether the name sent is right


@dataclass(frozen=True, slots=True)
class Trader:
    """A registered company; ``number`` is without the country's prefix."""

    country: str
    number: str
    name: str = "---"
    address: str = "---"


REGISTERED = (
    Trader("BE", "0403019261", "NV EXAMPLE BELGIUM", "Wetstraat 1\n1000 Brussel"),
    Trader("BE", "0477472701", "BRUXELLES IMPORT NV", "Rue de la Loi 200\n1040 Bruxelles"),
    Trader("IT", "07643520567", "CONTI ARREDI SRL", "VIA ROMA 10 \n10121 TORINO TO\n"),
    Trader("DE", "136695976", "KLEIN GMBH", "Hauptstraße 5\n10115 Berlin"),
    Trader("DE", "129273398", "EXEMPEL GMBH", "Goethestraße 12\n80331 München"),
    Trader("ES", "B58378431", "EJEMPLO SL", "Calle Mayor 1\n28013 Madrid"),
    Trader("FR", "40303265045", "SOCIETE PRO SARL", "1 AVENUE DU PORT\n13002 MARSEILLE"),
    Trader("FR", "K7399859412", "ATELIER EXEMPLE", "5 QUAI SUD\n44000 NANTES"),
    Trader("NL", "004495445B01", "DE VRIES BV", "DAMRAK 00002\n1012LG AMSTERDAM"),
    Trader("PL", "8567346215", "PRZYKŁAD SP. Z O.O.", "UL. PROSTA 1\n00-001 WARSZAWA"),
    Trader("PL", "7740001454", "ORLEN SPÓŁKA AKCYJNA", "CHEMIKÓW 7\n09-411 PŁOCK"),
    Trader("EL", "094259216", "ΠΑΡΑΔΕΙΓΜΑ ΑΕ", "ΑΘΗΝΑ"),
    Trader("XI", "431034494", "EXAMPLE NI LTD", "1 High Street\nBelfast"),
)
