from __future__ import annotations

from hemicycle.stage.gaps import AGAIN_MS, FIRST_MS, GIVE_UP_MS, LONGEST, TRIES, Gaps


def test_a_hole_is_asked_for_again_until_it_is_filled() -> None:
    gaps = Gaps()
    gaps.seen(65_534, 0)
    gaps.seen(1, 0)
    assert gaps.due(FIRST_MS - 1) == []
    assert gaps.due(FIRST_MS) == [65_535, 0]
    assert gaps.seen(65_535, FIRST_MS + 1)
    assert gaps.due(FIRST_MS + AGAIN_MS) == [0]
    assert gaps.repaired == 1


def test_a_packet_counts_once() -> None:
    gaps = Gaps()
    assert gaps.seen(5, 0)
    assert not gaps.seen(5, 0)
    assert gaps.seen(7, 0)
    assert gaps.seen(6, 1)
    assert not gaps.seen(6, 2)


def test_a_packet_that_does_not_come_is_given_up() -> None:
    gaps = Gaps()
    gaps.seen(1, 0)
    gaps.seen(3, 0)
    asks = [gaps.due(ms) for ms in range(0, GIVE_UP_MS + 2 * AGAIN_MS, AGAIN_MS)]
    assert asks.count([2]) == TRIES
    assert not gaps.is_waiting(2)
    assert gaps.lost == 1


def test_a_repair_from_the_other_side_of_the_world_is_waited_for() -> None:
    """There and back takes 300 ms from Nouméa; the first request's answer must still count."""
    gaps = Gaps()
    gaps.seen(1, 0)
    gaps.seen(3, 0)
    for ms in range(0, FIRST_MS + 300, 20):
        gaps.due(ms)
    assert gaps.seen(2, FIRST_MS + 300)
    assert (gaps.repaired, gaps.lost) == (1, 0)


def test_a_large_hole_is_not_repaired() -> None:
    gaps = Gaps()
    gaps.seen(1, 0)
    gaps.seen(LONGEST + 3, 0)
    assert gaps.due(1_000) == []
    assert gaps.lost == LONGEST + 1


def test_the_number_of_holes_is_bounded() -> None:
    gaps = Gaps()
    for sequence in range(0, 4 * LONGEST, 2):
        gaps.seen(sequence, 0)
    assert len(gaps.due(FIRST_MS)) == LONGEST
