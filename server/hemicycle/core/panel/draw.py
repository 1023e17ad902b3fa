"""Putting a pool in order by a public random value: by tickets, or as RFC 3797 does.

Both order the whole pool, so alternates are known. With tickets, removing somebody never moves the others;
RFC 3797 is kept for audits, exactly as written, numbers and gaps included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import DrawAlgorithm, PoolMember, Ticket

TICKET_PREFIX = "hemicycle-draw-v1"
# RFC 3797 writes the counter in two bytes.
RFC3797_POOL = 65_535


def ticket(process: str, beacon: str, person: str) -> str:
    """A person's ticket in hexadecimal: SHA-256 of prefix, process, beacon and public id, zero bytes between.

    None of the four can hold a zero byte, so no other parts make the same input (SPEC P4).
    """
    return hashlib.sha256("\0".join((TICKET_PREFIX, process, beacon, person)).encode()).hexdigest()


def ticket_order(people: Sequence[str], *, process: str, beacon: str) -> list[Ticket]:
    """All of `people`, the lowest ticket first, whatever the order they are given in."""
    return sorted(
        (Ticket(person, ticket(process, beacon, person)) for person in people),
        key=lambda one: (one.ticket, one.person),
    )


def rfc3797_key(sources: Sequence[Sequence[int]]) -> str:
    """The key of RFC 3797 §4.1: each source's numbers ascending, `.` after each, `/` after the source."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def rfc3797_order(size: int, key: str) -> list[tuple[int, str]]:
    """All numbers from 1 to `size` in the order RFC 3797 selects them, each with its MD5 in hexadecimal.

    Raises:
        Refused: `INVALID`, a pool too large for the RFC's counter.
    """
    if size > RFC3797_POOL:
        raise Refused(Code.INVALID, field="pool", limit=RFC3797_POOL)
    remaining = list(range(1, size + 1))
    order = []
    for counter in range(size):
        around = counter.to_bytes(2, "big")
        digest = hashlib.md5(around + key.encode() + around, usedforsecurity=False).digest()
        number = remaining.pop(int.from_bytes(digest, "big") % len(remaining))
        order.append((number, digest.hex()))
    return order


def order_pool(
    members: Sequence[PoolMember], *, process: str, beacon: str, algorithm: DrawAlgorithm
) -> list[Ticket]:
    """The whole pool in the order drawn."""
    if algorithm is DrawAlgorithm.TICKETS:
        return ticket_order([member.person for member in members], process=process, beacon=beacon)
    person_of = {member.number: member.person for member in members}
    return [
        Ticket(person_of.get(number, ""), digest) for number, digest in rfc3797_order(len(members), beacon)
    ]
