"""Whoever waits for a command sees how far it is, on a terminal and elsewhere, and may stop it."""

from __future__ import annotations

import asyncio
import io

import pytest

from hemicycle.cli.meter import LINE_S, Meter
from hemicycle.progress import SILENT, Progress, Stopped


class Watch:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_a_line_is_said_every_ten_seconds_with_rate_and_time_left() -> None:
    """Part 7 of the issue: logs of a timer say how it goes, and are short."""
    out, watch = io.StringIO(), Watch()
    meter = Meter(asyncio.Event(), out, mono=watch)
    with meter.shown():
        meter.step("rows", 4_000)
        for _ in range(40):
            watch.at += 0.5
            meter.advance(50)
    assert out.getvalue().splitlines() == [
        "rows: 1,000 of 4,000 (25 %), 100/s, 0:30 left",
        "rows: 2,000 of 4,000 (50 %), 100/s, 0:20 left",
    ]


def test_what_has_no_known_end_says_how_much_and_how_fast() -> None:
    out, watch = io.StringIO(), Watch()
    meter = Meter(asyncio.Event(), out, mono=watch)
    meter.step("votes.csv")
    watch.at = 2 * LINE_S
    meter.advance(3_000)
    assert out.getvalue() == "votes.csv: 3,000, 150/s\n"


def test_a_quick_command_says_nothing() -> None:
    out = io.StringIO()
    meter = Meter(asyncio.Event(), out, mono=Watch())
    with meter.shown():
        meter.step("rows", 2)
        meter.advance(2)
    assert out.getvalue() == ""


def test_a_terminal_shows_a_bar_which_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    out = Terminal()
    meter = Meter(asyncio.Event(), out)
    with meter.shown():
        meter.step("rows", 4)
        meter.advance(3)
    assert "rows" in out.getvalue()
    assert "3/4" in out.getvalue()
    assert out.getvalue().rstrip().endswith("\x1b[2K")


def test_work_that_is_stopped_ends_at_its_next_step() -> None:
    stopped = asyncio.Event()
    meter = Meter(stopped, io.StringIO(), mono=Watch())
    meter.step("rows", 4)
    meter.advance()
    stopped.set()
    with pytest.raises(Stopped):
        meter.advance()


@pytest.mark.parametrize("things", [0, 1, 499, 500, 1_234])
def test_things_that_pass_are_told_of_and_are_the_same(things: int) -> None:
    told: list[int] = []

    class Told(Progress):
        def advance(self, by: int = 1) -> None:
            told.append(by)

    assert list(Told().through(range(things))) == list(range(things))
    assert sum(told) == things
    assert list(SILENT.through("abc")) == list("abc")
