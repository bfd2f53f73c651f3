"""Reconciliation: each shop's last days recounted against the hub, and the hub against every target.

Comparing says one verdict per order (`findings`), differences are rows that open and end (`ledger`), and what
is safe to mend is mended (`healing`). The shop is read again by `hub.backfill`; targets plug in at `sides`.
Nothing here knows a platform or an ERP.
"""
