"""All propositions of a consultation at once, for pictures of it; the votes are those of the ballot box."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle.store.points import QUARTER_MS, PointRow, WrittenRow
from hemicycle.store.propositions import Counts
from hemicycle_protocol.consultation import Overview, VoteColumns, WrittenDay
from hemicycle_protocol.views import ProcessView, You

from .rankings import FRESH_MS, REMEMBERED, Places, Rankings


class Overviews:
    """Overviews as they are shown. An instant of a vote is in none: days are those of public texts."""

    def __init__(self, database: Database, visibility: Visibility, rankings: Rankings, site: OwnSite) -> None:
        self._points = database.points
        self._visibility = visibility
        self._rankings = rankings
        self._site = site
        self._made: OrderedDict[str, tuple[int, Overview]] = OrderedDict()

    async def page(self, you: You | None, process: str, *, now: int) -> Overview:
        """One process, made again at most every `FRESH_MS`. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        at, made = self._made.pop(process, (0, None))
        if made is None or now - at >= FRESH_MS:
            at, made = now, await self._make(view, now)
        self._made[process] = (at, made)
        if len(self._made) > REMEMBERED:
            self._made.popitem(last=False)
        return made

    async def _make(self, view: ProcessView, now: int) -> Overview:
        rows, written = await self._points.of(view.id)
        days = days_of(written, self._site.zone_of(view))
        return overview_of(view, rows, days, await self._rankings.places(view, now=now))


def overview_of(
    view: ProcessView, rows: Sequence[PointRow], days: list[WrittenDay], places: Places
) -> Overview:
    """The columns of these propositions; sections stand in the order of their first one."""
    sections = list(dict.fromkeys(row.section for row in rows))
    place_of = {section: place for place, section in enumerate(sections)}
    ranks = {one.id: one.rank for one in places.ranked}
    imported = [row.imported for row in rows]
    return Overview(
        process=view.id,
        title=view.title,
        sections=sections,
        ids=[row.id for row in rows],
        titles=[row.title for row in rows],
        parts=[place_of[row.section] for row in rows],
        ranks=[ranks.get(row.id, 0) for row in rows],
        cast=_columns([row.counts for row in rows]),
        days=days,
        imported=_columns([counts or Counts() for counts in imported]) if any(imported) else None,
        owed=[row.id for row in rows if row.id in places.owed],
        top_n=view.commitment.top_n,
        frozen_at=places.frozen_at,
    )


def days_of(written: Iterable[WrittenRow], zone: ZoneInfo) -> list[WrittenDay]:
    """What was written on each day of the process's clocks, the earliest first; empty days are left out."""
    days: dict[str, Counter[str]] = {}
    for row in written:
        day = datetime.fromtimestamp(row.quarter * QUARTER_MS / 1000, zone).date().isoformat()
        counts = days.setdefault(day, Counter())
        counts["propositions"] += row.propositions
        counts["arguments"] += row.arguments
    return [WrittenDay(day, **counts) for day, counts in sorted(days.items())]


def _columns(counts: Sequence[Counts]) -> VoteColumns:
    return VoteColumns(
        [one.agree for one in counts], [one.mixed for one in counts], [one.disagree for one in counts]
    )
