"""Countries as shops write them, as ISO 3166-1 alpha-2 codes."""

# VAT calls Greece EL and Northern Ireland XI, people say UK; ZZ is Shopify's word for no country at all.
_NOT_ISO = {"EL": "GR", "UK": "GB", "XI": "GB", "ZZ": ""}


def iso_country(said: str) -> str:
    """The ISO code of a country that a shop names by a code; what is none stays, and the order names it."""
    code = said.strip().upper()
    return _NOT_ISO.get(code, code)
