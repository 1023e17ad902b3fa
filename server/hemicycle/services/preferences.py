"""How people wish to hear of things: the acts that choose it, and what their page shows."""

from __future__ import annotations

from hemicycle.store.preferences import Preferences
from hemicycle_protocol.personal import FollowProcess, SetPace

from .caller import Caller
from .forum import Forum
from .room import Result


class Choices:
    """The handlers of preferences."""

    def __init__(self, forum: Forum, store: Preferences) -> None:
        self._forum = forum
        self._store = store

    async def set_pace(self, caller: Caller, command: SetPace) -> Result:
        """Hear of a subject at once, once a day, or not."""
        assert caller.you is not None
        await self._store.set_pace(caller.you.id, command.subject, command.pace)
        return caller.received_at, {"pace": command.pace.value}

    async def follow(self, caller: Caller, command: FollowProcess) -> Result:
        """Hear of the phases of a process, or no longer."""
        by = await self._forum.permit(caller, command, command.process)
        at = caller.received_at
        await self._store.follow(command.process, by.id, on=command.on, at=at)
        await self._store.set_language(by.id, "en" if caller.locale == "en" else "fr", chosen=False)
        return at, {"on": command.on}
