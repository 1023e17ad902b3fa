"""Public support: messages and thresholds."""

import pytest
from msgspec.structs import replace

from hemicycle.core.mobilisation import (
    MESSAGE_CHARACTERS,
    check_message,
    crossings,
    fold_threshold_crossed,
    mobilisation_of,
    set_thresholds,
)
from hemicycle_protocol.bill_view import Mobilisation, SupportThreshold
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.mobilisation import ThresholdCrossed
from hemicycle_protocol.views import ProcessView

MEETING = SupportThreshold(1_000, "Une réunion publique")
PROMISED = Mobilisation([MEETING, SupportThreshold(5_000, "Une question écrite")], 1)


def with_crossed(mobilisation: Mobilisation, count: int, *, at: int) -> Mobilisation:
    view = ProcessView("p", "", mobilisation=mobilisation)
    return mobilisation_of(fold_threshold_crossed(view, ThresholdCrossed(count, ""), at))


def test_a_message_that_nobody_may_read_is_not_kept() -> None:
    """[MO2]"""
    assert check_message(" Bravo ! ", public=True) == "Bravo !"
    assert check_message("Bravo !", public=False) == ""
    for public in (True, False):
        with pytest.raises(Refused) as refused:
            check_message("x" * (MESSAGE_CHARACTERS + 1), public=public)
        assert refused.value.code is Code.TOO_LONG


def test_a_threshold_is_crossed_exactly_once() -> None:
    """[MO5]"""
    assert crossings(PROMISED, 999) == []
    (fact,) = crossings(PROMISED, 1_000)
    assert (fact.count, fact.promise) == (1_000, "Une réunion publique")
    after = with_crossed(PROMISED, fact.count, at=7)
    for count in (999, 1_000, 1_001, 4_999):  # people withdraw and come back
        assert crossings(after, count) == []
    assert [fact.count for fact in crossings(after, 5_000)] == [5_000]


def test_two_thresholds_can_be_crossed_at_once() -> None:
    """[MO5]"""
    assert [fact.count for fact in crossings(PROMISED, 6_000)] == [1_000, 5_000]


def test_thresholds_are_set_anew_and_those_reached_stay() -> None:
    """[MO6]"""
    reached = with_crossed(PROMISED, 1_000, at=7)
    fact = set_thresholds(
        reached,
        [MEETING, SupportThreshold(2_000, " Une tribune ")],
        version=1,
    )
    assert fact.thresholds == [
        replace(MEETING, crossed_at=7),
        SupportThreshold(2_000, "Une tribune"),
    ]
    assert fact.version == 2


def test_nobody_can_claim_that_a_threshold_was_crossed() -> None:
    """[MO5]"""
    fact = set_thresholds(Mobilisation(), [SupportThreshold(10, "Oui", crossed_at=5)], version=0)
    assert fact.thresholds == [SupportThreshold(10, "Oui")]


@pytest.mark.parametrize(
    ("thresholds", "version", "code"),
    [
        ([MEETING], 0, Code.CHANGED),
        ([], 1, Code.ILLEGAL_MOVE),
        ([SupportThreshold(1_000, "Rien")], 1, Code.ILLEGAL_MOVE),
        ([MEETING, SupportThreshold(1_000, "Bis")], 1, Code.INVALID),
        ([SupportThreshold(0, "Rien"), MEETING], 1, Code.INVALID),
        ([SupportThreshold(500, " "), MEETING], 1, Code.EMPTY),
        ([SupportThreshold(n, "x") for n in range(1, 10)], 1, Code.TOO_LONG),
    ],
)
def test_promises_that_break_others_are_refused(
    thresholds: list[SupportThreshold], version: int, code: Code
) -> None:
    """[MO6]"""
    reached = with_crossed(PROMISED, 1_000, at=7)
    with pytest.raises(Refused) as refused:
        set_thresholds(reached, thresholds, version=version)
    assert refused.value.code is code


def test_a_threshold_below_the_present_count_is_crossed_at_once() -> None:
    """[MO7]"""
    fact = set_thresholds(Mobilisation(), [SupportThreshold(10, "Oui")], version=0)
    assert [due.count for due in crossings(replace(Mobilisation(), thresholds=fact.thresholds), 12)] == [10]
