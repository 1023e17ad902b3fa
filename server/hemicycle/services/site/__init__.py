"""The site itself: its settings and its texts, which administrators change and everybody reads."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle_protocol.commands import CommandBody

from .changing import Changing
from .reading import Reading


class SiteFeature(Feature):
    """`reading` is for pages, and for those who administer the site."""

    def __init__(self, kernel: Kernel) -> None:
        self._site = kernel.site
        self._changing = Changing(kernel.journal)
        self.reading = Reading(kernel)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """What administrators do."""
        return self._changing.handlers()

    async def start(self) -> None:
        """Every page says the name of the site."""
        await self._site.start()
