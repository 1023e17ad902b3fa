"""What becomes of ballots in the transaction of a decision: values, carried out by the box (`ballots`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from .connections import Work
from .count import Count
from .held import load, places_of_holders, places_of_voters


class Close(NamedTuple):
    """Targets that take no more ballots, or (`proposition/`) whole kinds of them."""

    targets: Collection[str]


class Shift(NamedTuple):
    """Targets, read in the transaction, that leave the counts for a reason, or come `back` into them.

    Every ballot of theirs stands on the log of the box with the change, so whoever counts the log finds the
    same; what comes back is what went, but for what its voters took back meanwhile.
    """

    targets: Work[Collection[str]]
    why: str
    back: bool = False


class Unite(NamedTuple):
    """`into` gets the supporters of `merged` who do not support it yet, its own author if they are one.

    A sum that is one less than its parts would say of that author what they supported.
    """

    into: str
    merged: str


class Part(NamedTuple):
    """`into` loses the supporters whom a merge of `merged` brought and who did not act since."""

    into: str
    merged: str


class Hold(NamedTuple):
    """Nothing becomes of a target's ballots, and none comes in while the rows of the decision are written."""

    target: str


class Withdraw(NamedTuple):
    """All that some voters, read in the transaction, chose is taken back, but for what is closed."""

    voters: Work[Collection[str]]


Move = Hold | Close | Shift | Unite | Part | Withdraw


def carry_out(connection: Connection, count: Count, box: str, moves: Collection[Move], *, at: int) -> None:
    """Move the ballots of a box in `count`, which is loaded with what stands."""
    asides = {move: move.targets(connection) for move in moves if isinstance(move, Shift)}
    # All that stands is read before anything is moved: what is read afterwards would undo the first move.
    places = places_of_holders(
        connection, box, [*{t for found in asides.values() for t in found}], alone=True
    )
    for move in moves:
        if isinstance(move, Unite):
            places |= places_of_holders(connection, box, (move.into, move.merged))
        elif isinstance(move, Part):
            places |= places_of_holders(connection, box, (move.into,))
        elif isinstance(move, Withdraw):
            places |= places_of_voters(connection, box, move.voters(connection))
    load(connection, count, places)
    for move in moves:
        match move:
            case Hold():  # whoever carries out any move has the box to himself
                pass
            case Close():
                for target in move.targets:
                    count.close(box, target, at=at)
            case Shift():
                shift = count.bring_back if move.back else count.set_aside
                shift(box, asides[move], move.why, at=at)
            case Unite():
                count.merge(box, move.into, move.merged, at=at)
            case Part():
                count.unmerge(box, move.into, move.merged, at=at)
            case Withdraw():
                count.withdraw(box, move.voters(connection), at=at)
