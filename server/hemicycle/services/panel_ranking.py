"""The votes that rank the authors of propositions, as they stand after the consultation has closed."""

from __future__ import annotations

from hemicycle.core.panel.application import EXCLUDED
from hemicycle.core.panel.ranking import Counted
from hemicycle.store import Database
from hemicycle_protocol.views import Choice


class PanelRanking:
    """Reads propositions, tallies and each author's own vote: what `RankedPropositions` asks for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(self, process: str) -> list[Counted]:
        """Every proposition whose author has an account here, with its votes.

        Whoever makes the process counts as official: they sit on the panel by another way, or not at all.
        """
        makers = {
            one.person for one in await self._database.members.of_process(process) if one.role in EXCLUDED
        }
        _, tallies, _ = await self._database.ballots.tallies(process)
        votes: dict[str, dict[str, str]] = {}
        found = []
        for row in await self._database.panels.authored(process):
            if row.person not in votes:
                votes[row.person] = await self._votes_of(process, row.person)
            target = f"proposition/{row.id}"
            tally = tallies.get(target, {})
            found.append(
                Counted(
                    row.id,
                    row.person,
                    tally.get(Choice.AGREE.value, 0),
                    tally.get(Choice.DISAGREE.value, 0),
                    own=votes[row.person].get(target),
                    official=row.official or row.person in makers,
                    visible=row.visible,
                )
            )
        return found

    async def _votes_of(self, process: str, person: str) -> dict[str, str]:
        voter = await self._database.salts.pseudonym(process, person)
        return await self._database.ballots.of_voter(process, voter)
