"""What pages of processes and propositions show. Votes are cast in `ballots`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from hemicycle.core.emit import process_log
from hemicycle.core.search import Wanted, excerpt, wanted
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.markdown import excerpt_of, html_of, plain_of, prepare
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.kernel.workbench import apart
from hemicycle.store import Database
from hemicycle.store.processes import ProcessFacts, ProcessRow
from hemicycle.store.propositions import (
    VISIBLE,
    WITHDRAWN,
    ArgumentRow,
    Counts,
    Filter,
    PropositionRow,
    Sort,
)
from hemicycle_protocol.api import (
    ArgumentItem,
    Found,
    Home,
    MyVotes,
    ParentCard,
    ProcessCard,
    ProcessPage,
    PropositionCard,
    PropositionList,
    PropositionPage,
    Section,
)
from hemicycle_protocol.boards import Tally, Totals
from hemicycle_protocol.consultation import ListSort
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import You

from .front import Front

SORTS = {
    ListSort.RANDOM: Sort.RANDOM,
    ListSort.AGREED: Sort.AGREED,
    ListSort.VOTED: Sort.VOTES,
    ListSort.NEWEST: Sort.NEWEST,
    ListSort.BEST: Sort.BEST,
}
# Processes whose figures are kept in memory.
REMEMBERED = 1_000
# Texts of other states show as stubs: their place, their numbers and no words.
READABLE = frozenset({VISIBLE, WITHDRAWN})


class ListQuery(NamedTuple):
    """Which propositions, in which order; `seed` makes the random order one person's own.

    `q` holds words to be found, `mine` the account whose propositions alone are wanted.
    """

    sort: ListSort = ListSort.RANDOM
    seed: str = ""
    section: str | None = None
    official: bool | None = None
    kind: str | None = None
    parent: str | None = None
    mine: str | None = None
    q: str = ""
    after: str | None = None
    limit: int = 20


class Consultation:
    """Reads of processes and propositions; the numbers are those of the ballot box."""

    def __init__(self, database: Database, visibility: Visibility, ballots: Ballots, front: Front) -> None:
        self._visibility = visibility
        self._processes = database.processes
        self._propositions = database.propositions
        self._presentations = database.presentations
        self._box = database.ballots
        self._ballots = ballots
        self._front = front
        self._log = database.log
        self._facts: OrderedDict[str, tuple[int, ProcessFacts]] = OrderedDict()

    async def home(self) -> Home:
        """What the front page lists: what everybody may know of."""
        rows = [row for row, _ in await self._processes.all() if await self._visibility.is_public(row.id)]
        shown = {row.id for row in rows}
        carriers = await self._front.carriers(shown)
        processes = [await self._card_of(row, carriers.get(row.id, [])) for row in rows]
        debates = [row for row in await self._processes.debates() if row.process in shown]
        return Home(processes, await self._front.debates(debates))

    async def _card_of(self, row: ProcessRow, carried_by: list[str]) -> ProcessCard:
        _, facts = await self._facts_of(row.id)
        totals = Totals(**await self._box.totals(row.id))
        return ProcessCard(
            id=row.id,
            title=row.title,
            summary=row.summary,
            phases=row.phases,
            propositions=facts.propositions,
            arguments=facts.arguments,
            votes=totals.votes_cast + sum(facts.imported or ()),
            carried_by=carried_by,
            zone=row.zone,
            cover=row.cover,
        )

    async def process(self, you: You | None, process: str) -> ProcessPage:
        """One process. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        row = await self._processes.get(process)
        if row is None:
            raise Refused(Code.NOT_FOUND, process=process)
        head, facts = await self._facts_of(process)
        totals = await self._box.totals(process)
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
            debates=await self._front.debates(await self._processes.debates(process)),
            head=head,
            carried_by=(await self._front.carriers([process])).get(process, []),
            zone=row.zone,
            cover=row.cover,
        )

    async def _facts_of(self, process: str) -> tuple[int, ProcessFacts]:
        """A process's head and what it holds, counted again once its log has a new one."""
        log = process_log(process)
        head = (await self._log.heads([log]))[log]
        known = self._facts.get(process)
        if known is None or known[0] != head:
            known = self._facts[process] = (head, await self._processes.facts(process))
            if len(self._facts) > REMEMBERED:
                self._facts.popitem(last=False)
        return known

    async def propositions(self, you: You | None, process: str, query: ListQuery) -> PropositionList:
        """A page of a process's propositions. Refused: `NOT_FOUND`, `INVALID` for an `after` no page gave."""
        await self._visibility.process(you, process)
        looked_for = wanted(query.q)
        if query.q and not looked_for.stems:
            return PropositionList([], 0)
        page = await self._propositions.page(
            process,
            sort=SORTS[query.sort],
            seed=query.seed,
            wanted=Filter(
                query.section, query.official, query.kind, query.parent, query.mine, looked_for.terms
            ),
            after=query.after,
            limit=query.limit,
        )
        found = await self._found(process, page.rows, looked_for)
        await prepare(row.body for row in page.rows if excerpt_of(row.body)[1])
        return PropositionList([_card(row, found.get(row.id)) for row in page.rows], page.total, page.after)

    async def _found(
        self, process: str, rows: Sequence[PropositionRow], looked_for: Wanted
    ) -> dict[str, Found]:
        """Where in each of these propositions the words were found."""
        if not looked_for.stems:
            return {}
        targets = await self._propositions.best_targets(process, [row.id for row in rows], looked_for.terms)
        where: list[tuple[str, str, str | None]] = []
        for row in rows:
            kind, _, id_ = targets.get(row.id, f"proposition/{row.id}").partition("/")
            argument = await self._propositions.argument(id_) if kind == "argument" else None
            where.append(
                (row.id, row.body, None) if argument is None else (row.id, argument.body, argument.id)
            )
        return {id_: await apart(partial(_found_in, body, looked_for, of)) for id_, body, of in where}

    async def proposition(self, you: You | None, proposition: str) -> PropositionPage:
        """One proposition with its arguments. Refused: `NOT_FOUND`."""
        await self._visibility.process_of_proposition(you, proposition)
        row = await self._propositions.get(proposition)
        if row is None:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        readable = row.state in READABLE
        rows = await self._propositions.arguments(proposition)
        await prepare([row.body, *(argument.body for argument in rows)])
        arguments = [_argument(argument) for argument in rows]
        return PropositionPage(
            _card(row),
            row.process,
            html_of(row.body) if readable else "",
            arguments if readable else [],
            list(row.sources) if readable else [],
            await self._parent(row),
            [_above(child) for child in await self._propositions.children(row.process, proposition)],
        )

    async def _parent(self, row: PropositionRow) -> ParentCard | None:
        """What a proposition answers, while it is there: a proposition, or a node of the presentation."""
        if row.parent is None:
            return None
        above = await self._propositions.get(row.parent)
        if above is not None:
            return _above(above) if above.state == VISIBLE else None
        nodes = await self._presentations.nodes(row.process)
        return next(
            (ParentCard(node.id, 0, node.text.title, node.kind) for node in nodes if node.id == row.parent),
            None,
        )

    async def votes_of(self, you: You, process: str) -> MyVotes:
        """One's own votes in a process. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        return await self._ballots.votes_of(you, process)


def _found_in(body: str, looked_for: Wanted, argument: str | None) -> Found:
    return Found(excerpt(plain_of(body), looked_for), argument)


def _above(row: PropositionRow) -> ParentCard:
    return ParentCard(row.id, row.number, row.title, row.kind)


def _argument(row: ArgumentRow) -> ArgumentItem:
    readable = row.state in READABLE
    return ArgumentItem(
        id=row.id,
        side=row.side,
        body_html=html_of(row.body) if readable else "",
        author=row.author if readable else "",
        created_at=row.created_at,
        imported_votes=row.imported_votes,
        supports=row.supports,
        sources=list(row.sources) if readable else [],
        version=row.version,
        state=row.state,
    )


def _card(row: PropositionRow, found: Found | None = None) -> PropositionCard:
    if row.state not in READABLE:
        row = row._replace(title="", body="", author="")
    begins, complete = excerpt_of(row.body)
    return PropositionCard(
        id=row.id,
        number=row.number,
        title=row.title,
        author=row.author,
        official=row.official,
        section=row.section,
        created_at=row.created_at,
        excerpt=begins,
        complete=complete,
        tally=_tally(row.counts),
        arguments_for=row.arguments_for,
        arguments_against=row.arguments_against,
        imported=None if row.imported is None else _tally(row.imported),
        body_html=html_of(row.body) if complete else None,
        kind=row.kind,
        parent=row.parent,
        version=row.version,
        revised_at=row.revised_at,
        state=row.state,
        found=found,
    )


def _tally(counts: Counts) -> Tally:
    return Tally(**counts._asdict())
