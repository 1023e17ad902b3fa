"""Where a browser's request comes from: one answer for HTTP and for the WebSocket's handshake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


def address_behind(forwarded: Sequence[str]) -> str | None:
    """Whom our own proxy names: the last entry of all `X-Forwarded-For`; None if there is none."""
    return ",".join(forwarded).rpartition(",")[2].strip()[:ADDRESS_CHARACTERS] or None
