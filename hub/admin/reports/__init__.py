"""The page of reports, with its chart and its files."""
