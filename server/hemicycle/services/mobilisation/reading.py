"""What the page of a mobilisation shows: the number, the promises, the list, the curve, one's own support."""

from __future__ import annotations

from hemicycle.clock import Clock
from hemicycle.core.bill import bill_of
from hemicycle.core.emit import process_log
from hemicycle.core.mobilisation import mobilisation_of
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.supports import HOUR_MS, SupportRow, Supports
from hemicycle_protocol.mobilisation import (
    MobilisationPage,
    MySupport,
    SupportCurve,
    Supporter,
    SupporterList,
    SupportPoint,
)
from hemicycle_protocol.reads import unknown_place, whole_number
from hemicycle_protocol.views import You

from .mobilisation import Mobilisation

PAGE = 50
# Beyond this many hours the curve has a point a day.
MOST_POINTS = 24 * 21
DAY_MS = 24 * HOUR_MS


class SupportReading:
    """Reads of a mobilisation."""

    def __init__(
        self,
        visibility: Visibility,
        journal: Journal,
        supports: Supports,
        ballots: Ballots,
        mobilisation: Mobilisation,
        clock: Clock,
    ) -> None:
        self._visibility = visibility
        self._journal = journal
        self._supports = supports
        self._ballots = ballots
        self._mobilisation = mobilisation
        self._clock = clock

    async def page(self, you: You | None, process: str) -> MobilisationPage:
        """The bill and who supports it. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        await self._journal.refresh(process_log(process))
        view = self._journal.process(process)
        bill, known = bill_of(view), mobilisation_of(view)
        return MobilisationPage(
            process,
            view.title,
            view.summary,
            view.phases,
            bill.published,
            bill.title,
            await self._mobilisation.count(process),
            await self._supports.public(process),
            known.thresholds,
            known.version,
            bill.steps,
        )

    async def supporters(self, you: You | None, process: str, after: str | None) -> SupporterList:
        """Those who want to be seen, the newest first.

        Raises:
            Refused: `NOT_FOUND`, or `INVALID` for an `after` that no page gave.
        """
        await self._visibility.process(you, process)
        rows = await self._supports.page(process, after=_place(after), limit=PAGE + 1)
        more = len(rows) > PAGE
        last = rows[PAGE - 1] if more else None
        return SupporterList(
            [_supporter(row) for row in rows[:PAGE]],
            await self._supports.public(process),
            None if last is None else f"{last.at}.{last.id}",
        )

    async def curve(self, you: You | None, process: str) -> SupportCurve:
        """How the number grew, by hours or days; the last point is the present. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        seen = await self._supports.curve(process)
        step_ms = HOUR_MS if not seen or self._clock.now() - seen[0][0] <= MOST_POINTS * HOUR_MS else DAY_MS
        steps = {at // step_ms * step_ms: count for at, count in seen}
        now = self._clock.now()
        steps[now // step_ms * step_ms] = await self._mobilisation.count(process)
        return SupportCurve(step_ms, [SupportPoint(at, count) for at, count in sorted(steps.items())])

    async def mine(self, you: You, process: str) -> MySupport:
        """One's own support, as the ballot box has it. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        if not await self._ballots.supports_bill(you, process):
            return MySupport()
        row = await self._supports.get(process, you.id)
        if row is None:
            return MySupport(on=True)
        return MySupport(True, row.at, row.public, row.message, row.news, row.hidden or "")


def _supporter(row: SupportRow) -> Supporter:
    shown = "" if row.hidden else row.message
    return Supporter(row.id, row.name, row.at, shown, row.hidden or "")


def _place(after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    given, _, id_ = after.partition(".")
    at = whole_number(given)
    if at is None or not id_:
        raise unknown_place("after")
    return at, id_
