"""Announcing a live debate of a process: its first facts, seats, running order. Inviting is in `people`."""

from __future__ import annotations

import hashlib

from hemicycle.core import lifecycle
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.core.phases import FARTHEST_MS
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store import Database
from hemicycle.store.processes import DebateRow, put_debate
from hemicycle_protocol import process as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import (
    AgendaItem,
    AgendaKind,
    DebateState,
    ProcessView,
    Seat,
    Side,
    You,
)

MINUTE_MS = 60_000
CITIZENS = 8
# Until the organisers or the synthesis say better.
AGENDA = (
    AgendaItem("opening", AgendaKind.OPENING, "Ouverture", 10 * MINUTE_MS),
    AgendaItem("questions", AgendaKind.QUESTIONS, "Questions du public", 100 * MINUTE_MS),
    AgendaItem("closing", AgendaKind.CLOSING, "Conclusion", 10 * MINUTE_MS),
)


class Announcing:
    """The handler of `add_debate`."""

    def __init__(self, database: Database, forum: Forum) -> None:
        self._processes = database.processes
        self._forum = forum

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command goes where."""
        return {p.AddDebate: self.add_debate}

    async def add_debate(self, caller: Caller, command: p.AddDebate) -> Result:
        """A debate in its lobby. Who repeats the act finds what it made."""
        process = command.process
        debate = _id(process, f"{caller.by.id} {command.key}")
        if await self._processes.debate(debate) is not None:
            return caller.received_at, {"debate": debate}
        if abs(command.starts_at - caller.received_at) > FARTHEST_MS:
            raise Refused(Code.INVALID, field="starts_at", reason="too_far")
        created = lifecycle.created(
            id=debate,
            process=process,
            title=command.title,
            starts_at=command.starts_at,
            agenda=[*AGENDA],
            seats=seats(),
            pre_moderation=False,
        )

        row = DebateRow(debate, process, created.title, DebateState.LOBBY.value, created.starts_at)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            said = p.DebateAdded(debate, created.title, created.starts_at)
            facts = [Emit(debate_log(debate), created), Emit(process_log(process), said)]
            return Decision(facts, [put_debate(row)])

        made = await self._forum.act(caller, command, process, decide)
        return made.at, {"debate": debate}


def seats() -> list[Seat]:
    """One seat for the parliamentarian and eight for citizens, until it is known who sits there."""
    citizens = [Seat(str(n + 1), f"Citoyen·ne {n}", Side.CITIZENS) for n in range(1, CITIZENS + 1)]
    return [Seat("1", "Parlementaire", Side.PARLIAMENTARIAN), *citizens]


def _id(process: str, key: str) -> str:
    """An id that the same act finds again."""
    return f"{process[:40]}-{hashlib.blake2b(f'{process} {key}'.encode(), digest_size=4).hexdigest()}"
