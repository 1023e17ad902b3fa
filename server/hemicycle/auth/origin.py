"""Where a browser's request comes from: one answer for HTTP and for the WebSocket's handshake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Network, ip_address
from urllib.parse import urlsplit

ADDRESS_CHARACTERS = 64
# A provider gives whoever asks for one address of IPv6 a whole /64 of them.
HOST_BITS = 64


def is_own(origins: Sequence[str], hosts: Sequence[str], allowed: Collection[str]) -> bool:
    """Whether the one `Origin` is the site that was asked (the one `Host`), or one the operator allows."""
    if len(origins) != 1:
        return False
    if origins[0] in allowed:
        return True
    try:
        site = urlsplit(origins[0]).netloc
    except ValueError:  # brackets around what is no address
        return False
    return site != "" and list(hosts) == [site]


def is_ours(hosts: Sequence[str], site: str) -> bool:
    """Whether the one `Host` names this node: as the address of `site` does, by a plain address, or locally.

    A name that belongs to somebody else can be led to a node in a local network, and a page of theirs would
    read it there as its own site (DNS rebinding). No stranger owns a plain address, or a name without a dot.
    """
    if len(hosts) > 1:
        return False
    if not hosts:  # no browser: they always say it
        return True
    try:
        name = (urlsplit(f"//{hosts[0]}").hostname or "").rstrip(".")
        ours = (urlsplit(site).hostname or "").rstrip(".")
    except ValueError:  # brackets around what is no address
        return False
    return name != "" and (
        name == ours or "." not in name or name.endswith(".localhost") or _is_address(name)
    )


def is_inside(address: str) -> bool:
    """Whether an address, or a /64 of them, is of this machine or a private network; no for what is none."""
    try:
        ip = ip_address(address.partition("/")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not ip.is_global and not ip.is_multicast


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def address_of(peer: str, forwarded: Sequence[str], *, is_behind_proxy: bool) -> str:
    """By what a caller's limits are counted: an IPv4 address, or the /64 of an IPv6 one.

    Behind a proxy of ours it is whom that names: the last entry of all `X-Forwarded-For`, however it is
    written, as `192.0.2.1:4711` or `[2001:db8::1]:4711`. What is no address stands for itself.
    """
    named = ",".join(forwarded).rpartition(",")[2].strip() if is_behind_proxy else ""
    said = (named or peer).strip('"')
    bare = said[1:].partition("]")[0] if said.startswith("[") else said
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return said[:ADDRESS_CHARACTERS]
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found) >> HOST_BITS << HOST_BITS, 128 - HOST_BITS)))
