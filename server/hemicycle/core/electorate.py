"""Who takes part in a process (EL): with a confirmed address, or on the roll as well."""

from __future__ import annotations

from msgspec.structs import replace

from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import mobilisation as mob
from hemicycle_protocol import panel as pa
from hemicycle_protocol.electorate import AddToRoll, ChooseElectorate, ElectorateChosen
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import Electorate, Phase, ProcessView

from .consultation import plan_of

CSV_CHARACTERS = limit_of(AddToRoll, "csv")
# Of fewer, what all said is what each said.
SMALLEST = 20
# So few are told apart by who knows them.
FEW = 5
# What is counted or published as a voter's; a report or a follow is anybody's.
OF_VOTERS: frozenset[type[c.CommandBody]] = frozenset(
    {
        c.Vote,
        co.VoteArgument,
        co.Propose,
        co.Argue,
        co.ReviseProposition,
        co.ReviseArgument,
        c.AskQuestion,
        c.SupportQuestion,
        c.AnswerPoll,
        pa.ApplyToPanel,
        mob.SupportBill,
    }
)


def choose(view: ProcessView, command: ChooseElectorate, *, size: int, now: int) -> list[ElectorateChosen]:
    """The fact, or nothing if it is so already.

    Raises:
        Refused: `ILLEGAL_MOVE` once people may have voted, `INVALID` (`roll`, `limit`) for too small a roll.
    """
    check_before_voting(view, now=now)
    if command.electorate is view.electorate:
        return []
    if command.electorate is Electorate.ROLL and size < SMALLEST:
        raise Refused(Code.INVALID, field="roll", limit=SMALLEST)
    return [ElectorateChosen(command.electorate)]


def check_csv(csv: str) -> None:
    """A roll comes in parts. Refused: `TOO_LONG`."""
    if len(csv) > CSV_CHARACTERS:
        raise Refused(Code.TOO_LONG, field="csv", limit=CSV_CHARACTERS)


def check_before_voting(view: ProcessView, *, now: int) -> None:
    """Pass while nobody can have voted: who votes knows with whom, and nobody is brought in to be watched.

    Raises:
        Refused: `ILLEGAL_MOVE`, with `opened_at`.
    """
    plan = plan_of(view, Phase.CONSULTATION)
    opens_at = None if plan is None else plan.opens_at
    if not view.draft and opens_at is not None and now >= opens_at:
        raise Refused(Code.ILLEGAL_MOVE, opened_at=opens_at)


def shown_voters(voters: int, *, size: int) -> int | None:
    """How many voted, unless that says of a few what they did."""
    return None if voters < FEW or size - voters < FEW else voters


def fold_electorate_chosen(view: ProcessView, body: ElectorateChosen, at: int) -> ProcessView:
    """The view after the fact."""
    return replace(view, electorate=body.electorate)
