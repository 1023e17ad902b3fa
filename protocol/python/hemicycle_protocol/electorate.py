"""Who takes part in a process: whoever has a confirmed address, or those on a roll that its organisers bring.

Facts stand on `process/{id}` (C). Addresses of a roll go in and never come out.
"""

from __future__ import annotations

from typing import Annotated

from .api import Value
from .commands import CommandBody, ResultBody, answers
from .events import EventBody
from .marks import Limit
from .views import Electorate


class ChooseElectorate(CommandBody, frozen=True):
    """Say who takes part, before the consultation opens. `roll` wants a roll. Refused: `illegal_move`."""

    process: str
    electorate: Electorate


class AddToRollResult(ResultBody, frozen=True):
    """How many were new, how many lines held no address that mail can reach, how many stand on the roll."""

    added: int
    left_out: int
    size: int


@answers(AddToRollResult)
class AddToRoll(CommandBody, frozen=True):
    """Put the addresses of a part of a CSV file on the roll, one a line, before the consultation opens.

    Of each line the first cell with an address counts. Repeating it changes nothing.
    """

    process: str
    csv: Annotated[str, Limit(30_000)]


class ElectorateChosen(EventBody, frozen=True):
    """C: who takes part was said."""

    electorate: Electorate


class RollGrown(EventBody, frozen=True):
    """C: addresses came onto the roll; how many."""

    added: int


class Roll(Value, frozen=True):
    """A roll as everybody may know it: how many stand on it and how many voted, never who.

    `voted` is None while it would say of fewer than five what they did or did not do.
    """

    electorate: Electorate
    size: int
    voted: int | None = None
