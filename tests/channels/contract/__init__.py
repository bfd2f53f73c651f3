"""The contract suite: what every channel must keep, checked on each one by discovery.

A channel brings two things: `fixtures/` in its package (`NAME.raw.json` with the `NAME.order.json` it must
become, `errors/` with recorded error answers), and a fake shop on a real socket (`subject.ContractShop`),
declared as `SHOPS` in `<package>.contract`, or here in `tests/channels/<slug>/contract_shop.py`.

A package from elsewhere is examined with `CONTRACT_CHANNELS=its_app pytest tests/channels/test_contract.py`
(docs/adding-a-shop.md).

`declaration`, `orders`, `robustness`, `walking`, `trouble` hold the checks: plain functions that
`test_contract.py` runs on sound channels and each platform's `test_mutations.py` on broken ones. Those of
`webhooks` are for channels that have some, those of `subscriptions` for channels that make them themselves.
`summary` counts at the end of a run.
"""
