"""Reports, the bin, appeals, the register."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle_protocol.commands import CommandBody

from .desk import ModerationDesk
from .moderation import Moderation


class ModerationFeature(Feature):
    """`desk` is what moderators and everybody read, `acts` what they do."""

    def __init__(self, kernel: Kernel) -> None:
        self.acts = Moderation(kernel.forum, kernel.database, kernel.hub)
        self.desk = ModerationDesk(kernel.visibility, kernel.database, kernel.clock)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Reports, decisions, appeals."""
        return self.acts.handlers()
