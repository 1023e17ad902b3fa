from __future__ import annotations

import itertools

from hemicycle.stage.keyframes import CLOSEST_MS, CLOSEST_URGENT_MS, OFF_AIR_MS, ON_AIR_MS, Keyframes


def asked(keyframes: Keyframes, until_ms: int, *, answer: bool = True) -> list[int]:
    times = []
    for ms in range(0, until_ms, 20):
        if keyframes.is_due(ms):
            times.append(ms)
            if answer:
                keyframes.came(ms + 10)
    return times


def apart(times: list[int]) -> set[int]:
    return {later - before for before, later in itertools.pairwise(times[1:])}


def test_on_air_a_keyframe_is_asked_for_every_two_seconds() -> None:
    keyframes = Keyframes(0)
    keyframes.on_air = True
    assert all(ON_AIR_MS <= gap <= ON_AIR_MS + 40 for gap in apart(asked(keyframes, 20_000)))


def test_off_air_every_four() -> None:
    assert all(OFF_AIR_MS <= gap <= OFF_AIR_MS + 40 for gap in apart(asked(Keyframes(0), 30_000)))


def test_seats_do_not_ask_at_the_same_instant() -> None:
    assert len({tuple(asked(Keyframes(number), 6_000)) for number in (0, 1, 2)}) == 3


def test_wishes_are_at_least_half_a_second_apart() -> None:
    keyframes = Keyframes(0)
    times = asked(keyframes, 3_000, answer=False)
    assert min(apart(times)) >= CLOSEST_MS
    assert len(times) > 3


def test_a_cut_waits_less() -> None:
    """An urgent wish is asked as soon as a browser would heed it; the next one is an ordinary one again."""
    keyframes = Keyframes(0)
    assert keyframes.is_due(0)
    keyframes.came(80)
    keyframes.want(urgent=True)
    assert [ms for ms in range(100, 480, 20) if keyframes.is_due(ms)] == [CLOSEST_URGENT_MS]
    keyframes.came(380)
    keyframes.want()
    assert not keyframes.is_due(2 * CLOSEST_URGENT_MS)
