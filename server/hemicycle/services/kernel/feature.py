"""The contract of a feature: what a node asks of each of them, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from hemicycle.core.emit import Emit
from hemicycle.store import Write
from hemicycle.store.connections import Work
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.views import Phase, ProcessView

from .acts import Handler
from .caller import Caller

# What is done in the transaction in which a phase is said to be over: given the process as it stands then and
# the instant, the work, whose facts follow `phase_closed` on the log of the process. It must be quick.
Closing = Callable[[ProcessView, int], Work[Sequence[Emit]]]


class Tick(NamedTuple):
    """Work of every so many seconds, given the instant in ms; `apart` from the others if it may be slow."""

    work: Callable[[int], Awaitable[None]]
    every_s: int = 1
    apart: bool = False


class Share(NamedTuple):
    """What a feature keeps of people: `export(person)` for their copy, `erase(person, with_content)`."""

    export: Callable[[str], Awaitable[object]]
    erase: Callable[[str, bool], Awaitable[Write | None]]


class Feature:
    """A room of the house. What a feature does not have, it leaves as it is here."""

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Who handles which command; each has exactly one handler on a node."""
        return {}

    def shares(self) -> Mapping[str, Share]:
        """What is kept of people, by its name in their copy."""
        return {}

    def closings(self) -> Mapping[Phase, Closing]:
        """What else is done as a phase closes."""
        return {}

    def ticks(self) -> Sequence[Tick]:
        """What happens by the clock, on every node."""
        return ()

    async def start(self) -> None:
        """What is read before the node answers."""

    def left(self, caller: Caller) -> None:
        """A session ended."""
