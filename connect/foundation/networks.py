"""Which network an address belongs to: what one provider or one household has, not one machine."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What is handed out together: nobody gets fewer addresses than these.
_IPV4_PREFIX, _IPV6_PREFIX = 24, 64


def network_of(address: str | None) -> str:
    """`203.0.113.0/24`, or the /64 of an IPv6 address; empty for what is no address."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    prefix = _IPV4_PREFIX if isinstance(found, IPv4Address) else _IPV6_PREFIX
    return str(ip_network((found, prefix), strict=False))
