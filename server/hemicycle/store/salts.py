"""Names that hide a person: the same within one ballot box, unlinkable across boxes and after erasure.

Every person has a random salt in every box they act in. Whoever lacks it cannot tell whose a pseudonym
is; destroying it unlinks the person for good, while the box still counts and verifies.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Work
from .gather import Gather

SALT_BYTES = 16
CAPACITY = 20_000
BATCH = 500
# Pseudonyms in memory, some 200 bytes each; the least recently used one is forgotten.
REMEMBERED = 100_000

Owner = tuple[str, str]  # box, person


class Salts:
    """The salts of all boxes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[Owner, bytes] = Gather(self._bring, batch=BATCH, capacity=CAPACITY)
        self._known: OrderedDict[Owner, str] = OrderedDict()

    async def pseudonym(self, box: str, person: str) -> str:
        """The name of a person in a box, always the same; its salt is made the first time.

        Raises:
            Unavailable: the database is away or too many newcomers wait.
        """
        owner = (box, person)
        name = self._known.get(owner)
        if name is None:
            name = self._known[owner] = pseudonym(person, await self._gather.submit(owner))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(owner)
        return name

    async def of_person(self, person: str) -> dict[str, str]:
        """The pseudonyms of a person, by box; none is made."""
        s = tables.salts.c
        rows = await self._connections.rows(select(s.box, s.salt).where(s.person == person))
        return {row.box: pseudonym(person, bytes(row.salt)) for row in rows}

    async def destroy(self, person: str) -> None:
        """Unlink a person from all they ever put into a box. There is no way back.

        Other nodes may still know the pseudonyms until they restart; they know them from no record.
        """
        theirs = delete(tables.salts).where(tables.salts.c.person == person)
        await self._connections.write(lambda connection: connection.execute(theirs))
        self.forget(person)

    def forget(self, person: str) -> None:
        """Know the pseudonyms of a person no longer on this node, once their salts are gone."""
        for owner in [owner for owner in self._known if owner[1] == person]:
            del self._known[owner]

    async def close(self) -> None:
        """Commit what waits, then stop."""
        await self._gather.close()

    async def _bring(self, owners: Sequence[Owner]) -> list[bytes]:
        keys = sorted(set(owners))
        known = _by_owner(
            await self._connections.read(lambda connection: bulk.find(connection, tables.salts, keys))
        )
        missing = [key for key in keys if key not in known]
        if missing:
            fresh: list[bulk.Row] = [(*key, secrets.token_bytes(SALT_BYTES)) for key in missing]

            def write(connection: Connection) -> list[bulk.Row]:
                # Another node may be faster: the first salt stays, and is read back.
                bulk.put(connection, tables.salts, fresh, clash=Clash.KEEP)
                return bulk.find(connection, tables.salts, missing)

            known |= _by_owner(await self._connections.write(write))
        return [known[owner] for owner in owners]


def names_in(box: str, persons: Collection[str]) -> Work[list[str]]:
    """For a transaction: the pseudonyms of those of `persons` who ever acted in a box; none is made."""
    keys = [(box, person) for person in sorted(persons)]

    def read(connection: Connection) -> list[str]:
        known = _by_owner(bulk.find(connection, tables.salts, keys))
        return [pseudonym(person, salt) for (_, person), salt in known.items()]

    return read


def pseudonym(person: str, salt: bytes) -> str:
    """The pseudonym of a person under a salt: 24 characters."""
    digest = hmac.digest(salt, person.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()


def ballot_name(pseudonym: str, target: str) -> str:
    """The name under which a ballot on a target is published, where ballots are: 24 characters.

    Whoever knows the pseudonym, which is in its person's own copy and nowhere else, finds their ballot on
    each target; nobody can tell that two of them are one person's.
    """
    digest = hmac.digest(pseudonym.encode(), target.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()


def _by_owner(rows: Sequence[bulk.Row]) -> dict[Owner, bytes]:
    return {(box, person): bytes(salt) for box, person, salt in rows}
