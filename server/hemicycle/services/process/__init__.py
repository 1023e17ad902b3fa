"""A process as its organisers make it: plan, phases, members, announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mail import MailFeature
from hemicycle.services.people import PeopleFeature
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.personal import FollowProcess

from .announcing import Announcing
from .creation import Creation
from .follows import Follows
from .membership import Memberships
from .organising import Organising
from .phases import Phases
from .setup import Setup


class ProcessFeature(Feature):
    """`creation` is for the command line and the demo, `setup` what organisers read, `phases` their clock."""

    def __init__(self, kernel: Kernel, people: PeopleFeature, mail: MailFeature) -> None:
        database, forum = kernel.database, kernel.forum
        self.creation = Creation(
            kernel.journal, people.invitations, kernel.site, clock=kernel.clock, new_id=kernel.new_id
        )
        self.setup = Setup(database, forum, kernel.visibility, kernel.site, kernel.clock)
        self.phases = Phases(kernel.journal, database.processes)
        self._organising = Organising(forum, self.setup, kernel.site)
        self._announcing = Announcing(database, forum)
        self._follows = Follows(forum, database.preferences)
        self._memberships = Memberships(
            database,
            forum,
            kernel.roll,
            people.accounts,
            mail.mailing,
            mark=kernel.mark,
            base_url=kernel.settings.base_url,
        )

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """What organisers do, and following a process."""
        return {
            **self._organising.handlers(),
            **self._announcing.handlers(),
            **self._memberships.handlers(),
            FollowProcess: self._follows.follow,
        }

    def ticks(self) -> Sequence[Tick]:
        """Phases that open and close."""
        return (Tick(lambda now: self.phases.advance(now=now)),)
