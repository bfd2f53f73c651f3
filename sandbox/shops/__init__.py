"""Shop platforms as real HTTP servers, one package per platform.

``server.PlatformSandbox`` is what all of them share: sockets, a clock that can be wrong, faults, the control
API under ``/sandbox``. A platform's package holds what only that platform does: its storage, its auth, its
routes, its errors. Nothing here knows how the hub reads an order.
"""
