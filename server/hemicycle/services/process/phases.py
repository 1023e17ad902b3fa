"""Phases that open and close by the clock, and what else is done as one closes.

What is due stands in the row of each process, so a node that starts finds what was missed while none ran.
Every node looks each second; the decision within the transaction makes each fact be said once on all nodes.
"""

from __future__ import annotations

import logging

from hemicycle.core import phases
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.process import folded
from hemicycle.services.kernel.ballots import CLOSED_WITH
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.feature import Closing
from hemicycle.services.kernel.journal import Journal
from hemicycle.store import Write
from hemicycle.store.moves import Close
from hemicycle.store.processes import Processes, ProcessRow, change_process
from hemicycle_protocol.process import PhaseClosed
from hemicycle_protocol.views import Phase, ProcessView

_log = logging.getLogger(__name__)


class Phases:
    """The clock of all processes. `closings` is the table of what else is done as a phase closes."""

    def __init__(self, journal: Journal, processes: Processes) -> None:
        self._journal = journal
        self._processes = processes
        self.closings: dict[Phase, list[Closing]] = {phase: [] for phase in Phase}

    async def advance(self, *, now: int) -> None:
        """Say of all processes what is due by now, of each once on all nodes together."""
        for process, due_at in await self._processes.due(now=now):
            try:
                await self._advance_one(process, due_at, now=now)
            except Exception:  # one process's failure must not stop the clocks of the others
                _log.exception("the phases of %s wait", process)

    async def _advance_one(self, process: str, due_at: int, *, now: int) -> None:
        if not await self._say(process, now=now):
            # Another node was faster, or the row knew no better.
            next_at = phases.next_due(self._journal.process(process))
            await self._processes.put_off(process, since=due_at, until=next_at)

    async def _say(self, process: str, *, now: int) -> bool:
        log = process_log(process)

        def decide(at: int) -> Decision[None]:
            view = self._journal.process(process)
            facts = phases.due(view, now=now)
            after = folded(view, facts, at=at)
            over = [fact.phase for fact in facts if isinstance(fact, PhaseClosed)]
            closings = [closing(after, at) for phase in over for closing in self.closings[phase]]
            return Decision(
                [Emit(log, fact) for fact in facts],
                [follow(after)],
                ballots=[Close(kinds) for phase in over if (kinds := CLOSED_WITH.get(phase))],
                then=lambda connection: [emit for closing in closings for emit in closing(connection)],
            )

        made = await self._journal.decide([log], decide, now=now, actor=None)
        return bool(made.facts)


def row_of(view: ProcessView, *, created_at: int) -> ProcessRow:
    """The first row of a process."""
    texts = (view.id, view.title, view.summary, view.phases)
    return ProcessRow(*texts, created_at, view.draft, phases.next_due(view), view.zone, view.cover)


def follow(view: ProcessView) -> Write:
    """Let the row of a process follow its log."""
    return change_process(
        view.id,
        title=view.title,
        summary=view.summary,
        phases=view.phases,
        draft=view.draft,
        due_at=phases.next_due(view),
        zone=view.zone,
        cover=view.cover,
    )
