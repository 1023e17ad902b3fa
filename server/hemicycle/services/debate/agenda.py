"""Making the running order of a debate, of what the synthesis found or of anything else."""

from __future__ import annotations

from hemicycle.core import lifecycle
from hemicycle.core.emit import debate_log, on_debate
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.room import Result, Room
from hemicycle_protocol import commands as c
from hemicycle_protocol.views import You

from .subjects import Subjects


class Agenda:
    """The handler of `make_agenda`."""

    def __init__(self, room: Room, subjects: Subjects) -> None:
        self._room = room
        self._subjects = subjects

    async def make(self, caller: Caller, command: c.MakeAgenda) -> Result:
        """The running order anew, by the host or an organiser of the process. Result: `{version}`."""
        debate, journal = command.debate, self._room.journal
        await journal.load(debate_log(debate))
        process = journal.debate(debate).process
        targets = [item.about for item in command.items if item.about is not None]
        about = await self._subjects.named(process, targets)

        def decide(by: You, now: int) -> Decision[None]:
            made = lifecycle.make_agenda(journal.debate(debate), command, about=about)
            return Decision(on_debate(debate, [made]))

        made = await self._room.act(caller, command, debate, decide)
        return made.at, {"version": journal.debate(debate).agenda_version}
