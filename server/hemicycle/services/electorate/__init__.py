"""Who takes part in a process."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share
from hemicycle.services.kernel.kernel import Kernel
from hemicycle_protocol.commands import CommandBody

from .electorate import Electorates


class ElectorateFeature(Feature):
    """`rolls` are what organisers bring, and what everybody may know of it."""

    def __init__(self, kernel: Kernel) -> None:
        self.rolls = Electorates(
            kernel.forum, kernel.visibility, kernel.database, kernel.ballots, kernel.mark
        )

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Who takes part, and the roll."""
        return self.rolls.handlers()

    def shares(self) -> Mapping[str, Share]:
        """On which rolls one stands; they are their organisers', and stay when an account is closed."""
        return {"rolls": Share(self.rolls.of_person, self.rolls.leave)}
