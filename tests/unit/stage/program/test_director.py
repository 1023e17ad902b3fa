"""Who is in the picture."""

from __future__ import annotations

from hemicycle.stage.program.director import LOST_MS, LOUDER_FOR_MS, SHOT_MS, Director
from hemicycle_protocol.views import Program, ProgramMode

QUIET, TALK, SHOUT = 127, 30, 15


class Room:
    """Seats with cameras that send 10 pictures and 50 sounds a second, and a director asked as often."""

    def __init__(self, *seats: str) -> None:
        self.director = Director()
        self.levels = dict.fromkeys(seats, QUIET)
        self.dark: set[str] = set()
        self.now = 0
        self.cuts: list[str | None] = []

    def pass_ms(self, ms: int) -> str | None:
        """The seat on air after so long; every wish is fulfilled at once."""
        for _ in range(ms // 20):
            self.now += 20
            for seat, level in self.levels.items():
                self.director.hear(seat, level, self.now)
                if self.now % 100 == 0 and seat not in self.dark:
                    self.director.see(seat, self.now)
            wanted = self.director.wanted(self.now)
            if wanted != self.director.on_air:
                self.director.cut(wanted, self.now)
                self.cuts.append(wanted)
        return self.director.on_air


def test_the_slide_stands_while_nobody_has_a_picture() -> None:
    room = Room("a")
    room.dark.add("a")
    room.levels["a"] = TALK
    assert room.pass_ms(3_000) is None


def test_the_floor_comes_before_the_loudest() -> None:
    room = Room("a", "b")
    room.director.floor = "a"
    room.levels["b"] = SHOUT
    assert room.pass_ms(6_000) == "a"


def test_without_a_floor_the_loudest_is_shown() -> None:
    room = Room("a", "b")
    room.pass_ms(SHOT_MS)
    room.levels["b"] = TALK
    assert room.pass_ms(LOUDER_FOR_MS + 1_500) == "b"


def test_a_cough_does_not_cut() -> None:
    room = Room("a", "b")
    room.levels["a"] = TALK
    assert room.pass_ms(5_000) == "a"
    room.levels["b"] = SHOUT
    room.pass_ms(400)
    room.levels["b"] = QUIET
    assert room.pass_ms(3_000) == "a"
    assert room.cuts == ["a"]


def test_two_who_speak_alike_do_not_make_the_picture_flutter() -> None:
    room = Room("a", "b")
    room.levels["a"] = TALK
    room.pass_ms(5_000)
    for n in range(20):
        room.levels["b"] = TALK - 3 if n % 2 else TALK + 3
        room.pass_ms(500)
    assert room.cuts == ["a"]


def test_silence_keeps_the_last_speaker() -> None:
    room = Room("a", "b")
    room.levels["b"] = TALK
    room.pass_ms(6_000)
    room.levels["b"] = QUIET
    assert room.pass_ms(10_000) == "b"


def test_a_muted_voice_is_not_loud() -> None:
    room = Room("a", "b")
    room.levels |= {"a": TALK, "b": SHOUT}
    room.director.muted = frozenset({"b"})
    assert room.pass_ms(6_000) == "a"


def test_a_pinned_seat_is_shown_whoever_speaks() -> None:
    room = Room("a", "b")
    room.director.floor = "a"
    room.director.program = Program(ProgramMode.PINNED, pinned="b")
    assert room.pass_ms(2_000) == "b"


def test_a_pinned_seat_without_a_picture_does_not_hold_the_program() -> None:
    room = Room("a", "b")
    room.dark.add("b")
    room.director.program = Program(ProgramMode.PINNED, pinned="b")
    assert room.pass_ms(2_000) == "a"


def test_the_slide_is_the_host_s_word() -> None:
    room = Room("a")
    room.director.floor = "a"
    room.director.program = Program(ProgramMode.SLATE)
    assert room.pass_ms(2_000) is None


def test_a_frozen_camera_gives_the_picture_away() -> None:
    room = Room("a", "b")
    room.director.floor = "a"
    room.pass_ms(1_000)
    room.dark.add("a")
    assert room.pass_ms(LOST_MS + 200) == "b"
    room.dark.clear()
    assert room.pass_ms(200) == "a"


def test_who_leaves_is_not_shown() -> None:
    room = Room("a", "b")
    room.director.floor = "a"
    room.pass_ms(1_000)
    del room.levels["a"]
    room.director.leave("a")
    assert room.pass_ms(100) == "b"
