"""Making processes and debates: first facts of logs, and the rows that lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hemicycle.clock import Clock
from hemicycle.core import lifecycle
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.core.process import empty_process, folded
from hemicycle.core.text import required
from hemicycle.progress import SILENT, Progress
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.mail.letters import Occasion
from hemicycle.services.people.invitations import Invitations
from hemicycle.store import Write
from hemicycle.store.connections import together
from hemicycle.store.importer import Report, read_file
from hemicycle.store.processes import DebateRow, put_debate, put_process
from hemicycle.store.propositions import ArgumentRow, PropositionRow, add_propositions
from hemicycle_protocol.api import Invitation
from hemicycle_protocol.events import ProcessCreated, PropositionsImported
from hemicycle_protocol.views import DebateState, Phase, PhasePlan

from .phases import row_of
from .plan import NewDebate, NewProcess, NewProposition


class Parts(NamedTuple):
    """What is to be kept in one transaction, and the links that it makes good."""

    facts: list[Emit]
    writes: list[Write]
    invitations: list[Invitation]


class Creation:
    """What organisers, the command line and the demo make."""

    def __init__(
        self,
        journal: Journal,
        invitations: Invitations,
        site: OwnSite,
        *,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._journal = journal
        self._invitations = invitations
        self._site = site
        self._clock = clock
        self._new_id = new_id

    async def create_process(self, new: NewProcess) -> list[Invitation]:
        """A new process and all that it begins with, or nothing; the invitations to its debates.

        Raises:
            Refused: `EMPTY`, `TOO_LONG`, `DUPLICATE`, `INVALID` or `NOT_FOUND`, with the field.
            Conflict: a process or debate of one of its ids exists.
        """
        now = self._clock.now()
        zone = ZoneInfo(new.zone) if new.zone else self._site.zone_of(None)
        parts = [_process(new, now), *(self._debate(new.id, debate, zone) for debate in new.debates)]
        return await self._keep(parts, now)

    async def create_debate(self, process: str, new: NewDebate) -> list[Invitation]:
        """A new debate of a process, in its lobby; the invitations to it.

        Raises:
            Refused: `NOT_FOUND` for the process, and as for a process.
            Conflict: a debate of that id exists.
        """
        zone = await self._site.zone_in(process)
        return await self._keep([self._debate(process, new, zone)], self._clock.now())

    async def import_file(self, path: Path, process: str, *, progress: Progress = SILENT) -> Report:
        """Read a consultation of another platform into a process: all of it, or nothing.

        Raises:
            ImportRefused: which line cannot be read, and why.
        """
        await self._journal.load(process_log(process))
        return await self._import(path, process, Parts([], [], []), self._clock.now(), progress)

    async def import_process(
        self, path: Path, *, title: str, closes_at: int | None = None, progress: Progress = SILENT
    ) -> tuple[str, Report]:
        """A new process made of a file, whole or not at all; its id and what was read.

        Its consultation is open from now on, so that what was read can be voted on.

        Raises:
            ImportRefused: which line cannot be read, and why.
        """
        process, now = self._new_id(), self._clock.now()
        phases = [PhasePlan(Phase.CONSULTATION, now, closes_at)]
        parts = _process(NewProcess(process, title, "", phases), now)
        return process, await self._import(path, process, parts, now, progress)

    def _debate(self, process: str, new: NewDebate, zone: ZoneInfo) -> Parts:
        fact = lifecycle.created(
            id=new.id,
            process=process,
            title=new.title,
            starts_at=new.starts_at,
            agenda=list(new.agenda),
            seats=list(new.seats),
            pre_moderation=new.pre_moderation,
        )
        row = DebateRow(new.id, process, fact.title, DebateState.LOBBY.value, new.starts_at)
        seats = {seat.id for seat in new.seats}
        occasion = Occasion(fact.title, new.starts_at, zone)
        drafts = [self._invitations.draft(wish, occasion, seats=seats) for wish in new.invitations]
        writes = [put_debate(row), *(draft.write for draft in drafts)]
        return Parts([Emit(debate_log(new.id), fact)], writes, [draft.invitation for draft in drafts])

    async def _keep(self, parts: Sequence[Parts], now: int) -> list[Invitation]:
        facts = [fact for part in parts for fact in part.facts]
        writes = [write for part in parts for write in part.writes]
        nothing_yet = {fact.log: 0 for fact in facts}
        await self._journal.append(Decision(facts, writes), at=now, actor=None, expected=nothing_yet)
        return [invitation for part in parts for invitation in part.invitations]

    async def _import(self, path: Path, process: str, first: Parts, now: int, progress: Progress) -> Report:
        """The rows of a file and the facts about them, after what comes first."""
        work = read_file(path, process, at=now, also=together(first.writes), progress=progress)

        def facts_of(report: Report) -> list[Emit]:
            fact = PropositionsImported(report.propositions, report.arguments, path.name)
            return [*first.facts, Emit(process_log(process), fact)]

        return await self._journal.append_with(work, facts_of, at=now)


def _process(new: NewProcess, now: int) -> Parts:
    name = required(new.title, field="title", limit=lifecycle.TITLE_CHARACTERS)
    summary, phases = new.summary.strip(), list(new.phases)
    debate = new.debates[0].id if new.debates else None
    log = process_log(new.id)
    created = ProcessCreated(new.id, name, summary, phases, debate, zone=new.zone, cover=new.cover)
    facts = [Emit(log, created)]
    view = folded(empty_process(new.id), [created], at=now)
    writes = [put_process(row_of(view, created_at=now))]
    if new.propositions:
        rows, arguments = _rows(new.id, new.propositions, now)
        facts.append(Emit(log, PropositionsImported(len(rows), len(arguments), "")))
        writes.append(add_propositions(rows, arguments))
    return Parts(facts, writes, [])


def _rows(
    process: str, drafts: Sequence[NewProposition], now: int
) -> tuple[list[PropositionRow], list[ArgumentRow]]:
    rows, arguments = [], []
    for number, new in enumerate(drafts, start=1):
        id_ = f"{process}-{number}"
        text = (new.section, new.title, new.body, new.author)
        rows.append(PropositionRow(id_, process, number, *text, None, new.official, now))
        arguments += [
            ArgumentRow(f"{id_}-a{n}", id_, a.side, a.body, a.author, now)
            for n, a in enumerate(new.arguments, start=1)
        ]
    return rows, arguments
