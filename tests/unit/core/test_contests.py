"""Contesting a placement: for seven days, by its author."""

import pytest

from hemicycle.core.contests import (
    TEXT_CHARACTERS,
    WINDOW_MS,
    check_author,
    check_unanswered,
    check_window,
    check_words,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import ContestOutcome, PlacementContest


def test_the_window_is_seven_days_from_the_publication() -> None:
    """[SY11] The last millisecond counts, the instant of closing does not."""
    check_window(1_000, at=1_000 + WINDOW_MS - 1)
    for published, code in ((None, Code.NOT_OPEN), (1_000, Code.CLOSED)):
        with pytest.raises(Refused) as refused:
            check_window(published, at=1_000 + WINDOW_MS)
        assert refused.value.code is code


def test_only_the_author_may_contest() -> None:
    """[SY11]"""
    check_author("p-zoe", "p-zoe")
    for author in (None, "p-max"):
        with pytest.raises(Refused, match="forbidden"):
            check_author(author, "p-zoe")


def test_words_are_needed() -> None:
    """[SY11]"""
    assert check_words(" mal\nplacé ", field="text") == "mal placé"
    for text, code in (("", Code.EMPTY), ("x" * (TEXT_CHARACTERS + 1), Code.TOO_LONG)):
        with pytest.raises(Refused) as refused:
            check_words(text, field="text")
        assert refused.value.code is code


def test_a_contest_is_answered_once() -> None:
    """[SY12]"""
    waiting = PlacementContest("c1", "p1", "a1", "…", at=0, synthesis=1)
    check_unanswered(waiting, 1)
    answered = PlacementContest(
        "c1", "p1", "a1", "…", at=0, synthesis=1, version=2, outcome=ContestOutcome.KEPT
    )
    for contest, version in ((waiting, 0), (answered, 2)):
        with pytest.raises(Refused, match="changed"):
            check_unanswered(contest, version)
