"""Where a browser's request comes from: one answer for HTTP and for the WebSocket's handshake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

ADDRESS_CHARACTERS = 64


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
    """Whether an address is of this machine or a private network; no for what is no address."""
    try:
        ip = ip_address(address)
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


def address_behind(forwarded: Sequence[str]) -> str | None:
    """Whom our own proxy names: the last entry of all `X-Forwarded-For`; None if there is none."""
    return ",".join(forwarded).rpartition(",")[2].strip()[:ADDRESS_CHARACTERS] or None
