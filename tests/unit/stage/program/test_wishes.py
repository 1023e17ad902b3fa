"""When key pictures are asked for."""

from __future__ import annotations

from hemicycle.stage.program.wishes import ASK_AGAIN_MS, KEY_EVERY_MS, Wishes


def test_a_cut_does_not_wait_for_what_another_seat_was_asked() -> None:
    wishes = Wishes(0)
    assert wishes.is_due("a", "a", KEY_EVERY_MS)
    assert wishes.is_due("b", "a", KEY_EVERY_MS + 20)


def test_the_same_seat_is_asked_again_after_a_while() -> None:
    wishes = Wishes(0)
    assert [now for now in range(0, 1_200, 20) if wishes.is_due("b", "a", now)] == [
        0,
        ASK_AGAIN_MS,
        2 * ASK_AGAIN_MS,
    ]


def test_what_cannot_go_on_does_not_wait_for_its_group_to_end() -> None:
    wishes = Wishes(0)
    wishes.came(2_000)
    assert not wishes.is_due("a", "a", 2_600)
    wishes.miss()
    assert wishes.is_due("a", "a", 2_620)


def test_groups_on_air_end_in_time() -> None:
    wishes = Wishes(0)
    asked = []
    for now in range(0, 6_000, 20):
        if wishes.is_due("a", "a", now):
            asked.append(now)
            wishes.came(now + 10)
    assert asked == [1_700, 3_420, 5_140]
