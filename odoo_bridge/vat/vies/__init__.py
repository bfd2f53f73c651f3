"""VIES, the EU's register of VAT ids: asked once per number, with our own number, and the proof kept.

`current` is what others call. It stands on: `rest` and `soap` (how a question is written, what an answer
means), `wire` and `client` (the line), `lanes` (member states side by side), `breaker` (pauses per state),
`keeping` (answers and questions in the database), `again` (the clock). `comparing` says how name and
address fit an order, `seller` with which number VIES is asked. What must not live here: whether VAT is due,
and what a shop's policy makes of a verdict.
"""
