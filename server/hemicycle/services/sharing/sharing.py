"""What a link to a page of ours says of itself where it is shared: a title, a sentence, a picture.

Only what everybody may read is told; of drafts and of texts in the bin, nothing is. What was worked out is
kept for a moment: a link that spreads asks the database little.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from hemicycle.clock import Clock
from hemicycle.core.bill import bill_of
from hemicycle.core.emit import debate_log, process_log
from hemicycle.services.kernel.dates import announced
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.markdown import excerpt_of
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.mobilisation.mobilisation import Mobilisation
from hemicycle.store import Database, Unavailable
from hemicycle.store.count import TOTALS, VOTES_CAST
from hemicycle.store.propositions import VISIBLE
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import DebateState, Event, ProcessView, You

from .cards import BRAND, Card, draw_card

KEPT_MS = 30_000
PICTURE_KEPT_MS = 60_000
REMEMBERED = 1_000
SENTENCE_CHARACTERS = 200

T = TypeVar("T")


class Page(StrEnum):
    """Pages that are worth a picture; the values stand in its address."""

    HOME = "home"
    PROCESS = "processes"
    DEBATE = "debates"
    PROPOSITION = "propositions"
    BILL = "bill"
    MOBILISATION = "mobilisation"


class Share(NamedTuple):
    """A page in a few words, by language. `figure` is its number of what `units` says, None for none.

    `titles` are those of a page whose title depends on the language; `votes` are agree, mixed and disagree.
    """

    title: str
    sentences: dict[str, str]
    kickers: dict[str, str]
    figure: int | None
    units: dict[str, str]
    titles: dict[str, str] | None = None
    votes: tuple[int, int, int] = (0, 0, 0)
    is_night: bool = False

    def title_in(self, locale: str) -> str:
        """The title for readers of a language."""
        return self.titles[locale] if self.titles else self.title


# The home page has no name of its own in an address.
HOME = "site"
_KICKERS = {
    Page.HOME: {"fr": "Démarches citoyennes", "en": "Citizens’ processes"},
    Page.DEBATE: {"fr": "Débat citoyen", "en": "Citizens’ debate"},
    Page.PROCESS: {"fr": "Démarche citoyenne", "en": "Citizens’ process"},
    Page.PROPOSITION: {"fr": "Proposition", "en": "Proposition"},
    Page.BILL: {"fr": "Proposition de loi", "en": "Bill"},
    Page.MOBILISATION: {"fr": "Soutenir la proposition de loi", "en": "Support the bill"},
}
_VOTES = {"fr": "votes exprimés", "en": "votes cast"}
_AGREE = {"fr": "d’accord", "en": "agree"}
_HOME_TITLES = {"fr": "Écrire la loi ensemble, en direct", "en": "Write the law together, live"}
_HOME_SENTENCES = {
    "fr": "Six phases, de la question à la loi",
    "en": "Six phases, from the question to the law",
}
_LIVE = {"fr": "En direct en ce moment", "en": "Live now"}
_OVER = {
    "fr": "À revoir, avec les questions et les réponses",
    "en": "To see again, with questions and answers",
}
_SUPPORTS = {"fr": "soutiens publics", "en": "public supports"}


class Sharing:
    """Reads what is shared."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        visibility: Visibility,
        mobilisation: Mobilisation,
        site: OwnSite,
        clock: Clock,
    ) -> None:
        self._database = database
        self._journal = journal
        self._visibility = visibility
        self._mobilisation = mobilisation
        self._site = site
        self._shares: _Kept[Share | None] = _Kept(clock, KEPT_MS)
        self._pictures: _Kept[bytes | None] = _Kept(clock, PICTURE_KEPT_MS)
        journal.listeners.append(self._heard)

    async def is_there(self, you: You | None, kind: str, id: str) -> bool:
        """Whether `you` may know of what an address names: of `processes`, `debates` or `propositions`.

        Where the store is away nobody can say, and the page says what it knows.
        """
        asked: dict[str, Callable[[You | None, str], Awaitable[object]]] = {
            "processes": self._visibility.process,
            "debates": self._visibility.debate,
            "propositions": self._visibility.process_of_proposition,
        }
        try:
            await asked[kind](you, id)
        except Unavailable:
            return True
        except Refused:
            return False
        return True

    async def share(self, page: Page, id: str) -> Share | None:
        """A page in a few words; None for what not everybody may read."""
        return await self._shares.get(f"{page.value}/{id}", lambda: self._share(page, id))

    async def picture(self, page: Page, id: str, locale: str) -> bytes | None:
        """Its picture, a PNG."""

        async def draw() -> bytes | None:
            share = await self.share(page, id)
            return (
                None
                if share is None
                else await asyncio.to_thread(draw_card, card_of(share, locale, self._site.view.name))
            )

        return await self._pictures.get(f"{page.value}/{id}/{locale}", draw)

    def _heard(self, events: Sequence[Event]) -> None:
        """What was rewritten or put away is shared no longer as it was, however lately that was made."""
        for event in events:
            target = str(event.body.get("target", ""))
            proposition = event.body.get("proposition") or target.removeprefix("proposition/")
            if proposition:
                self._shares.drop(f"{Page.PROPOSITION.value}/{proposition}")
                self._pictures.drop(f"{Page.PROPOSITION.value}/{proposition}/")

    async def _share(self, page: Page, id: str) -> Share | None:
        try:
            return await self._read(page, id)
        except (
            Refused
        ):  # not there, or the store is away: the page itself does not wait for what is said of it
            return None

    async def _read(self, page: Page, id: str) -> Share | None:
        if page is Page.HOME:
            return Share(
                _HOME_TITLES["fr"],
                _HOME_SENTENCES,
                _KICKERS[page],
                None,
                _HOME_SENTENCES,
                titles=_HOME_TITLES,
                is_night=True,
            )
        if page is Page.DEBATE:
            return await self._debate(id)
        if page is Page.PROPOSITION:
            return await self._proposition(id)
        if not await self._visibility.is_public(id):
            return None
        await self._journal.refresh(process_log(id))
        view = self._journal.process(id)
        return await (self._process(view) if page is Page.PROCESS else self._bill(view, page))

    async def _process(self, view: ProcessView) -> Share:
        votes = await self._database.ballots.count(view.id, TOTALS, VOTES_CAST) or None
        sentence = _sentence(view.summary) or view.title
        return Share(view.title, {"fr": sentence, "en": sentence}, _KICKERS[Page.PROCESS], votes, _VOTES)

    async def _bill(self, view: ProcessView, page: Page) -> Share:
        bill = bill_of(view)
        if not bill.published:
            return await self._process(view)
        count = await self._mobilisation.count(view.id)
        text = await self._database.bills.text(view.id, bill.published)
        statement = "" if text is None else _sentence(text.statement)
        sentences = {"fr": statement, "en": statement}
        if page is Page.MOBILISATION and count:
            sentences = {
                "fr": f"{number(count, 'fr')} personnes soutiennent cette proposition de loi. Et vous ?",
                "en": f"{number(count, 'en')} people support this bill. Do you?",
            }
        return Share(bill.title, sentences, _KICKERS[page], count or None, _SUPPORTS)

    async def _debate(self, id: str) -> Share | None:
        if not await self._visibility.debate(None, id):
            return None
        await self._journal.load(debate_log(id))
        view = self._journal.debate(id)
        zone = await self._site.zone_in(view.process)
        when = {
            "fr": f"En direct {announced(view.starts_at, 'fr', zone)}",
            "en": f"Live on {announced(view.starts_at, 'en', zone)}",
        }
        if view.state in (DebateState.LIVE, DebateState.PAUSED):
            when = _LIVE
        elif view.state is DebateState.ENDED:
            when = _OVER
        return Share(view.title, when, _KICKERS[Page.DEBATE], None, when, is_night=True)

    async def _proposition(self, id: str) -> Share | None:
        row = await self._database.propositions.get(id)
        if row is None or row.state != VISIBLE or not await self._visibility.is_public(row.process):
            return None
        counts = [row.counts, *([row.imported] if row.imported else [])]
        votes = (sum(c.agree for c in counts), sum(c.mixed for c in counts), sum(c.disagree for c in counts))
        sentence = _sentence(row.body)
        sentences = {"fr": sentence, "en": sentence}
        return Share(row.title, sentences, _KICKERS[Page.PROPOSITION], votes[0] or None, _AGREE, votes=votes)


class _Kept(Generic[T]):
    """Values by name, each made at most once in a while, by one of those who ask at once."""

    def __init__(self, clock: Clock, kept_ms: int) -> None:
        self._clock = clock
        self._kept_ms = kept_ms
        self._values: OrderedDict[str, tuple[int, T]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        self._dropped = 0

    def drop(self, begins: str) -> None:
        """Have the values whose names begin so made anew."""
        self._dropped += 1
        for name in [name for name in self._values if name.startswith(begins)]:
            del self._values[name]

    async def get(self, name: str, make: Callable[[], Awaitable[T]]) -> T:
        known = self._values.get(name)
        if known is not None and self._clock.now() < known[0]:
            return known[1]
        async with self._one_at_a_time:
            known = self._values.get(name)
            if known is not None and self._clock.now() < known[0]:
                return known[1]
            dropped = self._dropped
            value = await make()
            if dropped != self._dropped:  # it may be of before: the next who asks has it made again
                return value
            self._values[name] = (self._clock.now() + self._kept_ms, value)
            self._values.move_to_end(name)
            while len(self._values) > REMEMBERED:
                self._values.popitem(last=False)
            return value


def card_of(share: Share, locale: str, brand: str = BRAND) -> Card:
    """What stands on the picture."""
    figure = "" if share.figure is None else number(share.figure, locale)
    says = figure != "" or share.is_night
    return Card(
        share.kickers[locale],
        share.title_in(locale),
        figure,
        share.units[locale] if says else "",
        share.votes,
        share.is_night,
        brand,
    )


def number(value: int, locale: str) -> str:
    """A number with the separators of the language."""
    return f"{value:,}" if locale == "en" else f"{value:,}".replace(",", "\u202f")


def _sentence(text: str) -> str:
    plain, _ = excerpt_of(text)
    if len(plain) <= SENTENCE_CHARACTERS:
        return plain
    cut = plain.rfind(" ", 0, SENTENCE_CHARACTERS)
    return plain[: cut if cut > 0 else SENTENCE_CHARACTERS] + "…"
