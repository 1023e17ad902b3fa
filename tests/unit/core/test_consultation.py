"""Phases are half-open: [opens_at, closes_at)."""

import pytest
from msgspec.structs import replace

from hemicycle.core.consultation import check_open, is_open
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, PhasePlan, ProcessView

PLAN = PhasePlan(Phase.CONSULTATION, opens_at=100, closes_at=200)
PROCESS = ProcessView("p1", "Cantines", phases=[PLAN])


@pytest.mark.parametrize(("at", "open_"), [(99, False), (100, True), (199, True), (200, False)])
def test_an_act_counts_from_the_opening_to_before_the_closing(at: int, open_: bool) -> None:
    """[C3, PR3] The closing instant itself is too late."""
    assert is_open(PLAN, at=at) is open_


def test_a_phase_without_an_end_stays_open() -> None:
    """[PR3]"""
    assert is_open(PhasePlan(Phase.BILL, opens_at=1), at=10**15)


def test_a_phase_without_a_beginning_is_closed() -> None:
    """[PR3]"""
    assert not is_open(PhasePlan(Phase.BILL), at=1)
    assert not is_open(None, at=1)


@pytest.mark.parametrize(
    ("at", "phase", "code", "facts"),
    [
        (99, Phase.CONSULTATION, Code.NOT_OPEN, {"opens_at": 100}),
        (200, Phase.CONSULTATION, Code.CLOSED, {"closed_at": 200}),
        (150, Phase.BILL, Code.NOT_OPEN, {}),
    ],
)
def test_the_refusal_says_when(at: int, phase: Phase, code: Code, facts: dict[str, int]) -> None:
    """[PR4]"""
    with pytest.raises(Refused) as refused:
        check_open(PROCESS, phase, at=at)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_an_open_phase_passes() -> None:
    """[PR4]"""
    check_open(PROCESS, Phase.CONSULTATION, at=150)


def test_nothing_of_a_draft_is_open() -> None:
    """[PR5]"""
    with pytest.raises(Refused) as refused:
        check_open(replace(PROCESS, draft=True), Phase.CONSULTATION, at=150)
    assert refused.value.code is Code.NOT_OPEN
