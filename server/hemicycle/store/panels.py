"""Panels: the file of each process, the people behind its public ids, who contested its pool.

A file is changed at the version it was read at; whoever comes second reads again. The row of a person ties
a public id to an account: erasing takes the tie away, the id stays in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select, update

from hemicycle_protocol.panel_file import CallOutcome, PanelFile

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .errors import Overtaken
from .propositions import VISIBLE

_P = tables.panels.c
_A = tables.panel_people.c
_C = tables.panel_challenges.c
_M = tables.moderated.c
_O = tables.propositions.c


class PanelRow(NamedTuple):
    """A panel's file as it stands at a version; version 0 is not kept yet."""

    file: PanelFile
    version: int


class PanelPersonRow(NamedTuple):
    """Somebody with a public id in a process. `person` None is an account that was closed."""

    process: str
    public: str
    person: str | None
    name: str
    motivation: str = ""
    applied_at: int | None = None
    withdrawn_at: int | None = None
    token_hash: str | None = None
    invitation: str | None = None


class Address(NamedTuple):
    """Where somebody is written to and in which language, and the name they chose for the panel."""

    email: str
    name: str
    locale: str


class AuthoredRow(NamedTuple):
    """A proposition whose author has an account here."""

    id: str
    person: str
    official: bool
    visible: bool


class ChallengeRow(NamedTuple):
    """Somebody contests the pool."""

    id: str
    process: str
    person: str | None
    body: str
    at: int
    answer: str = ""
    answered_at: int | None = None


class Panels:
    """All panels."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, process: str) -> PanelRow | None:
        """The panel of a process."""
        rows = await self._connections.rows(select(tables.panels).where(_P.process == process))
        if not rows:
            return None
        return PanelRow(msgspec.json.decode(rows[0].body, type=PanelFile), rows[0].version)

    async def due(self, now: int) -> list[str]:
        """The processes in whose panel an invitation has ended."""
        query = select(_P.process).where(_P.due_at <= now).order_by(_P.process)
        return [row.process for row in await self._connections.rows(query)]

    # --- people ---------------------------------------------------------------------------------

    async def people(self, process: str) -> list[PanelPersonRow]:
        """Everybody with a public id in a process, by that id."""
        query = select(tables.panel_people).where(_A.process == process).order_by(_A.public)
        return [PanelPersonRow(*row) for row in await self._connections.rows(query)]

    async def person(self, process: str, person: str) -> PanelPersonRow | None:
        """The row of an account."""
        return await self._one(_A.process == process, _A.person == person)

    async def public(self, process: str, public: str) -> PanelPersonRow | None:
        """The row of a public id."""
        return await self._one(_A.process == process, _A.public == public)

    async def by_token(self, process: str, token_hash: str) -> PanelPersonRow | None:
        """The row of whoever was sent that token."""
        return await self._one(_A.process == process, _A.token_hash == token_hash)

    async def closed(self, process: str) -> set[str]:
        """The public ids behind which there is no account any more, or none that mail could reach."""
        with_account = tables.panel_people.outerjoin(tables.people, tables.people.c.id == _A.person)
        query = (
            select(_A.public)
            .select_from(with_account)
            .where(_A.process == process, tables.people.c.email.is_(None))
        )
        return {row.public for row in await self._connections.rows(query)}

    async def change_person(self, process: str, public: str, **values: object) -> None:
        """Set columns of somebody's row."""
        await self._connections.write(change_panel_person(process, public, **values))

    async def applications(self, process: str) -> int:
        """How many have applied and not withdrawn."""
        query = select(func.count()).where(
            _A.process == process, _A.applied_at.is_not(None), _A.withdrawn_at.is_(None)
        )
        return int((await self._connections.rows(query))[0][0])

    async def _one(self, *where: Any) -> PanelPersonRow | None:
        rows = await self._connections.rows(select(tables.panel_people).where(*where))
        return PanelPersonRow(*rows[0]) if rows else None

    async def authored(self, process: str) -> list[AuthoredRow]:
        """The propositions of a process whose author has an account here."""
        here = tables.propositions.outerjoin(tables.moderated, _M.target == "proposition/" + _O.id)
        query = (
            select(_O.id, _O.person, _O.official, _O.state, _M.state.label("decision"))
            .select_from(here)
            .where(_O.process == process, _O.person.is_not(None))
            .order_by(_O.number)
        )
        return [
            AuthoredRow(row.id, row.person, row.official, {row.state, row.decision} <= {VISIBLE, None})
            for row in await self._connections.rows(query)
        ]

    # --- challenges -----------------------------------------------------------------------------

    async def challenges(self, process: str) -> list[ChallengeRow]:
        """Who contested the pool, the oldest first."""
        query = select(tables.panel_challenges).where(_C.process == process).order_by(_C.at, _C.id)
        return [ChallengeRow(*row) for row in await self._connections.rows(query)]

    # --- one's own data -------------------------------------------------------------------------

    async def of_account(self, person: str) -> tuple[list[PanelPersonRow], list[ChallengeRow]]:
        """All that panels hold of an account."""
        mine = await self._connections.rows(select(tables.panel_people).where(_A.person == person))
        contested = await self._connections.rows(select(tables.panel_challenges).where(_C.person == person))
        return [PanelPersonRow(*row) for row in mine], [ChallengeRow(*row) for row in contested]


def put_panel(process: str, file: PanelFile, *, version: int) -> Write:
    """Keep the file that follows `version`; 0 for a new one.

    In the transaction it raises `Overtaken` if somebody was faster.
    """
    body, due = msgspec.json.encode(file).decode(), _due_at(file)

    def write(connection: Connection) -> None:
        if version == 0:
            bulk.put(connection, tables.panels, [(process, 1, body, due)], clash=Clash.KEEP)
            done = connection.scalar(select(_P.body).where(_P.process == process)) == body
        else:
            here = update(tables.panels).where(_P.process == process, _P.version == version)
            done = connection.execute(here.values(version=version + 1, body=body, due_at=due)).rowcount == 1
        if not done:
            raise Overtaken

    return write


def check_version(process: str, version: int) -> Write:
    """Pass if the panel still stands at a version, and hold it there until the transaction ends.

    In the transaction it raises `Overtaken`.
    """

    def write(connection: Connection) -> None:
        query = select(_P.version).where(_P.process == process).with_for_update()
        if connection.scalar(query) != version:
            raise Overtaken

    return write


def put_panel_people(rows: Sequence[PanelPersonRow], *, new: bool = False) -> Write:
    """Keep rows of people, new or changed; `new` leaves alone who is there already."""
    clash = Clash.KEEP if new else Clash.REPLACE
    return lambda connection: bulk.put(connection, tables.panel_people, rows, clash=clash)


def check_applicants(process: str, publics: Collection[str]) -> Write:
    """Pass if exactly these people have applied; in the transaction it raises `Overtaken`."""

    def write(connection: Connection) -> None:
        query = select(_A.public).where(
            _A.process == process, _A.applied_at.is_not(None), _A.withdrawn_at.is_(None)
        )
        if {row.public for row in connection.execute(query)} != set(publics):
            raise Overtaken

    return write


def change_panel_person(process: str, public: str, **values: object) -> Write:
    """Set columns of somebody's row (`token_hash`, `invitation`)."""

    def write(connection: Connection) -> None:
        here = update(tables.panel_people).where(_A.process == process, _A.public == public)
        connection.execute(here.values(**values))

    return write


def to_people(
    process: str, publics: Collection[str], write_of: Callable[[Mapping[str, Address]], Write]
) -> Write:
    """What `write_of` writes when it is told these people's addresses, as they are within the transaction.

    Whose account was closed, or has no address, is not among them.
    """
    return lambda connection: write_of(_addresses(connection, process, publics))(connection)


def _addresses(connection: Connection, process: str, publics: Collection[str]) -> dict[str, Address]:
    p, languages = tables.people, tables.languages
    query = (
        select(_A.public, p.c.email, _A.name, func.coalesce(languages.c.locale, "fr").label("locale"))
        .join(p, p.c.id == _A.person)
        .outerjoin(languages, languages.c.person == _A.person)
        .where(_A.process == process, _A.public.in_(publics), p.c.email.is_not(None))
    )
    return {row.public: Address(row.email, row.name, row.locale) for row in connection.execute(query)}


def put_challenge(row: ChallengeRow) -> Write:
    """Keep a challenge."""
    return lambda connection: bulk.put(connection, tables.panel_challenges, [row])


def answer_challenge(id: str, answer: str, *, at: int) -> Write:
    """Answer a challenge, or answer it anew."""

    def write(connection: Connection) -> None:
        here = update(tables.panel_challenges).where(_C.id == id)
        connection.execute(here.values(answer=answer, answered_at=at))

    return write


def erase_from_panels(person: str) -> Write:
    """Take away what ties public ids to an account, and what it wrote; numbers and ids stay in the files."""

    def write(connection: Connection) -> None:
        gone = {"person": None, "name": "", "motivation": "", "token_hash": None}
        connection.execute(update(tables.panel_people).where(_A.person == person).values(**gone))
        connection.execute(
            update(tables.panel_challenges).where(_C.person == person).values(person=None, body="")
        )

    return write


def _due_at(file: PanelFile) -> int | None:
    ends = [call.expires_at for call in file.calls if call.outcome is CallOutcome.PENDING]
    return min(ends, default=None)
