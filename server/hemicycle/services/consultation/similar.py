"""Propositions that say nearly what somebody is typing, shown before they send: never a reason to refuse.

Each node keeps the words of a process's propositions in memory and reads on from the log of the process, so
that an answer costs one small query and some milliseconds. Only those that share a word are compared, and of
these no more than `MOST_COMPARED`.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz

from hemicycle.core.emit import process_log
from hemicycle.core.french import stems
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.kernel.workbench import apart
from hemicycle.store import Database
from hemicycle.store.propositions import VISIBLE, PropositionRow
from hemicycle_protocol.consultation import PropositionKind, Similar
from hemicycle_protocol.views import Event, You

# Of a body as much as says what it is about.
BODY_CHARACTERS = 200
TYPED_CHARACTERS = 300
MOST_COMPARED = 300
MOST_SHOWN = 5
# Below this likeness two texts have some words in common, no more.
LIKENESS = 60
# Processes kept in memory; the one asked of longest ago is read again when needed.
REMEMBERED = 16
PAGE = 1_000
_MANY = ("propositions_imported", "process_imported")


class _Known(NamedTuple):
    row: Similar
    title: str
    text: str
    stems: frozenset[str]


class Words:
    """The words of the propositions of one process, as far as the log was read."""

    def __init__(self) -> None:
        self.head = -1
        self.lock = asyncio.Lock()
        self._known: dict[str, _Known] = {}
        self._by_stem: defaultdict[str, set[str]] = defaultdict(set)

    def put(self, rows: Iterable[PropositionRow]) -> None:
        """Know propositions as they are now; those that are not visible are forgotten."""
        for row in rows:
            self._put(row)

    def _put(self, row: PropositionRow) -> None:
        self.drop(row.id)
        if row.state != VISIBLE:
            return
        text = f"{row.title} {row.body[:BODY_CHARACTERS]}"
        shown = Similar(row.id, row.number, row.title, PropositionKind(row.kind), 0)
        words = stems(text)
        known = _Known(shown, " ".join(stems(row.title)), " ".join(words), frozenset(words))
        self._known[row.id] = known
        for stem in known.stems:
            self._by_stem[stem].add(row.id)

    def drop(self, id_: str) -> None:
        """Know it no longer; harmless for one that is not known."""
        known = self._known.pop(id_, None)
        for stem in () if known is None else known.stems:
            self._by_stem[stem].discard(id_)

    def like(self, typed: str) -> list[Similar]:
        """The most alike first, a few at most."""
        typed_stems = stems(typed[:TYPED_CHARACTERS])
        wanted, said = set(typed_stems), " ".join(typed_stems)
        likeness = {
            id_: max(
                fuzz.token_set_ratio(said, self._known[id_].title),
                fuzz.token_set_ratio(said, self._known[id_].text) * 0.9,
            )
            for id_ in self._candidates(wanted)
        }
        best = sorted(
            (id_ for id_, how in likeness.items() if how >= LIKENESS), key=lambda i: (-likeness[i], i)
        )
        return [self._shown(id_, likeness[id_]) for id_ in best[:MOST_SHOWN]]

    def _candidates(self, wanted: set[str]) -> list[str]:
        """Those that share most words, a rare word counting for more than a common one.

        Whoever shares less than a third of what was typed is none of them, however short its own text.
        """
        shared: Counter[str] = Counter()
        weight: Counter[str] = Counter()
        for stem in wanted:
            holders = self._by_stem.get(stem, set())
            shared.update(holders)
            weight.update(dict.fromkeys(holders, 1_000 // max(1, len(holders)) + 1))
        enough = len(wanted) / 3
        return [id_ for id_, _ in weight.most_common(MOST_COMPARED) if shared[id_] >= enough]

    def _shown(self, id_: str, likeness: float) -> Similar:
        row = self._known[id_].row
        return Similar(row.id, row.number, row.title, row.kind, round(likeness))


class SimilarPropositions:
    """Similar propositions of all processes."""

    def __init__(self, database: Database, visibility: Visibility) -> None:
        self._visibility = visibility
        self._log = database.log
        self._propositions = database.propositions
        self._words: OrderedDict[str, Words] = OrderedDict()

    async def like(self, you: You | None, process: str, typed: str) -> list[Similar]:
        """Visible propositions of a process that say nearly the same as `typed`. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        words = self._words.setdefault(process, Words())
        self._words.move_to_end(process)
        if len(self._words) > REMEMBERED:
            self._words.popitem(last=False)
        async with words.lock:  # who types at once reads once
            await self._read_on(process, words)
            return await apart(lambda: words.like(typed))

    async def _read_on(self, process: str, words: Words) -> None:
        if words.head < 0:
            await self._read_all(process, words)
            return
        changed: set[str] = set()
        while page := await self._log.read(process_log(process), after=words.head, limit=PAGE):
            if any(event.type in _MANY for event in page):
                await self._read_all(process, words)
                return
            changed.update(filter(None, map(_proposition_of, page)))
            words.head = page[-1].offset
        rows = await self._propositions.several(sorted(changed))
        await apart(lambda: words.put(rows))

    async def _read_all(self, process: str, words: Words) -> None:
        """Every proposition. The head is read first: what comes meanwhile is only read twice."""
        heads = await self._log.heads([process_log(process)])
        rows = await self._propositions.all_of(process)
        await apart(lambda: words.put(rows))
        words.head = heads[process_log(process)]


def _proposition_of(event: Event) -> str | None:
    """The proposition whose text or state a fact changes."""
    target = str(event.body.get("target", ""))
    if target.startswith("proposition/"):
        return target.partition("/")[2]
    return str(event.body["proposition"]) if event.type.startswith("proposition_") else None
