"""Reports, the bin, appeals, the register."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.store import Write
from hemicycle.store.blocks import forget_blocked
from hemicycle_protocol.commands import CommandBody

from .blocks import Blocking
from .desk import ModerationDesk
from .moderation import Moderation


class ModerationFeature(Feature):
    """`desk` is what moderators and everybody read, `acts` what they do."""

    def __init__(self, kernel: Kernel) -> None:
        self.acts = Moderation(kernel.forum, kernel.database, kernel.hub)
        self.blocking = Blocking(kernel.forum, kernel.database, kernel.roll, self.acts, new_id=kernel.new_id)
        self.desk = ModerationDesk(kernel.visibility, kernel.database, kernel.clock)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Reports, decisions, appeals, blocks."""
        return {**self.acts.handlers(), **self.blocking.handlers()}

    def shares(self) -> Mapping[str, Share]:
        """One's own blocks."""
        return {"blocks": Share(self.desk.blocks_of, self._leave)}

    async def _leave(self, person: str, with_content: bool) -> Write:
        return forget_blocked(person)
