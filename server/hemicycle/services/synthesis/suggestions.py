"""Suggestions for editors: which arguments read alike. Worked out by a program of its own, with a time limit.

The program is `python -m hemicycle.likeness`; it needs the extra `suggest`. Supports are handed to it by the
pseudonyms of the ballot box: who supports what says something, who they are does not matter.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import msgspec
from msgspec import Struct

from hemicycle.core.editions import edition_of
from hemicycle.core.families import of_side
from hemicycle.core.sorting import Table
from hemicycle.core.synthesis import EDITORS
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.ballots import BallotBox
from hemicycle.store.families import Families
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import (
    FamilySide,
    FilingState,
    SuggestedFamily,
    SuggestedPlace,
    Suggestions,
)
from hemicycle_protocol.views import You

from .tables import tables_of

LIMIT_S = 20.0
# Programs at once on this node; who comes later waits a moment, then hears that it is busy.
AT_ONCE = 1
WAIT_S = 10.0
# Characters of an argument that are compared, and supporters of one that are looked at.
CHARACTERS = 5_000
SUPPORTERS = 500
EXTRA = ("sklearn", "snowballstemmer")


class _Near(Struct, frozen=True):
    argument: str
    family: str
    likeness: float


class _Group(Struct, frozen=True):
    arguments: list[str]
    words: list[str]
    likeness: float


class _Found(Struct, frozen=True):
    places: list[_Near]
    families: list[_Group]


def is_installed() -> bool:
    """Whether this installation has the extra `suggest`."""
    return all(find_spec(name) is not None for name in EXTRA)


class Suggesting:
    """Runs the program for editors who ask."""

    def __init__(self, visibility: Visibility, families: Families, box: BallotBox) -> None:
        self._visibility = visibility
        self._families = families
        self._box = box
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def suggest(self, you: You, process: str, proposition: str, side: FamilySide) -> Suggestions:
        """Places and families for the arguments of a side that are to be read.

        Raises:
            Refused: `FORBIDDEN`, `NOT_FOUND`; `UNAVAILABLE` without the extra; `BUSY` if it takes too long.
        """
        await self._visibility.process(you, process, roles=EDITORS)
        if not is_installed():
            raise Refused(Code.UNAVAILABLE, extra="suggest")
        tables = tables_of(await self._families.work(process, proposition))
        if not tables:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        targets = [f"argument/{argument}" for argument in tables[0].arguments]
        supporters = await self._box.holders(process, targets)
        question = question_of(tables[0], side, supporters)
        if not question["arguments"]:
            return Suggestions(side, [], [])
        return _answer(side, await self._ask(msgspec.json.encode(question)))

    async def _ask(self, question: bytes) -> _Found:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise Refused(Code.BUSY) from None
        try:
            return msgspec.json.decode(await run(question, limit_s=LIMIT_S), type=_Found)
        finally:
            self._turn.release()


async def run(question: bytes, *, limit_s: float) -> bytes:
    """What the program answers; it is ended when the time is over, and when nobody waits any more.

    Raises:
        Refused: `BUSY` after `limit_s`, `UNAVAILABLE` if it failed.
    """
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hemicycle.likeness"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(limit_s):
            answer, _ = await program.communicate(question)
    except TimeoutError:
        raise Refused(Code.BUSY) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        await program.wait()
    if program.returncode:
        raise Refused(Code.UNAVAILABLE)
    return answer


def question_of(
    table: Table, side: FamilySide, supporters: Mapping[str, Sequence[str]]
) -> dict[str, list[dict[str, object]]]:
    """What the program is asked: the arguments to be read, the most supported first, and the families."""
    waiting = [
        one
        for one in table.arguments.values()
        if one.side is side and table.filing(one.id).state is FilingState.TODO
    ]
    published = {family.id: family for family in edition_of(table).families}
    return {
        "arguments": [
            {
                "id": one.id,
                "text": one.body[:CHARACTERS],
                "supporters": supporters.get(f"argument/{one.id}", [])[:SUPPORTERS],
            }
            for one in sorted(waiting, key=lambda one: (-one.supports, one.id))
        ],
        "families": [
            {
                "id": family.id,
                "text": f"{family.title}. {family.summary}",
                "members": [
                    place.part or table.arguments[place.argument].body[:CHARACTERS]
                    for place in (published[family.id].places if family.id in published else [])
                ],
            }
            for family in of_side(table.families.values(), side)
        ],
    }


def _answer(side: FamilySide, found: _Found) -> Suggestions:
    return Suggestions(
        side,
        [SuggestedPlace(one.argument, one.family, _percent(one.likeness)) for one in found.places],
        [SuggestedFamily(one.arguments, one.words, _percent(one.likeness)) for one in found.families],
    )


def _percent(likeness: float) -> int:
    return max(0, min(100, round(likeness * 100)))
