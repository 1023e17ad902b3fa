"""One form of a document, so that its SHA-256 is the same on every machine (SPEC P1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import msgspec

from hemicycle_protocol.panel_file import PoolMember

POOL_FORMAT = "hemicycle-pool-1"


def canonical(value: object) -> bytes:
    """`value` as JSON in UTF-8: keys in order, no spaces, only what must be escaped is."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def numbered(people: Sequence[str]) -> list[PoolMember]:
    """The pool of those who applied, numbered from 1 in the order of their public ids.

    Ids are made at random, so the numbers say nothing of who applied first.
    """
    return [PoolMember(number, person) for number, person in enumerate(sorted(set(people)), start=1)]


def pool_hash(process: str, members: Sequence[PoolMember]) -> str:
    """SHA-256 of the canonical pool, in hexadecimal: what is published before the beacon is known."""
    pool = {"format": POOL_FORMAT, "members": list(members), "process": process}
    return hashlib.sha256(canonical(pool)).hexdigest()
