"""How long real servers took, as latency faults: a fixed part per call and a part per record.

Fitted to medians measured on a shared two-core machine over JSON-RPC (17) and JSON-2 (19), for single calls
and batches of 10 and 50; expect a real server within a factor of two. Seconds.
"""

from sandbox.odoo.faults import Fault

FLOOR = {17: 0.023, 19: 0.017}
LOGIN = {17: 0.9, 19: 0.95}
PER_CALL_AND_RECORD = {
    17: {
        ("product.product", "search_read"): (0.013, 0.0),
        ("res.partner", "search_read"): (0.005, 0.0),
        ("res.partner", "create"): (0.027, 0.005),
        ("res.partner", "load"): (0.025, 0.0045),
        ("sale.order", "create"): (0.105, 0.020),
        ("sale.order", "load"): (0.070, 0.024),
        ("sale.order", "action_confirm"): (0.250, 0.085),
        ("sale.advance.payment.inv", "create_invoices"): (0.150, 0.067),
        ("account.move", "action_post"): (0.040, 0.085),
        ("sale.order", "search_read"): (0.020, 0.0009),
        ("account.move", "search_read"): (0.0, 0.0005),
    },
    19: {
        ("product.product", "search_read"): (0.012, 0.0),
        ("res.partner", "search_read"): (0.008, 0.0),
        ("res.partner", "create"): (0.030, 0.0025),
        ("res.partner", "load"): (0.030, 0.0025),
        ("sale.order", "create"): (0.074, 0.021),
        ("sale.order", "load"): (0.075, 0.022),
        ("sale.order", "action_confirm"): (0.135, 0.096),
        ("sale.advance.payment.inv", "create_invoices"): (0.145, 0.077),
        ("account.move", "action_post"): (0.040, 0.085),
        ("sale.order", "search_read"): (0.003, 0.001),
        ("account.move", "search_read"): (0.0, 0.0005),
    },
}


def measured(version: int, scale: float = 1.0) -> list[Fault]:
    """The latencies of one version times `scale`; they add up per call and stay until cleared."""
    faults = [
        _latency("", "", FLOOR[version] * scale),
        _latency("common", "authenticate", LOGIN[version] * scale),
    ]
    for (model, method), (call, record) in PER_CALL_AND_RECORD[version].items():
        faults.append(_latency(model, method, call * scale, record * scale))
    return faults


def _latency(model: str, method: str, seconds: float, seconds_per_record: float = 0.0) -> Fault:
    return Fault(
        "latency",
        model=model,
        method=method,
        times=None,
        seconds=seconds,
        seconds_per_record=seconds_per_record,
    )
