"""PrestaShop 1.7, 8 and 9, read through its webservice as JSON.

`channel` declares; `poll` walks what changed; `api` asks, `references` asks for what orders point at,
`bundle` puts together what one order needs; `checkup` tests a connection, `errors` reads refusals.
Pure: `mapping` (raw → order) with `lines`, `discounts`, `taxes`, `payments`, `refunds`, `parties`, `parcels`,
`status`, `times`, `fields`; `saved` finds orders in recordings, `hints` reads what the shop's module
(`docs/affluenthook.php`) tells. README.md tells the facts and traps.
"""
