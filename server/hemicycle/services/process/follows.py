"""Following a process. What one hears of it, and how, is in `notices`."""

from __future__ import annotations

from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store.preferences import Preferences
from hemicycle_protocol.personal import FollowProcess


class Follows:
    """Who follows which process."""

    def __init__(self, forum: Forum, store: Preferences) -> None:
        self._forum = forum
        self._store = store

    async def follow(self, caller: Caller, command: FollowProcess) -> Result:
        """Hear of the phases of a process, or no longer."""
        by = caller.permitted_in(process=command.process)
        at = caller.received_at
        await self._store.follow(command.process, by.id, on=command.on, at=at)
        await self._store.set_language(by.id, "en" if caller.locale == "en" else "fr", chosen=False)
        return at, {"on": command.on}
