"""Who stands behind a ballot: a pseudonym, from a salt each person has in each box."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from hemicycle.auth.pseudonym import pseudonym

# Pseudonyms kept in memory: those of the people who act now. The oldest is worked out again when needed.
KEPT = 50_000


class Salts(Protocol):
    """The store's salts."""

    async def salt(self, box: str, person: str) -> bytes:
        """The salt of a person in a box, made at the first call and the same on every node."""
        ...


class Voters:
    """Pseudonyms of the people who vote on this node."""

    def __init__(self, salts: Salts) -> None:
        self._salts = salts
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def pseudonym(self, box: str, person: str) -> str:
        """The voter's name in this box: always the same, and nobody's once the salt is destroyed."""
        known = self._known.get((box, person))
        if known is not None:
            return known
        name = pseudonym(person, await self._salts.salt(box, person))
        self._known[box, person] = name
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return name

    def forget(self, person: str) -> None:
        """The person's salts were destroyed."""
        for key in [key for key in self._known if key[1] == person]:
            del self._known[key]
