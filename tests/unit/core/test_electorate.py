"""Who takes part in a process: what may be chosen when, what is asked of whom, what a roll shows."""

from __future__ import annotations

import pytest

from hemicycle.core.electorate import (
    FEW,
    OF_VOTERS,
    SMALLEST,
    check_before_voting,
    choose,
    fold_electorate_chosen,
    shown_voters,
)
from hemicycle.core.permissions import PERMISSIONS, PROCESS_PERMISSIONS
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.electorate import ChooseElectorate, ElectorateChosen
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Electorate, Phase, PhasePlan, ProcessView, Role

OPENS = 1_000
PROCESS = ProcessView("p1", "L’eau", phases=[PhasePlan(Phase.CONSULTATION, OPENS, 2_000)])
ROLL, MAIL = (ChooseElectorate("p1", electorate) for electorate in (Electorate.ROLL, Electorate.MAIL))


def test_who_takes_part_is_said_before_anybody_votes() -> None:
    """[EL2]"""
    assert choose(PROCESS, ROLL, size=SMALLEST, now=OPENS - 1) == [ElectorateChosen(Electorate.ROLL)]
    assert choose(PROCESS, MAIL, size=0, now=OPENS - 1) == []
    chosen = fold_electorate_chosen(PROCESS, ElectorateChosen(Electorate.ROLL), 1)
    for view, command in ((PROCESS, ROLL), (chosen, MAIL)):
        with pytest.raises(Refused) as late:
            choose(view, command, size=SMALLEST, now=OPENS)
        assert late.value.code is Code.ILLEGAL_MOVE
    with pytest.raises(Refused):
        check_before_voting(chosen, now=OPENS)
    check_before_voting(ProcessView("p1", "L’eau", draft=True, phases=PROCESS.phases), now=OPENS)


def test_a_roll_of_few_is_none() -> None:
    """[EL3] Of fewer than twenty, what all said is soon what each said."""
    with pytest.raises(Refused) as few:
        choose(PROCESS, ROLL, size=SMALLEST - 1, now=1)
    assert few.value.facts == {"field": "roll", "limit": SMALLEST}


@pytest.mark.parametrize(
    ("voters", "size", "shown"),
    [
        (0, 100, None),
        (FEW - 1, 100, None),
        (FEW, 100, FEW),
        (95, 100, 95),
        (96, 100, None),
        (100, 100, None),
        (30, 10, None),
    ],
)
def test_a_roll_says_nothing_of_a_few(voters: int, size: int, shown: int | None) -> None:
    """[EL3]"""
    assert shown_voters(voters, size=size) == shown


def test_every_act_of_citizens_is_asked_for_the_roll_or_named_here() -> None:
    """[EL1] A new act of citizens is decided about here."""
    free = {kind.__name__ for kind in (*PERMISSIONS, *PROCESS_PERMISSIONS) if _is_free(kind)}
    assert free == {
        # What takes back or withdraws harms no count; what is private or of moderation is everybody's.
        *("WithdrawQuestion", "WithdrawProposition", "WithdrawArgument", "WithdrawApplication"),
        *("WithdrawSupport", "Report", "Appeal", "AppealBlock", "ContestPlacement", "ChallengePool"),
        *("FollowProcess", "GiveConsent", "SetPace", "React"),
    }


def _is_free(kind: type[CommandBody]) -> bool:
    rule = PERMISSIONS.get(kind) or PROCESS_PERMISSIONS[kind]
    return Role.CITIZEN in rule.roles and kind not in OF_VOTERS
