"""What administrators do: settings and texts of the site. Each act stands on its log, with who did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemicycle.core import site
from hemicycle.core.emit import Emit
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.site import zones
from hemicycle_protocol import site as s
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.events import EventBody


class Changing:
    """The handlers of commands on the site."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command goes where."""
        return {s.ChangeSite: self.change, s.WriteSitePage: self.write}

    async def change(self, caller: Caller, command: s.ChangeSite) -> Result:
        """What the site says of itself."""
        at = await self._act(caller, lambda view: site.change(view, command, zones=zones()))
        return at, {"version": self._view.version}

    async def write(self, caller: Caller, command: s.WriteSitePage) -> Result:
        """A text in one language."""
        at = await self._act(caller, lambda view: site.write(view, command))
        text = site.text_of(self._view, command.slug, command.locale)
        return at, {"version": 0 if text is None else text.version}

    @property
    def _view(self) -> s.SiteView:
        view: s.SiteView = self._journal.view(site.SITE_LOG)
        return view

    async def _act(self, caller: Caller, decide: Callable[[s.SiteView], Sequence[EventBody]]) -> int:
        def decided(now: int) -> Decision[None]:
            return Decision([Emit(site.SITE_LOG, fact) for fact in decide(self._view)])

        made = await self._journal.decide(
            [site.SITE_LOG], decided, now=caller.received_at, actor=caller.by.id
        )
        return made.at
