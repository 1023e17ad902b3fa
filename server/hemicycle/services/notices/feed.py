"""The feed of a process: what its log tells, the newest first, as sentences in French or English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hemicycle.core.emit import process_log
from hemicycle.services.kernel.dates import spoken
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle_protocol.views import Event, You

from .atom import AtomEntry, AtomFeed, atom_bytes, tag_uri
from .sentences import LOCALES, SENTENCES, TITLES, WORDS, Sentence

ENTRIES = 50
# Facts that are read to find as many that say something.
READ = 400
# In French a space before these does not break.
_BEFORE_MARK = re.compile(r" (?=[:;!?»])|(?<=«) ")
_BLANKS = re.compile(" {2,}")  # where a field was left out


class FeedFile(NamedTuple):
    """The document, and what changes when it does."""

    tag: str
    body: bytes


class ProcessFeeds:
    """Feeds of processes."""

    def __init__(self, database: Database, visibility: Visibility, own: OwnSite, *, site: str) -> None:
        self._log = database.log
        self._visibility = visibility
        self._own = own
        self._site = site

    async def feed(self, you: You | None, process: str, locale: str) -> FeedFile:
        """The newest facts of a process that say something. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        log, zone = process_log(process), self._own.zone_of(view)
        head = (await self._log.heads([log]))[log]
        first = (await self._log.read(log, limit=1))[0]
        events = await self._log.read(log, after=max(0, head - READ), limit=READ)
        page = f"{self._site}/processes/{process}"
        entries = [
            AtomEntry(
                tag_uri(self._site, first.at, f"process/{process}/{event.offset}"),
                said,
                event.at,
                page + path_of(event, sentence),
                event.type,
            )
            for event in reversed(events)
            if (sentence := SENTENCES.get(event.type)) is not None
            and (said := sentence_of(event, sentence, locale, zone))
        ][:ENTRIES]
        feed = AtomFeed(
            id=tag_uri(self._site, first.at, f"process/{process}"),
            title=TITLES[locale].format(title=view.title),
            subtitle=view.summary[:500],
            locale=locale,
            updated=entries[0].at if entries else first.at,
            link=f"{page}/feed.atom?lang={locale}",
            page=page,
            others=[(other, f"{page}/feed.atom?lang={other}") for other in LOCALES if other != locale],
            entries=entries,
        )
        return FeedFile(f"{head}-{locale}", atom_bytes(feed))


def sentence_of(event: Event, sentence: Sentence, locale: str, zone: ZoneInfo) -> str:
    """What a fact says to a reader; nothing if it lacks what the sentence needs."""
    said = sentence.fr if locale == "fr" else sentence.en
    words = {name: _word(name, value, locale, zone) for name, value in _fields(event.body).items()}
    text = _BLANKS.sub(" ", said.format_map(_Blank(words))).strip()
    return _BEFORE_MARK.sub("\u00a0", text) if locale == "fr" else text


def path_of(event: Event, sentence: Sentence) -> str:
    """Where a fact leads on to, from the page of its process."""
    return sentence.path.format_map(_Blank(event.body))


def _fields(body: Mapping[str, object]) -> dict[str, object]:
    """The fields of a fact, and those of the values in it, which the fact's own hide."""
    inner = {name: value for held in body.values() if isinstance(held, dict) for name, value in held.items()}
    return inner | dict(body)


def _word(name: str, value: object, locale: str, zone: ZoneInfo) -> object:
    if name.endswith("_at") and isinstance(value, int):
        return spoken(value, locale, zone)
    return WORDS[locale].get(str(value)) or value


class _Blank(defaultdict[str, object]):
    """Fields of a fact for a sentence: those that were left out are empty."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        super().__init__(str, fields)
