"""When ballots may become open data."""

from __future__ import annotations

import pytest

from hemicycle.core.open_data import fold_ballots_published, publish_ballots
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.open_data import BallotsPublished, PublishBallots
from hemicycle_protocol.views import Phase, PhasePlan, ProcessView

OPENS = 1_000
PROCESS = ProcessView("p1", "Eau", phases=[PhasePlan(Phase.CONSULTATION, OPENS, 2_000)])
ON, OFF = PublishBallots("p1", True), PublishBallots("p1", False)


def test_ballots_are_published_before_the_first_vote_or_not_at_all() -> None:
    """[DA13] Whoever votes must know it."""
    assert publish_ballots(PROCESS, ON, now=OPENS - 1) == [BallotsPublished(True)]
    with pytest.raises(Refused) as refused:
        publish_ballots(PROCESS, ON, now=OPENS)
    assert (refused.value.code, refused.value.facts) == (Code.ILLEGAL_MOVE, {"opened_at": OPENS})


def test_they_can_be_taken_back_at_any_time_and_saying_it_twice_changes_nothing() -> None:
    """[DA13]"""
    published = fold_ballots_published(PROCESS, BallotsPublished(True), 1)
    assert publish_ballots(published, OFF, now=1_500) == [BallotsPublished(False)]
    assert publish_ballots(published, ON, now=1_500) == []
    assert publish_ballots(PROCESS, OFF, now=1_500) == []


def test_a_process_without_a_planned_consultation_can_be_told_to() -> None:
    assert publish_ballots(ProcessView("p1", "Eau"), ON, now=5) == [BallotsPublished(True)]
