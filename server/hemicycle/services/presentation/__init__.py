"""The presentation of a problem, its causes and solutions."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle_protocol.commands import CommandBody

from .presentation import Presentation


class PresentationFeature(Feature):
    """`tree` is the tree of problem, causes and solutions, and its versions."""

    def __init__(self, kernel: Kernel) -> None:
        self.tree = Presentation(kernel.database, kernel.forum, kernel.visibility)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Writing and publishing it."""
        return self.tree.handlers()
