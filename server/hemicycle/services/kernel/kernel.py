"""What every feature stands on, made once a node."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hemicycle.auth.marks import mark_of
from hemicycle.auth.tokens import Tokens
from hemicycle.clock import Clock
from hemicycle.core.emit import person_log
from hemicycle.hub import Hub
from hemicycle.hub.tasks import Tasks
from hemicycle.services.settings import ServiceSettings
from hemicycle.store import Database

from .ballots import Ballots
from .consents import Consents
from .forum import Forum
from .identities import Identities
from .journal import Journal
from .presence import Presence
from .roll import Roll
from .room import Room
from .rules import Rules
from .site import OwnSite
from .source import TopicSource
from .visibility import Visibility


class Kernel:
    """The logs and the ballots, who somebody is and what they may know; no feature is known here.

    `room` and `forum` are how features act in a debate and in a process; `source` is the hub's truth.
    """

    def __init__(
        self,
        database: Database,
        hub: Hub,
        *,
        clock: Clock,
        settings: ServiceSettings,
        new_id: Callable[[], str],
    ) -> None:
        self.database = database
        self.hub = hub
        self.clock = clock
        self.settings = settings
        self.new_id = new_id
        self.mark = partial(mark_of, key=settings.key)
        self.tasks = Tasks()
        self.roll = Roll(database, hub, self.tasks, clock)
        self.journal = Journal(database.log, database.ballots, hub, self.tasks)
        self.site = OwnSite(self.journal)
        self.room = Room(self.journal, new_id)
        self.forum = Forum(self.journal, database.members, new_id)
        self.visibility = Visibility(self.forum, database.propositions)
        self.rules = Rules(self.forum, self.visibility, self.roll, database.rolls, self.mark)
        self.identities = Identities(Tokens(settings.key, self.roll.revocations), self.roll.roles_of, clock)
        self.consents = Consents(database.consents, database.preferences, required=settings.consent)
        self.presence = Presence(hub)
        self.ballots = Ballots(self.room, database, hub, self.mark)
        self.roll.on_closed = self._forget
        self.roll.on_rewritten = self.journal.reread
        self.source = TopicSource(database.log, database.epoch, self.journal, self.ballots)

    def _forget(self, person: str) -> None:
        """What this node remembers of somebody who closed their account."""
        self.database.salts.forget(person)
        self.consents.forget(person)
        self.journal.forget(person_log(person))

    async def close(self) -> None:
        """End the background work; idempotent."""
        await self.tasks.close()
