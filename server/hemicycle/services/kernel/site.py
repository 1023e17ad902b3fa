"""The site's own settings as this node knows them: asked by every page and mail, so they are in memory.

They are the fold of a log like any other, read before the node answers and followed from then on.
"""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hemicycle.core.emit import process_log
from hemicycle.core.site import SITE_LOG, empty_site
from hemicycle_protocol.site import SiteView
from hemicycle_protocol.views import ProcessView

from .journal import Journal


class OwnSite:
    """What the site says of itself."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._is_read = False

    async def start(self) -> None:
        """Read it before anybody is answered."""
        await self._journal.load(SITE_LOG)
        self._is_read = True

    @property
    def view(self) -> SiteView:
        """The settings; those of a new site until they were read."""
        view: SiteView = self._journal.view(SITE_LOG) if self._is_read else empty_site()
        return view

    def zone_of(self, process: ProcessView | None) -> ZoneInfo:
        """The zone whose clocks are told of a process, or of none."""
        return zone(process.zone if process is not None and process.zone else self.view.zone)

    async def zone_in(self, process: str) -> ZoneInfo:
        """The same by the name of the process. Refused: `NOT_FOUND`."""
        await self._journal.load(process_log(process))
        return self.zone_known(process)

    def zone_known(self, process: str) -> ZoneInfo:
        """The same for a process that this node has in memory."""
        return self.zone_of(self._journal.process(process))


@cache
def zones() -> frozenset[str]:
    """The names of all zones that this machine knows."""
    return frozenset(available_timezones())


def zone(name: str) -> ZoneInfo:
    """The zone of a name that was looked at when it was set."""
    return ZoneInfo(name)
