"""Laws of the panel, whatever the pool, the votes and the answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemicycle.core.panel import steps
from hemicycle.core.panel.draw import rfc3797_order, ticket_order
from hemicycle.core.panel.ranking import rank
from hemicycle_protocol.panel_file import CallOutcome, Score
from tests.support import panels as p
from tests.support.soak import rounds

ids = st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=1, max_size=12)
pools = st.lists(ids, unique=True, max_size=40)
scores = st.lists(
    st.builds(
        Score, ids, st.sampled_from([f"r{n}" for n in range(12)]), st.integers(0, 4), st.integers(0, 2)
    ),
    unique_by=lambda score: score.proposition,
    max_size=30,
)


@given(pools, st.randoms(use_true_random=False), ids)
def test_the_draw_does_not_depend_on_the_order_of_the_list(
    pool: list[str], random: object, beacon: str
) -> None:
    """[PA9]"""
    shuffled = sorted(pool, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert ticket_order(pool, process="p", beacon=beacon) == ticket_order(
        shuffled, process="p", beacon=beacon
    )


@given(pools, st.data(), ids)
def test_removing_somebody_never_moves_the_others(pool: list[str], data: st.DataObject, beacon: str) -> None:
    """[PA9] Whoever is left stands in the same relative order."""
    gone = set(data.draw(st.lists(st.sampled_from(pool)))) if pool else set()
    all_of_them = ticket_order(pool, process="p", beacon=beacon)
    rest = ticket_order([one for one in pool if one not in gone], process="p", beacon=beacon)
    assert rest == [one for one in all_of_them if one.person not in gone]


@given(st.integers(0, 80), ids)
def test_rfc_3797_gives_everybody_one_place(size: int, key: str) -> None:
    assert sorted(number for number, _ in rfc3797_order(size, key)) == list(range(1, size + 1))


@given(scores, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_list(
    all_scores: list[Score], random: object
) -> None:
    shuffled = sorted(all_scores, key=lambda _: random.random())  # type: ignore[attr-defined]
    places = rank(all_scores, process="p", beacon="v")
    assert places == rank(shuffled, process="p", beacon="v")
    assert len({place.person for place in places}) == len(places) == len({s.person for s in all_scores})


@pytest.mark.slow
@settings(max_examples=rounds(60))
@given(st.data(), pools, scores)
def test_whatever_people_answer_the_file_proves_its_seats(
    data: st.DataObject, pool: list[str], all_scores: list[Score]
) -> None:
    """[PA20] One seat a person, never more than the rule's seats, every call the next in its order."""
    file = p.called(pool, all_scores)
    now = p.DRAWN
    for _ in range(data.draw(st.integers(0, 12))):
        now += data.draw(st.integers(1, 40 * p.HOUR))
        waiting = [c.person for c in file.calls if c.outcome is CallOutcome.PENDING and c.expires_at > now]
        if waiting:
            person = data.draw(st.sampled_from(waiting))
            file = steps.answer(file, person, yes=data.draw(st.booleans()), name="N", now=now)
        closed = data.draw(st.lists(st.sampled_from([*pool, "r1", "r2", "none"]), max_size=2))
        file = steps.advance(file, now=now, closed=closed)
        seats = [c.seat for c in file.calls if c.outcome is CallOutcome.ACCEPTED]
        assert len(seats) == len(set(seats)) <= 8
        assert p.is_proven(file)
