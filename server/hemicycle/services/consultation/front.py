"""What stands at a glance: who carries a process, what a debate shows at this moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hemicycle.core.emit import debate_log
from hemicycle.hub import Hub
from hemicycle.services.kernel.journal import Journal
from hemicycle.store import Database
from hemicycle.store.processes import DebateRow
from hemicycle_protocol.api import DebateCard, OnAir
from hemicycle_protocol.views import DebateState, DebateView, Role

_ON_AIR = (DebateState.LIVE, DebateState.PAUSED)


class Front:
    """Reads for cards: the little of a process and of a debate that makes one want to look."""

    def __init__(self, database: Database, journal: Journal, hub: Hub) -> None:
        self._members = database.members
        self._journal = journal
        self._hub = hub

    async def carriers(self, processes: Collection[str]) -> dict[str, list[str]]:
        """The names of the parliamentarians, by process."""
        return await self._members.names(Role.PARLIAMENTARIAN.value, processes)

    async def debates(self, rows: Sequence[DebateRow]) -> list[DebateCard]:
        """Debates in a list, those that are live with who speaks and how many watch."""
        live = [row for row in rows if row.state in _ON_AIR]
        await self._journal.refresh(*(debate_log(row.id) for row in live))
        return [debate_card(row, self._on_air(row.id) if row in live else None) for row in rows]

    def _on_air(self, debate: str) -> OnAir:
        log = debate_log(debate)
        return on_air(self._journal.debate(debate), viewers=self._hub.audience(log))


def on_air(view: DebateView, *, viewers: int) -> OnAir:
    """What a debate shows at this moment."""
    seat = None if view.floor is None else view.seats.get(view.floor.seat)
    number = next((at for at, item in enumerate(view.agenda, 1) if item.id == view.item), 0)
    return OnAir(
        viewers=viewers,
        speaker="" if seat is None else seat.name,
        side=None if seat is None else seat.side,
        item=number,
        item_title=view.agenda[number - 1].title if number else "",
        items=len(view.agenda),
    )


def debate_card(row: DebateRow, now: OnAir | None = None) -> DebateCard:
    """A debate in a list."""
    state = DebateState(row.state)
    return DebateCard(row.id, row.process, row.title, state, row.starts_at, row.recording, now)
