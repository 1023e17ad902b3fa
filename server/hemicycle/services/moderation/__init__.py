"""Reports, the bin, appeals, the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.kernel.mailboxes import mailbox_of_account
from hemicycle.store import Write
from hemicycle.store.blocks import forget_blocked
from hemicycle_protocol.commands import CommandBody

from .blocks import Blocking
from .desk import ModerationDesk
from .moderation import Moderation

HOUR_S = 3_600


class ModerationFeature(Feature):
    """`desk` is what moderators and everybody read, `acts` what they do."""

    def __init__(self, kernel: Kernel) -> None:
        self.acts = Moderation(kernel.forum, kernel.database, kernel.hub)
        self.blocking = Blocking(
            kernel.forum, kernel.room, kernel.database, kernel.roll, self.acts, new_id=kernel.new_id
        )
        self.desk = ModerationDesk(kernel.visibility, kernel.forum, kernel.database, kernel.clock)
        self._kernel = kernel

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Reports, decisions, appeals, blocks."""
        return {**self.acts.handlers(), **self.blocking.handlers()}

    def shares(self) -> Mapping[str, Share]:
        """One's own blocks."""
        return {"blocks": Share(self.desk.blocks_of, self._leave)}

    def ticks(self) -> Sequence[Tick]:
        """Blocks that ended are nobody's."""
        blocks = self._kernel.database.blocks
        return (Tick(lambda now: blocks.forget_marks(now=now), every_s=HOUR_S),)

    async def _leave(self, person: str, with_content: bool) -> Write:
        kernel = self._kernel
        account = await kernel.database.people.get(person)
        mailbox = None if account is None else mailbox_of_account(account)
        return forget_blocked(person, mailbox, mark=kernel.mark, now=kernel.clock.now())
