"""Dates of phases: planned in order, extended only before the end, never shortened once open."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.consultation import check_open, is_open
from hemicycle.core.phases import ORDER, PLANNED_DAYS, extended, first_out_of_order, planned, template
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, PhasePlan, ProcessView

DAY_MS = 86_400_000
NOW = 1_000 * DAY_MS
PRESENTATION = PhasePlan(Phase.PRESENTATION, NOW - 3 * DAY_MS, NOW - DAY_MS)
CONSULTATION = PhasePlan(Phase.CONSULTATION, NOW - DAY_MS, NOW + DAY_MS)
DEBATE = PhasePlan(Phase.DEBATE, NOW + 5 * DAY_MS, NOW + 6 * DAY_MS)
PHASES = [PRESENTATION, CONSULTATION, DEBATE]
instants = st.integers(0, 10**13)


def refusal(wish: PhasePlan, *, phases: list[PhasePlan] = PHASES, is_public: bool = True) -> Refused:
    with pytest.raises(Refused) as refused:
        planned(phases, wish, now=NOW, is_public=is_public)
    return refused.value


def test_a_template_has_the_six_phases_one_after_the_other() -> None:
    """[PR1]"""
    plans = template(NOW, ZoneInfo("Europe/Paris"))
    assert [plan.phase for plan in plans] == list(Phase)
    assert all(a.closes_at == b.opens_at for a, b in pairwise(plans))
    assert plans[0].opens_at == NOW


def test_a_template_keeps_the_hour_when_the_clocks_change() -> None:
    """[PR2] The clocks of Paris went forward on 28 March 2027."""
    zone = ZoneInfo("Europe/Paris")
    before = 1_805_446_800_000  # 19 March 2027, 10:00
    closes_at = template(before, zone)[0].closes_at
    assert closes_at is not None
    assert closes_at - before == PLANNED_DAYS[Phase.PRESENTATION] * DAY_MS - 3_600_000


def test_a_phase_that_has_not_begun_may_be_moved() -> None:
    """[PR10]"""
    wish = PhasePlan(Phase.DEBATE, NOW + 7 * DAY_MS, NOW + 8 * DAY_MS)
    assert planned(PHASES, wish, now=NOW, is_public=True) == [PRESENTATION, CONSULTATION, wish]


def test_a_phase_that_was_not_planned_takes_its_place_in_the_order() -> None:
    """[PR1]"""
    wish = PhasePlan(Phase.SYNTHESIS, NOW + 2 * DAY_MS, NOW + 4 * DAY_MS)
    phases = planned(PHASES, wish, now=NOW, is_public=True)
    assert [plan.phase for plan in phases] == sorted((plan.phase for plan in phases), key=ORDER.index)
    assert wish in phases


def test_dates_may_be_taken_away_before_the_opening() -> None:
    """[PR10]"""
    assert planned(PHASES, PhasePlan(Phase.DEBATE), now=NOW, is_public=True)[-1] == PhasePlan(Phase.DEBATE)


def test_what_is_open_is_not_planned_again_and_what_is_over_stays() -> None:
    """[PR10] Never shorten once open: only an extension moves its end."""
    shorter = PhasePlan(Phase.CONSULTATION, CONSULTATION.opens_at, NOW + 1)
    assert refusal(shorter).code is Code.ILLEGAL_MOVE
    assert refusal(PhasePlan(Phase.PRESENTATION, NOW + 1, NOW + 2)).code is Code.CLOSED


def test_a_draft_may_be_planned_as_one_likes() -> None:
    """[PR11]"""
    wish = PhasePlan(Phase.PRESENTATION, NOW - 5, NOW + 5)
    assert planned(PHASES, wish, now=NOW, is_public=False)[0] == wish
    assert first_out_of_order(PHASES) is None
    assert first_out_of_order([wish, CONSULTATION, DEBATE]) is Phase.CONSULTATION


@pytest.mark.parametrize(
    ("wish", "field", "reason"),
    [
        (PhasePlan(Phase.DEBATE, NOW + 2, NOW + 2), "closes_at", "before_opening"),
        (PhasePlan(Phase.DEBATE, None, NOW + 2), "opens_at", "missing"),
        (PhasePlan(Phase.DEBATE, NOW - 1, NOW + 2), "opens_at", "past"),
        (PhasePlan(Phase.DEBATE, 10**17, None), "opens_at", "too_far"),
        (PhasePlan(Phase.DEBATE, NOW + 1, 10**17), "closes_at", "too_far"),
        (PhasePlan(Phase.BILL, NOW + 1, None), "opens_at", "order"),
        (PhasePlan(Phase.SYNTHESIS, NOW + 6 * DAY_MS, None), "opens_at", "order"),
    ],
)
def test_dates_that_make_no_sense_are_refused_with_their_field(
    wish: PhasePlan, field: str, reason: str
) -> None:
    """[PR11]"""
    refused = refusal(wish)
    assert refused.code is Code.INVALID
    assert (refused.facts["field"], refused.facts["reason"]) == (field, reason)


def test_an_open_phase_may_end_later() -> None:
    """[PR8]"""
    later = NOW + 9 * DAY_MS
    assert extended(PHASES, Phase.CONSULTATION, later, now=NOW)[1].closes_at == later


def test_a_phase_without_an_end_may_be_given_one() -> None:
    """[PR8]"""
    bill = PhasePlan(Phase.BILL, NOW - 1)
    assert extended([bill], Phase.BILL, NOW + 1, now=NOW)[0].closes_at == NOW + 1
    with pytest.raises(Refused):
        extended([bill], Phase.BILL, NOW, now=NOW)


@pytest.mark.parametrize(
    ("phase", "closes_at", "code"),
    [
        (Phase.CONSULTATION, NOW + DAY_MS, Code.INVALID),
        (Phase.CONSULTATION, NOW + 1, Code.INVALID),
        (Phase.CONSULTATION, 10**17, Code.INVALID),
        (Phase.DEBATE, NOW + 9 * DAY_MS, Code.NOT_OPEN),
        (Phase.BILL, NOW + 9 * DAY_MS, Code.NOT_OPEN),
        (Phase.PRESENTATION, NOW + 9 * DAY_MS, Code.CLOSED),
    ],
)
def test_an_extension_is_later_and_of_something_open(phase: Phase, closes_at: int, code: Code) -> None:
    """[PR8]"""
    with pytest.raises(Refused) as refused:
        extended(PHASES, phase, closes_at, now=NOW)
    assert refused.value.code is code


def test_the_last_instant_is_too_late_for_an_extension() -> None:
    """[PR8] An extension is announced before the end."""
    assert CONSULTATION.closes_at is not None
    last = CONSULTATION.closes_at
    assert extended(PHASES, Phase.CONSULTATION, last + 5, now=last - 1)
    with pytest.raises(Refused) as refused:
        extended(PHASES, Phase.CONSULTATION, last + 5, now=last)
    assert refused.value.code is Code.CLOSED


@given(opens_at=instants, length=st.integers(1, 10**12), at=instants)
def test_a_phase_is_open_exactly_in_its_half_open_instants(opens_at: int, length: int, at: int) -> None:
    """[PR3] [opens_at, closes_at): the first instant counts, the last does not; one check says so."""
    plan = PhasePlan(Phase.CONSULTATION, opens_at, opens_at + length)
    view = ProcessView("p1", "Eau", phases=[plan])
    inside = at in range(opens_at, opens_at + length)
    assert is_open(plan, at=at) is inside
    if inside:
        check_open(view, Phase.CONSULTATION, at=at)
        return
    with pytest.raises(Refused) as refused:
        check_open(view, Phase.CONSULTATION, at=at)
    assert refused.value.code is (Code.NOT_OPEN if at < opens_at else Code.CLOSED)


@given(opens_at=instants, length=st.integers(1, 10**12), at=instants, later=instants)
def test_no_extension_ever_closes_earlier_or_reopens(opens_at: int, length: int, at: int, later: int) -> None:
    """[PR8]"""
    plan = PhasePlan(Phase.CONSULTATION, opens_at, opens_at + length)
    try:
        (after,) = extended([plan], Phase.CONSULTATION, later, now=at)
    except Refused:
        return
    assert is_open(plan, at=at)
    assert after.closes_at is not None
    assert after.closes_at > opens_at + length
    assert after.opens_at == plan.opens_at
