"""Moving ballots in the store as a decision does, with one fact that stands for it."""

from __future__ import annotations

from hemicycle.store import Database
from hemicycle.store.ballots import Choices
from hemicycle.store.log import Append, Change, News
from hemicycle.store.moves import Move


async def move_ballots(database: Database, box: str, *moves: Move, at: int) -> None:
    """Move ballots of a box in one transaction."""

    def decide(news: News, counts: Choices) -> Change[None]:
        return Change([Append(f"debate/{box}", "moved", {}, at)], None, moves=moves)

    await database.ballots.append_after(box, {}, decide)
