"""What editors read of their work in progress; acts on it are in `sorting`, suggestions in `suggestions`."""

from __future__ import annotations

from hemicycle.core.consultation import is_open, plan_of
from hemicycle.core.editions import coverage_of, total
from hemicycle.core.families import of_side
from hemicycle.core.synthesis import EDITORS, synthesis_log
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.families import Families
from hemicycle.store.syntheses import Syntheses
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, You

from .reading import Synthesis
from .suggestions import is_installed
from .tables import tables_of


class Work:
    """Reads of the work in progress, for editors only."""

    def __init__(
        self,
        visibility: Visibility,
        journal: Journal,
        families: Families,
        syntheses: Syntheses,
        synthesis: Synthesis,
    ) -> None:
        self._visibility = visibility
        self._journal = journal
        self._families = families
        self._syntheses = syntheses
        self._synthesis = synthesis

    async def overview(self, you: You, process: str, *, now: int) -> s.SynthesisWork:
        """The propositions that have arguments, how far each is, and what waits for an answer.

        Raises:
            Refused: `NOT_FOUND`, or `FORBIDDEN` for somebody who is no editor.
        """
        view = await self._visibility.process(you, process, roles=EDITORS)
        rows = await self._families.progress(process)
        return s.SynthesisWork(
            process,
            view.title,
            total(row.coverage for row in rows),
            [
                s.WorkCard(h.id, h.number, h.title, h.section, coverage, families)
                for h, coverage, families in rows
            ],
            await self._synthesis.versions(process),
            await self._syntheses.contests(process, waiting=True),
            can_publish=is_open(plan_of(view, Phase.SYNTHESIS), at=now),
            can_suggest=is_installed(),
        )

    async def table(self, you: You, process: str, proposition: str) -> s.PropositionWork:
        """The table of a proposition; `change` counts its moves. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=EDITORS)
        log = synthesis_log(process)
        # Before the rows: what comes between them is read twice rather than missed.
        await self._journal.refresh(log)
        changes: s.SynthesisDesk = self._journal.view(log)
        worked = await self._families.work(process, proposition)
        if not worked.propositions:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        (headline,), (table,) = worked.propositions, tables_of(worked)
        families = [family for side in s.FamilySide for family in of_side(table.families.values(), side)]
        arguments = [
            s.WorkArgument(one.id, one.side, one.body, one.author, one.supports, table.filing(one.id))
            for one in sorted(worked.arguments, key=lambda one: (-one.supports, one.id))
        ]
        await prepare([headline.body])
        return s.PropositionWork(
            headline.id,
            headline.number,
            headline.title,
            headline.section,
            html_of(headline.body),
            changes.changes.get(proposition, 0),
            coverage_of(table),
            families,
            arguments,
        )
