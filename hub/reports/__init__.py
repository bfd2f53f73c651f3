"""Orders and the VAT that shops charged, added up by day, channel, country and rate. Knows no page."""
