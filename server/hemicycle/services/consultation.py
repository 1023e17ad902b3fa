"""What pages of processes and propositions show. Votes are cast in `ballots`."""

from __future__ import annotations

from typing import Protocol

from hemicycle.store import Database
from hemicycle.store.processes import DebateRow
from hemicycle.store.propositions import Counts, Filter, PropositionRow, Sort
from hemicycle_protocol.api import (
    ArgumentItem,
    DebateCard,
    Home,
    MyVotes,
    ProcessCard,
    ProcessPage,
    PropositionCard,
    PropositionList,
    PropositionPage,
    Section,
)
from hemicycle_protocol.boards import Tally, Totals
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateState, You

from .ballots import Ballots
from .markdown import excerpt_of, html_of

SORTS = {
    "random": Sort.RANDOM,
    "agreed": Sort.AGREED,
    "voted": Sort.VOTES,
    "newest": Sort.NEWEST,
}


class ListQuery(Protocol):
    """Which propositions, in which order; `seed` makes the random order one person's own."""

    @property
    def sort(self) -> str:
        """One of `SORTS`."""
        ...

    @property
    def seed(self) -> str:
        """Whose random order."""
        ...

    @property
    def section(self) -> str | None:
        """Only this section."""
        ...

    @property
    def official(self) -> bool | None:
        """Only official ones, or only the others."""
        ...

    @property
    def after(self) -> str | None:
        """Where the page before ended."""
        ...

    @property
    def limit(self) -> int:
        """How many at most."""
        ...


class Consultation:
    """Reads of processes and propositions; the numbers are those of the ballot box."""

    def __init__(self, database: Database, ballots: Ballots) -> None:
        self._processes = database.processes
        self._propositions = database.propositions
        self._box = database.ballots
        self._ballots = ballots

    async def home(self) -> Home:
        """What the front page lists."""
        processes = [
            ProcessCard(row.id, row.title, row.summary, row.phases, propositions)
            for row, propositions in await self._processes.all()
        ]
        return Home(processes, [debate_card(row) for row in await self._processes.debates()])

    async def process(self, process: str) -> ProcessPage:
        """One process. Refused: `NOT_FOUND`."""
        row = await self._processes.get(process)
        if row is None:
            raise Refused(Code.NOT_FOUND, process=process)
        facts = await self._processes.facts(process)
        _, _, totals = await self._box.tallies(process)
        elsewhere = None if facts.imported is None else Totals(votes_cast=sum(facts.imported))
        return ProcessPage(
            id=row.id,
            title=row.title,
            summary=row.summary,
            phases=row.phases,
            propositions=facts.propositions,
            arguments=facts.arguments,
            totals=Totals(**totals),
            imported=elsewhere,
            sections=[Section(name, count) for name, count in facts.sections],
            debates=[debate_card(debate) for debate in await self._processes.debates(process)],
        )

    async def propositions(self, process: str, query: ListQuery) -> PropositionList:
        """A page of a process's propositions. Refused: `NOT_FOUND`, `INVALID`."""
        if query.sort not in SORTS:
            raise Refused(Code.INVALID, field="sort", allowed=list(SORTS))
        if await self._processes.get(process) is None:
            raise Refused(Code.NOT_FOUND, process=process)
        page = await self._propositions.page(
            process,
            sort=SORTS[query.sort],
            seed=query.seed,
            wanted=Filter(section=query.section, official=query.official),
            after=query.after,
            limit=query.limit,
        )
        return PropositionList([_card(row) for row in page.rows], page.total, page.after)

    async def proposition(self, proposition: str) -> PropositionPage:
        """One proposition with its arguments. Refused: `NOT_FOUND`."""
        row = await self._propositions.get(proposition)
        if row is None:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        arguments = [
            ArgumentItem(a.id, a.side, html_of(a.body), a.author, a.created_at, a.imported_votes)
            for a in await self._propositions.arguments(proposition)
        ]
        return PropositionPage(_card(row), row.process, html_of(row.body), arguments)

    async def votes_of(self, you: You, process: str) -> MyVotes:
        """One's own votes in a process."""
        return await self._ballots.votes_of(you, process)


def debate_card(row: DebateRow) -> DebateCard:
    """A debate in a list."""
    return DebateCard(row.id, row.process, row.title, DebateState(row.state), row.starts_at, row.recording)


def _card(row: PropositionRow) -> PropositionCard:
    excerpt, complete = excerpt_of(row.body)
    return PropositionCard(
        id=row.id,
        number=row.number,
        title=row.title,
        author=row.author,
        official=row.official,
        section=row.section,
        created_at=row.created_at,
        excerpt=excerpt,
        complete=complete,
        tally=_tally(row.counts),
        arguments_for=row.arguments_for,
        arguments_against=row.arguments_against,
        imported=None if row.imported is None else _tally(row.imported),
        body_html=html_of(row.body) if complete else None,
    )


def _tally(counts: Counts) -> Tally:
    return Tally(**counts._asdict())
