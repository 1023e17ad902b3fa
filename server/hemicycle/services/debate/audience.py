"""The past of an audience: what every node sees now and then, kept once a minute for whoever comes late."""

from __future__ import annotations

from hemicycle.core.emit import debate_log
from hemicycle.hub import Hub
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle.store.audiences import AudienceRow, put_audiences
from hemicycle_protocol.debate_record import AudienceHistory
from hemicycle_protocol.views import DebateState, DebateView, You

MINUTE_MS = 60_000
# Of a debate that nobody ended, its first day.
MOST_MINUTES = 1_440


class AudienceKeeper:
    """Writes how many watch, and reads how many watched."""

    def __init__(self, database: Database, journal: Journal, visibility: Visibility, hub: Hub) -> None:
        self._database = database
        self._journal = journal
        self._visibility = visibility
        self._hub = hub

    async def keep(self, now: int) -> None:
        """What is seen of every debate that is under way."""
        rows = [
            AudienceRow(debate.id, now // MINUTE_MS, self._hub.audience(debate_log(debate.id)))
            for debate in self._journal.debates
            if _is_under_way(debate, now)
        ]
        if rows:
            await self._database.connections.write(put_audiences(rows))

    async def history(self, you: You | None, debate: str) -> AudienceHistory:
        """How many watched since the debate began. Refused: `NOT_FOUND`."""
        await self._visibility.debate(you, debate)
        rows = await self._database.audiences.of_debate(debate, limit=MOST_MINUTES)
        return AudienceHistory(
            step_ms=MINUTE_MS,
            at=[row.minute * MINUTE_MS for row in rows],
            viewers=[row.viewers for row in rows],
        )


def _is_under_way(debate: DebateView, now: int) -> bool:
    began = debate.live_at
    return (
        debate.state in (DebateState.LIVE, DebateState.PAUSED)
        and began is not None
        and now - began < MOST_MINUTES * MINUTE_MS
    )
