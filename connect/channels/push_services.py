"""Which places a subscription may send us to: a stranger has chosen it, so only push services."""

import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import SplitResult

from connect.channels.http_post import Connect

HTTPS = 443
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given to anyone


def way_to(endpoint: SplitResult, services: Sequence[str]) -> Connect | None:
    """How to connect to `endpoint`, or None where it lies in none of the `services`.

    Those have the form of `CONNECT_PUSH_HOSTS`. One with a port is the operator's own and may have
    any address; all others are reached at 443, and only where the whole world could reach them.
    """
    host, port = endpoint.hostname or "", endpoint.port or HTTPS
    if f"{host}:{port}" in services:
        return socket.create_connection
    named = any(host == one or (one[0] == "." and host.endswith(one)) for one in services)
    return connect_publicly if named and port == HTTPS else None


def connect_publicly(where: tuple[str, int], seconds: float) -> socket.socket:
    """A connection to an address that was looked at: no name is looked up again behind it.

    Raises `OSError` where no public address takes it.
    """
    host, port = where
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, address in found:
        if is_public(str(address[0])):
            with suppress(OSError):
                return socket.create_connection((str(address[0]), port), seconds)
    raise OSError("no public address")


def is_public(address: str) -> bool:
    """Whether an address belongs to the world: no private, local, shared or reserved one."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        # Of the other kinds some lead on to an IPv4 address, which could be any.
        return ip in _GIVEN_OUT and ip.is_global and not ip.sixtofour
    return ip.is_global and not ip.is_multicast
