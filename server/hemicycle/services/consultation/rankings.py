"""The ranking of a consultation: as it stands while it is open, and as it was frozen when it closed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from hemicycle.core.emit import Emit, process_log
from hemicycle.core.ranking import Ranked, Standing, rank, top
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle.store.connections import Work
from hemicycle.store.standings import FrozenRow, StandingRow, keep_ranking
from hemicycle_protocol.consultation import RankedItem, Ranking, RankingFrozen
from hemicycle_protocol.views import Phase, ProcessView, You

# A ranking is made again at most so often, whoever asks: it reads every proposition of its process.
FRESH_MS = 2_000
REMEMBERED = 64
PAGE = 50


class _Made(NamedTuple):
    at: int
    ranked: list[Ranked]


class Places(NamedTuple):
    """A whole ranking, best first: which of its propositions are owed an answer, and since when it stands."""

    ranked: list[Ranked]
    owed: set[str]
    frozen_at: int | None


class Rankings:
    """Rankings as they are shown."""

    def __init__(self, database: Database, visibility: Visibility) -> None:
        self._standings = database.standings
        self._propositions = database.propositions
        self._visibility = visibility
        self._made: OrderedDict[str, _Made] = OrderedDict()

    async def page(self, you: You | None, process: str, *, after: int, limit: int, now: int) -> Ranking:
        """A page of a ranking; frozen once its consultation has closed. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        places = await self.places(view, now=now)
        shown = places.ranked[after : after + limit]
        more = after + limit < len(places.ranked)
        return Ranking(
            process=process,
            title=view.title,
            top_n=view.commitment.top_n,
            total=len(places.ranked),
            items=await self._items(shown, places.owed),
            frozen_at=places.frozen_at,
            after=after + limit if more else None,
        )

    async def places(self, view: ProcessView, *, now: int) -> Places:
        """All of a ranking; frozen once its consultation has closed."""
        frozen = await self._standings.frozen(view.id)
        if frozen:
            ranked = [
                Ranked(row.rank, row.proposition, 0, row.agree, row.mixed, row.disagree) for row in frozen
            ]
            return Places(ranked, {row.proposition for row in frozen if row.owed}, _closed_at(view))
        ranked = await self._live(view.id, now=now)
        return Places(ranked, {one.id for one in top(ranked, view.commitment.top_n)}, None)

    async def _live(self, process: str, *, now: int) -> list[Ranked]:
        made = self._made.pop(process, None)
        if made is None or now - made.at >= FRESH_MS:
            rows = await self._standings.of(process)
            made = _Made(now, rank(map(standing_of, rows)))
        self._made[process] = made
        if len(self._made) > REMEMBERED:
            self._made.popitem(last=False)
        return made.ranked

    async def _items(self, shown: Sequence[Ranked], owed: set[str]) -> list[RankedItem]:
        rows = {row.id: row for row in await self._propositions.several([one.id for one in shown])}
        return [
            RankedItem(
                one.rank,
                one.id,
                rows[one.id].number,
                rows[one.id].title,
                rows[one.id].author,
                one.agree,
                one.mixed,
                one.disagree,
                owed=one.id in owed,
            )
            for one in shown
            if one.id in rows
        ]


def freeze(view: ProcessView, at: int) -> Work[Sequence[Emit]]:
    """The ranking kept for good, in the transaction in which the consultation is said to be over.

    For `Phases.closings`. It holds the votes that are in the box by then: those received in time are, as they
    wait some milliseconds for their transaction and the clock is looked at once a second.
    """

    def decide(rows: list[StandingRow]) -> list[FrozenRow]:
        ranked = rank(map(standing_of, rows))
        owed = {one.id for one in top(ranked, view.commitment.top_n)}
        return [
            FrozenRow(view.id, one.id, one.rank, one.agree, one.mixed, one.disagree, one.id in owed)
            for one in ranked
        ]

    def said(rows: list[FrozenRow]) -> list[Emit]:
        best = [row.proposition for row in rows if row.owed]
        return [Emit(process_log(view.id), RankingFrozen(len(rows), view.commitment.top_n, best))]

    kept = keep_ranking(view.id, decide)
    return lambda connection: said(kept(connection))


def standing_of(row: StandingRow) -> Standing:
    """A row as the rules know it."""
    return Standing(*row)


def _closed_at(view: ProcessView) -> int | None:
    return next((plan.closes_at for plan in view.phases if plan.phase is Phase.CONSULTATION), None)
