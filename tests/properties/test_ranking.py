"""Rankings of any consultation: the order in which propositions are read never matters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.ranking import Standing, is_ranked, rank, top

COUNTS = st.integers(1, 6)
STANDINGS = st.lists(
    st.builds(
        Standing,
        st.just(""),
        st.just(0),
        COUNTS,
        COUNTS,
        COUNTS,
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
).map(lambda drawn: [one._replace(id=f"p{n}", number=n) for n, one in enumerate(drawn)])


@given(STANDINGS, st.randoms())
def test_a_ranking_is_independent_of_the_order_of_reading(standings: list[Standing], random: object) -> None:
    shuffled = list(standings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(shuffled) == rank(standings)


@given(STANDINGS)
def test_a_rank_is_one_more_than_how_many_are_better(standings: list[Standing]) -> None:
    """[CO16]"""
    ranked = rank(standings)
    assert len(ranked) == sum(map(is_ranked, standings))
    for one in ranked:
        assert one.rank == 1 + sum(other.agree > one.agree for other in ranked)


@given(STANDINGS, st.integers(0, 6))
def test_nobody_outside_the_top_has_more_than_anybody_in_it(standings: list[Standing], n: int) -> None:
    """[CO19]"""
    ranked = rank(standings)
    best = top(ranked, n)
    assert len(best) >= min(n, sum(one.agree > 0 for one in ranked))
    outside = [one for one in ranked if one not in best]
    assert all(inside.agree > one.agree for inside in best for one in outside)


@given(STANDINGS, st.data())
def test_a_withdrawal_moves_others_up_by_at_most_one(standings: list[Standing], data: st.DataObject) -> None:
    """[CO17]"""
    if not standings:
        return
    gone = data.draw(st.sampled_from(standings))
    before = {one.id: one.rank for one in rank(standings)}
    after = {one.id: one.rank for one in rank(s for s in standings if s != gone)}
    assert all(before[id_] - after[id_] in (0, 1) for id_ in after)
