"""VAT: whose number it is, whether it holds, and what is due.

`decide` says which VAT is due on a `sale` and why, by the table in `rules` over the dated files in `data`:
all pure. `numbers` reads VAT ids and `candidates` chooses among those of an order, both pure; `vies` asks
the EU's register and keeps the proof. What must not live here: writing to Odoo, and anything of one shop
platform.
"""
