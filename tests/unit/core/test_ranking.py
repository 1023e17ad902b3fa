"""Rankings: most agreed first, ties share a rank, what is not ranked leaves no gap."""

import pytest

from hemicycle.core.ranking import Ranked, Standing, rank, top


def standings(*agree: int) -> list[Standing]:
    return [Standing(f"p{n}", n, votes) for n, votes in enumerate(agree, start=1)]


def places(ranked: list[Ranked]) -> list[tuple[int, int]]:
    return [(one.rank, one.number) for one in ranked]


@pytest.mark.parametrize(
    ("agree", "ranks"),
    [
        ([9, 7, 7, 3], [1, 2, 2, 4]),
        ([5, 5, 5], [1, 1, 1]),
        ([1, 2, 3], [1, 2, 3]),
        ([4, 4, 2, 2, 1], [1, 1, 3, 3, 5]),
        ([], []),
        ([0], [1]),
    ],
)
def test_equal_ones_share_a_rank_and_the_next_is_its_place(agree: list[int], ranks: list[int]) -> None:
    """[CO16] 1, 2, 2, 4."""
    assert [one.rank for one in rank(standings(*agree))] == ranks


def test_only_agreement_ranks() -> None:
    """[CO16]"""
    few = Standing("a", 1, agree=3, mixed=90, disagree=0)
    hated = Standing("b", 2, agree=4, mixed=0, disagree=500)
    assert places(rank([few, hated])) == [(1, 2), (2, 1)]


def test_equal_ones_stand_in_the_order_of_their_numbers() -> None:
    """[CO16]"""
    assert places(rank(reversed(standings(2, 2, 2)))) == [(1, 1), (1, 2), (1, 3)]


def test_official_withdrawn_and_binned_ones_are_left_out() -> None:
    """[CO15, CO17] They take nobody's rank."""
    first, second, third = standings(9, 8, 7)
    assert places(rank([first._replace(official=True), second, third])) == [(1, 2), (2, 3)]
    assert places(rank([first, second._replace(shown=False), third])) == [(1, 1), (2, 3)]


def test_the_top_holds_everybody_who_shares_its_last_rank() -> None:
    """[CO19]"""
    ranked = rank(standings(9, 7, 7, 7, 3))
    assert [one.number for one in top(ranked, 2)] == [1, 2, 3, 4]
    assert [one.number for one in top(ranked, 1)] == [1]
    assert top(ranked, 0) == []


def test_what_nobody_agrees_with_is_in_no_top() -> None:
    """[CO19]"""
    assert top(rank(standings(1, 0, 0)), 10) == [Ranked(1, "p1", 1, 1, 0, 0)]
