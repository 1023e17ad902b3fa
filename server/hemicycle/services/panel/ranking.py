"""The votes that rank the authors of propositions: those kept when the consultation closed."""

from __future__ import annotations

from hemicycle.core.panel.application import EXCLUDED
from hemicycle.core.panel.ranking import Counted
from hemicycle.store import Database


class PanelRanking:
    """What `RankedPropositions` asks for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(self, process: str) -> list[Counted]:
        """Every proposition whose author has an account here, with its votes.

        Whoever makes the process counts as official: they sit on the panel by another way, or not at all.
        What was put in the bin after the closing ranks nobody, nor does who closed their account.
        """
        members = await self._database.members.of_process(process)
        makers = {one.person for one in members if one.role in EXCLUDED}
        votes = await self._votes(process)
        authored = await self._database.panels.authored(process)
        closed = await self._database.closed.among({row.person for row in authored})
        return [
            votes[row.id]._replace(
                person=row.person,
                official=row.official or row.person in makers,
                visible=row.visible and row.person not in closed,
            )
            for row in authored
            if row.id in votes
        ]

    async def _votes(self, process: str) -> dict[str, Counted]:
        """Votes by proposition: the ranking that was frozen, or of a process that has none, as they stand."""
        standings = self._database.standings
        frozen = await standings.frozen(process)
        if frozen:
            return {row.proposition: Counted(row.proposition, "", row.agree, row.disagree) for row in frozen}
        return {row.id: Counted(row.id, "", row.agree, row.disagree) for row in await standings.of(process)}
