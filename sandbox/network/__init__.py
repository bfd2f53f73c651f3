"""What travels between the hub and a platform: HTTP over sockets, and a network that fails.

``http`` is the plumbing under every sandbox server (one request in, one response out, and the ways an
answer can break on the wire); ``proxy`` is a TCP proxy that delays, cuts, resets and refuses. What a
platform *says* does not belong here.
"""

from sandbox.network.http import HttpServer, Request, Response, Wire
from sandbox.network.proxy import FaultyProxy, Kind

__all__ = ["FaultyProxy", "HttpServer", "Kind", "Request", "Response", "Wire"]
