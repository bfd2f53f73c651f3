"""How days, moments and numbers are written on pages, by language; Django looks here first."""
