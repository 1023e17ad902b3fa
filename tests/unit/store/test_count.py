"""The rules of one commit, without a database."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.store.count import Ballot, Count, Said, Tallies

BALLOTS = st.lists(
    st.builds(
        Ballot,
        st.sampled_from(["b1", "b2"]),
        st.sampled_from(["t1", "t2", "t3"]),
        st.sampled_from("uvw"),
        st.sampled_from([None, "agree", "mixed"]),
        st.integers(0, 9),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=40,
)


def empty() -> Count:
    return Count({"b1": 5, "b2": 0}, {"b1": Tallies(), "b2": Tallies()})


@given(BALLOTS)
def test_the_tallies_are_the_fold_of_what_is_said(ballots: list[Ballot]) -> None:
    count = empty()
    for ballot in ballots:
        count.cast(ballot)
    stands: dict[tuple[str, str, str], Said] = {}
    for box, _, _, _, body, voter in count.said:
        said = msgspec.json.decode(body, type=Said)
        stands[box, str(voter), said.target] = said
    for box in ("b1", "b2"):
        counted = [(v, s) for (b, v, _), s in stands.items() if b == box and s.choice and s.counted]
        by_target: dict[str, Counter[str]] = defaultdict(Counter)
        for _, said in counted:
            by_target[said.target][str(said.choice)] += 1
        assert count.tallies[box].counts() == by_target
        assert count.tallies[box].totals() == {
            "votes_cast": len(counted),
            "voters": len({voter for voter, _ in counted}),
        }


def changes(count: Count, ballot: Ballot) -> bool:
    cast = count.cast(ballot)
    assert cast is not None
    return cast.changed


@given(BALLOTS)
def test_offsets_go_on_without_holes(ballots: list[Ballot]) -> None:
    count = empty()
    changed = sum(changes(count, ballot) for ballot in ballots)
    assert len(count.said) == changed
    for box, first in count.before.items():
        offsets = [offset for b, offset, *_ in count.said if b == box]
        assert offsets == list(range(first + 1, count.clocks[box] + 1))


@given(BALLOTS)
def test_casting_everything_again_changes_nothing(ballots: list[Ballot]) -> None:
    count = empty()
    for ballot in ballots:
        count.cast(ballot)
    said = len(count.said)
    assert not any(changes(count, ballot) for ballot in ballots)
    assert len(count.said) == said


def test_rows_are_written_once_for_what_moved() -> None:
    count = empty()
    for seq, choice in enumerate(["agree", "mixed", None, "agree"]):
        count.cast(Ballot("b1", "t1", "v", choice, seq, 1))
    assert count.tally_rows() == [
        ("b1", "", "voters", 1),
        ("b1", "", "votes_cast", 1),
        ("b1", "t1", "agree", 1),
        ("b1", "t1", "mixed", 0),
    ]
    assert count.targets("b1") == ["t1"]
    assert count.targets("b2") == []
    assert count.touched == {("b1", "v", "t1")}
