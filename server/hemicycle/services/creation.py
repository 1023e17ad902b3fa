"""Making processes, debates and propositions: first facts of logs, and the rows that lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from hemicycle.clock import Clock
from hemicycle.core import lifecycle
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.core.text import required
from hemicycle.store import Database, Write
from hemicycle.store.importer import Report
from hemicycle.store.processes import DebateRow, ProcessRow, put_debate, put_process
from hemicycle.store.propositions import ArgumentRow, Counts, PropositionRow, add_propositions
from hemicycle_protocol.events import ProcessCreated, PropositionsImported
from hemicycle_protocol.views import AgendaItem, DebateState, Phase, PhasePlan, Seat

from .journal import Journal

TITLE_CHARACTERS = 200


class NewArgument(NamedTuple):
    """An argument to be put under a proposition; `side` is `for` or `against`."""

    side: str
    body: str
    author: str
    votes: int = 0


class NewProposition(NamedTuple):
    """A proposition to be added; `imported` are votes counted elsewhere (agree, mixed, disagree)."""

    title: str
    body: str
    section: str
    author: str
    official: bool = False
    arguments: Sequence[NewArgument] = ()
    imported: tuple[int, int, int] | None = None


class Creation:
    """What organisers, the command line and the demo make."""

    def __init__(self, database: Database, journal: Journal, clock: Clock, new_id: Callable[[], str]) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._new_id = new_id

    async def create_process(
        self,
        *,
        title: str,
        summary: str,
        phases: Sequence[PhasePlan],
        id: str | None = None,
        debate: str | None = None,
    ) -> str:
        """A new process; its id. `debate` names the debate it will have.

        Raises:
            Conflict: a process of that id exists.
        """
        process, now = id or self._new_id(), self._clock.now()
        name = required(title, field="title", limit=TITLE_CHARACTERS)
        fact = ProcessCreated(process, name, summary.strip(), list(phases), debate)
        row = ProcessRow(process, name, summary.strip(), list(phases), now)
        await self._first(Emit(process_log(process), fact), now, put_process(row))
        return process

    async def create_debate(
        self,
        *,
        process: str,
        title: str,
        starts_at: int,
        agenda: Sequence[AgendaItem],
        seats: Sequence[Seat],
        pre_moderation: bool = False,
        id: str | None = None,
    ) -> str:
        """A new debate in its lobby; its id.

        Raises:
            Refused: `NOT_FOUND` for the process, `DUPLICATE` for two seats or items of one id.
            Conflict: a debate of that id exists.
        """
        await self._journal.load(process_log(process))
        debate = id or self._new_id()
        fact = lifecycle.created(
            id=debate,
            process=process,
            title=title,
            starts_at=starts_at,
            agenda=list(agenda),
            seats=list(seats),
            pre_moderation=pre_moderation,
        )
        row = DebateRow(debate, process, fact.title, DebateState.LOBBY.value, starts_at)
        await self._first(Emit(debate_log(debate), fact), self._clock.now(), put_debate(row))
        return debate

    async def add_propositions(self, process: str, drafts: Sequence[NewProposition]) -> list[str]:
        """Put propositions with their arguments into a process that has none; their ids."""
        now = self._clock.now()
        rows, arguments = [], []
        for number, draft in enumerate(drafts, start=1):
            id_ = f"{process}-{number}"
            imported = None if draft.imported is None else Counts(*draft.imported)
            rows.append(_proposition(id_, process, number, draft, imported, now))
            arguments += [
                ArgumentRow(f"{id_}-a{n}", id_, a.side, a.body, a.author, now, a.votes)
                for n, a in enumerate(draft.arguments, start=1)
            ]
        fact = PropositionsImported(len(rows), len(arguments), "")
        write = add_propositions(rows, arguments)
        await self._journal.append([Emit(process_log(process), fact)], at=now, actor=None, also=write)
        return [row.id for row in rows]

    async def import_file(self, path: Path, process: str) -> Report:
        """Read a consultation of another platform into a process: all of it, or nothing.

        Raises:
            ImportRefused: which line cannot be read, and why.
        """
        await self._journal.load(process_log(process))
        now = self._clock.now()
        report = await self._database.imports.read_file(path, process, at=now)
        fact = PropositionsImported(report.propositions, report.arguments, path.name)
        await self._journal.append([Emit(process_log(process), fact)], at=now, actor=None)
        return report

    async def import_process(self, path: Path, *, title: str) -> tuple[str, Report]:
        """A new process made of a file, whole or not at all; its id and what was read.

        Its consultation is open from now on, without an end, so that what was read can be voted on.

        Raises:
            ImportRefused: which line cannot be read, and why.
        """
        process, now = self._new_id(), self._clock.now()
        name = required(title, field="title", limit=TITLE_CHARACTERS)
        phases = [PhasePlan(Phase.CONSULTATION, opens_at=now)]
        row = ProcessRow(process, name, "", phases, now)
        report = await self._database.imports.read_file(path, process, at=now, also=put_process(row))
        log = process_log(process)
        facts = [
            Emit(log, ProcessCreated(process, name, "", phases)),
            Emit(log, PropositionsImported(report.propositions, report.arguments, path.name)),
        ]
        await self._journal.append(facts, at=now, actor=None, expected={log: 0})
        return process, report

    async def _first(self, emit: Emit, now: int, also: Write) -> None:
        await self._journal.append([emit], at=now, actor=None, expected={emit.log: 0}, also=also)


def _proposition(
    id_: str, process: str, number: int, draft: NewProposition, imported: Counts | None, now: int
) -> PropositionRow:
    return PropositionRow(
        id_,
        process,
        number,
        draft.section,
        draft.title,
        draft.body,
        draft.author,
        None,
        draft.official,
        now,
        imported=imported,
    )
