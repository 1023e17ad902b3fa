"""Tries a relay as a panelist's browser uses it, for an operator who set one up."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

import aioice.turn
from aioice.stun import TransactionError

TIMEOUT_S = 10.0
PORTS = {"turn": 3478, "turns": 5349}
# Nothing of a panelist's is here: a relay that takes packets for it is open to what else the machine has.
PRIVATE = ("127.0.0.1", 9)


class RelayFault(Exception):
    """A relay is of no use, or of too much; the sentence says why."""


async def try_relay(url: str, username: str, password: str) -> tuple[str, int]:
    """The address that a relay gives to a panelist; it must not lead to the machine it runs on.

    Raises:
        RelayFault: see its message.
    """
    scheme, _, rest = url.partition(":")
    place, _, query = rest.partition("?")
    host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
    address = (host.strip("[]"), int(port or PORTS[scheme]))
    by = "tcp" if scheme == "turns" else parse_qs(query).get("transport", ["udp"])[0]
    try:
        async with asyncio.timeout(TIMEOUT_S):
            transport, _ = await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol,
                address,
                username=username,
                password=password,
                ssl=scheme == "turns",
                transport=by,
            )
    except TransactionError as error:
        raise RelayFault(f"it refuses the credential ({error})") from None
    except (TimeoutError, OSError) as error:
        raise RelayFault(f"it does not answer ({error or 'no answer'})") from None
    try:
        relayed: tuple[str, int] = transport.get_extra_info("sockname")
        if await _takes(transport, PRIVATE):
            raise RelayFault("it leads to services of its own machine")
        return relayed
    finally:
        transport.close()


async def _takes(transport: aioice.turn.TurnTransport, peer: tuple[str, int]) -> bool:
    # `sendto` does the same in the background and does not say how it ended.
    inner = transport._TurnTransport__inner_protocol  # type: ignore[attr-defined]
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await inner.send_data(b"", peer)
    except (TransactionError, TimeoutError):
        return False
    return True
