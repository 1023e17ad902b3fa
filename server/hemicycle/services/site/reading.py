"""What is read of the site: by every page, by who reads one of its texts, by who administers it."""

from __future__ import annotations

from collections import OrderedDict
from zoneinfo import ZoneInfo

from hemicycle.core.colours import palette
from hemicycle.core.emit import debate_log
from hemicycle.core.permissions import general_roles
from hemicycle.core.site import LOCALES, SITE_LOG, text_of
from hemicycle.services.kernel.dates import clock_name
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.kernel.markdown import page_html
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.site import ClockName, Site, SiteChange, SiteDraft, SitePage, SitePageSlug, SiteSetup
from hemicycle_protocol.views import Event, Role, You

from .drafts import draft

# So many changes are listed; all of them stand on the log.
CHANGES = 50
REMEMBERED = 10_000


class Reading:
    """Reads of the site."""

    def __init__(self, kernel: Kernel) -> None:
        self._site = kernel.site
        self._journal = kernel.journal
        self._log = kernel.database.log
        self._people = kernel.database.people
        self._propositions = kernel.database.propositions
        # Of propositions, which stay in their process.
        self._processes: OrderedDict[str, str] = OrderedDict()

    async def site_of(self, kind: str, id: str) -> Site:
        """What a page about something knows: with the zone of its process, of which nothing else is told."""
        try:
            process = await self._process_of(kind, id)
            return self.site() if process is None else self.site(await self._site.zone_in(process))
        except Refused:  # not there, or the store is away
            return self.site()

    def site(self, zone: ZoneInfo | None = None) -> Site:
        """What every page knows."""
        view = self._site.view
        key = (zone or self._site.zone_of(None)).key
        return Site(
            view.name,
            key,
            ClockName(clock_name(key, "fr"), clock_name(key, "en")),
            view.conformance,
            list(SitePageSlug),
            view.controller,
            view.contact,
            palette(view.accent, view.night),
        )

    async def _process_of(self, kind: str, id: str) -> str | None:
        """The process of what an address names, of `processes`, `debates` or `propositions`."""
        if kind == "processes":
            return id
        if kind == "debates":
            await self._journal.load(debate_log(id))
            return self._journal.debate(id).process
        if id not in self._processes:
            process = await self._propositions.process_of(id)
            if process is None:
                return None
            self._processes[id] = process
            if len(self._processes) > REMEMBERED:
                self._processes.popitem(last=False)
        return self._processes[id]

    async def page(self, slug: str, locale: str) -> SitePage:
        """A text of the site, the draft of it until it was written. Refused: `NOT_FOUND`, `INVALID`."""
        if slug not in set(SitePageSlug):
            raise Refused(Code.NOT_FOUND, name=slug[:64])
        if locale not in LOCALES:
            raise Refused(Code.INVALID, field="locale", allowed=", ".join(LOCALES))
        which, view = SitePageSlug(slug), self._site.view
        written = text_of(view, which, locale)
        if written is not None and written.body:
            return SitePage(which, locale, await page_html(written.body), written_at=written.at)
        return SitePage(which, locale, await page_html(draft(which, locale, view)), is_draft=True)

    async def setup(self, you: You) -> SiteSetup:
        """All that administrators change. Refused: `FORBIDDEN`."""
        if Role.ADMINISTRATOR not in general_roles(you):
            raise Refused(Code.FORBIDDEN, roles=[Role.ADMINISTRATOR.value])
        await self._journal.refresh(SITE_LOG)
        view = self._site.view
        drafts = [
            SiteDraft(slug, locale, draft(slug, locale, view)) for slug in SitePageSlug for locale in LOCALES
        ]
        return SiteSetup(view, drafts, await self._changes())

    async def _changes(self) -> list[SiteChange]:
        """The last facts of the log, newest first."""
        head = self._journal.head(SITE_LOG)
        facts = await self._log.read(SITE_LOG, after=max(0, head - CHANGES), limit=CHANGES)
        actors = sorted({fact.actor for fact in facts if fact.actor is not None})
        people = await self._people.of_ids(actors)
        names = {id_: person.name for id_, person in people.items()}
        return [_change(fact, names.get(fact.actor or "", "")) for fact in reversed(facts)]


def _change(fact: Event, by: str) -> SiteChange:
    is_text = fact.type == "site_page_written"
    what = f"{fact.body['slug']}/{fact.body['locale']}" if is_text else "settings"
    return SiteChange(fact.at, by, what)
