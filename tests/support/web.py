"""HTTP clients of tests: over plain HTTP to this machine, so no list of authorities is read for each one."""

from __future__ import annotations

import functools
import ssl

import httpx

from .patience import PATIENCE_S


def web_client(site: str) -> httpx.AsyncClient:
    """A client of the node at `site`, with its own cookies."""
    return httpx.AsyncClient(base_url=site, timeout=PATIENCE_S, verify=_context())


@functools.cache
def _context() -> ssl.SSLContext:
    return httpx.create_ssl_context()
