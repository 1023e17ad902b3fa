"""Addresses that people give: what may become a link on a page. What is behind them is never asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.presentation import Reference

from .text import clean

LINK_CHARACTERS = limit_of(Reference, "url")
_SCHEMES = ("https", "http")


def required_link(given: str, *, field: str, own: bool = False) -> str:
    """The address, of another site with its host, or (`own`) also a path of this one.

    Raises:
        Refused: `EMPTY`, `TOO_LONG`, or `INVALID` for what is no address, holds blanks or a password.
    """
    link = given.strip()
    if not link:
        raise Refused(Code.EMPTY, field=field)
    if len(link) > LINK_CHARACTERS:
        raise Refused(Code.TOO_LONG, field=field, limit=LINK_CHARACTERS, length=len(link))
    if link != clean(link) or " " in link or not ((own and _is_path(link)) or _is_address(link)):
        raise Refused(Code.INVALID, field=field)
    return link


def _is_path(link: str) -> bool:
    """A path of this site: `//host` and `/\\host` lead to another."""
    return link.startswith("/") and link[1:2] not in ("/", "\\")


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    has_password = parts.username is not None or parts.password is not None
    return parts.scheme in _SCHEMES and bool(parts.hostname) and not has_password and port != 0
