"""Guards where connections go: an address typed into a form must not reach the inside of the house.

The check is on the very address that is connected to, so a name that changes its address between
check and connection (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
import sys
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection


class PrivateAddressError(Exception):
    """The name leads to an address that is not on the public internet."""

    def __init__(self, host: str, address: str) -> None:
        self.host = host
        self.address = address
        super().__init__(f"{host} is {address}")


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet (IANA special-purpose registries)."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        embedded = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if embedded is not None:
            parsed = embedded
        elif parsed in _NAT64:
            parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return parsed.is_global and not parsed.is_multicast


# RFC 6052: the last four bytes are the IPv4 address that a NAT64 gateway connects to.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host; raises `PrivateAddressError` if any is private, `socket.gaierror` if none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            raise PrivateAddressError(host, address)
    return addresses


class _Guarded(HTTPConnection):
    """Resolves once, checks, and connects to what was checked."""

    def _new_conn(self) -> socket.socket:
        try:
            addresses = public_addresses(self._dns_host, self.port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        return self._connect_first(addresses)

    def _connect_first(self, addresses: list[str]) -> socket.socket:
        for address in addresses:
            try:
                connected = self._connect_to(address)
            except OSError as error:
                last = error
            else:
                sys.audit("http.client.connect", self, self.host, self.port)
                return connected
        if isinstance(last, TimeoutError):
            raise ConnectTimeoutError(self, f"Connection to {self.host} timed out.") from last
        raise NewConnectionError(self, f"Failed to establish a new connection: {last}") from last

    def _connect_to(self, address: str) -> socket.socket:
        return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    """The same, under TLS: certificate and SNI stay those of the name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class PublicOnlyAdapter(HTTPAdapter):
    """A requests adapter that connects to public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hands the guarded connection classes to the pool manager."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolHTTPS}
