"""What a decision is: a value that carries all that it does, so that it can be made as often as need be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from hemicycle.core.emit import Emit
from hemicycle.store.connections import Work, Write
from hemicycle.store.errors import Overtaken
from hemicycle.store.moves import Move
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Event

T = TypeVar("T")

# How often a decision is made before whoever asks is told that others are faster.
ATTEMPTS = 5


class Decision(NamedTuple, Generic[T]):
    """Facts, and what is done in their transaction; without facts, nothing is done.

    `writes` follow the facts, in their order; `then` tells further facts for the same logs from the rows as
    they are by then; `ballots` says what becomes of ballots in the box of the process or debate. `result` is
    what whoever asked gets, whether or not there are facts.
    """

    facts: Sequence[Emit]
    writes: Sequence[Write] = ()
    result: T = None  # type: ignore[assignment]
    ballots: Sequence[Move] = ()
    then: Work[Sequence[Emit]] | None = None


class Made(NamedTuple, Generic[T]):
    """What a decision did: its instant, the facts with the log each stands on, and its result."""

    at: int
    facts: Sequence[tuple[str, Event]]
    result: T


async def patiently(act: Callable[[], Awaitable[T]]) -> T:
    """`act`, which reads rows and decides on them; again while somebody changes them in between.

    Raises:
        Refused: `BUSY` if others were faster each time.
    """
    for _ in range(ATTEMPTS):
        try:
            return await act()
        except Overtaken:
            continue
    raise Refused(Code.BUSY)
