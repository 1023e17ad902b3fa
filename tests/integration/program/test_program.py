"""The program from encoded seats to what players decode, in real time and on a real disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import groupby
from pathlib import Path

import av
import numpy as np
import pytest

from hemicycle.clock import SystemClock
from hemicycle.stage.program import Program
from hemicycle.stage.program.hls import read_record
from hemicycle_protocol.messages import Chunk, Group
from hemicycle_protocol.views import Program as Direction
from hemicycle_protocol.views import ProgramMode
from tests.support.media import Camera, Heard, Microphone, Seat, Shade, longest_hole, play
from tests.support.patience import PATIENCE_S

pytestmark = [pytest.mark.media, pytest.mark.slow]
ROOT = Path(__file__).parents[3]


class Show:
    """A running program with its seats, and all it published."""

    def __init__(self, media_dir: Path, seats: Sequence[Seat]) -> None:
        self.seats = {seat.name: seat for seat in seats}
        self.published: list[Group | Chunk] = []
        self.heard = Heard()
        self.program = Program(
            "d1",
            media_dir,
            self._publish,
            lambda seat: self.seats[seat].ask(),
            SystemClock(),
            self.heard,
        )

    def _publish(self, message: Group | Chunk) -> None:
        self.published.append(message)
        self.heard.changed.set()

    async def goes_on(self, seconds: float) -> None:
        """Wait until so much more of the program was published."""
        there = max((chunk.at for chunk in self.chunks()), default=SystemClock().now()) + seconds * 1000
        await self.heard.until(lambda _: any(chunk.at >= there for chunk in reversed(self.chunks())))

    def save(self, part: str, path: Path) -> Path:
        """All that was published of a stream, as a file."""
        said = [m for m in self.published if m.topic == f"debate/d1/{part}"]
        path.write_bytes(b"".join(m.init if isinstance(m, Group) else m.data for m in said))
        return path

    def chunks(self) -> list[Chunk]:
        return [m for m in self.published if isinstance(m, Chunk) and m.topic.endswith("/program")]

    def groups(self) -> list[Group]:
        return [m for m in self.published if isinstance(m, Group) and m.topic.endswith("/program")]


@contextlib.asynccontextmanager
async def on_show(media_dir: Path, *seats: Seat) -> AsyncIterator[Show]:
    show = Show(media_dir, seats)
    async with asyncio.TaskGroup() as tasks:
        senders = [tasks.create_task(seat.send(show.program)) for seat in seats]
        running = tasks.create_task(show.program.run())
        yield show
        await show.program.end()
        await running
        for sender in senders:
            sender.cancel()


def assert_continuous(path: Path) -> None:
    """Each picture lasts until the next one, each sound too."""
    assert max(longest_hole(path).values()) < 0.002


def as_it_is(folder: Path) -> Path:
    """The record as a player finds it; with an end, or FFmpeg would wait for more for ever."""
    path = folder / "as-it-is.m3u8"
    path.write_text((folder / "recording.m3u8").read_text() + "#EXT-X-ENDLIST\n")
    return path


def origin_of(folder: Path) -> int:
    record = read_record((folder / "recording.m3u8").read_text())
    assert record is not None
    return record.origin


def edges(times: np.ndarray, values: np.ndarray, above: float) -> np.ndarray:
    """When `values` rise over a threshold."""
    on = values > above
    return times[1:][on[1:] & ~on[:-1]]


async def test_the_recording_decodes_through_every_cut(tmp_path: Path) -> None:
    """Floor to a, then to b of another size, then the slide: every picture and sound can be decoded."""
    one = Seat("a", Camera(640, 360, Shade(90, 160)))
    two = Seat("b", Camera(960, 540, Shade(200, 90)), Microphone(880.0))
    async with on_show(tmp_path, one, two) as show:
        show.program.direct(Direction(), "a", set())
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["a"])
        await show.goes_on(1.6)
        show.program.direct(Direction(), "b", set())
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["b"])
        await show.goes_on(1.6)
        show.program.direct(Direction(ProgramMode.SLATE, slate="Pause"), "b", set())
        await show.heard.until(lambda heard: heard.cuts[-1:] == [None])
        await show.goes_on(0.6)
    folder = tmp_path / "d1"
    assert show.heard.path == "/hls/d1/program.m3u8"
    assert show.heard.faults == []
    played = play(folder / "program.m3u8")
    assert_continuous(folder / "program.m3u8")
    sizes = [size for size, _ in groupby(played.sizes)]
    assert sizes[-3:] == [(640, 360), (960, 540), (1280, 720)]
    assert "#EXT-X-ENDLIST" in (folder / "program.m3u8").read_text()


async def test_no_picture_is_missing_at_a_cut(tmp_path: Path) -> None:
    """Of what both seats sent nothing is left out, at the cut neither; each seat's colour comes through."""
    one = Seat("a", Camera(320, 180, Shade(90, 160)))
    two = Seat("b", Camera(320, 180, Shade(200, 90)))
    async with on_show(tmp_path, one, two) as show:
        show.program.direct(Direction(), "a", set())
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["a"])
        await show.goes_on(1.2)
        show.program.direct(Direction(), "b", set())
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["b"])
        await show.goes_on(1.2)
    played = play(tmp_path / "d1" / "program.m3u8")
    people = [n for n, size in enumerate(played.sizes) if size == (320, 180)]
    times = np.array([played.pictures[n] for n in people])
    # A seat that was held up sends less.
    sent = (np.array(one.sent) - origin_of(tmp_path / "d1")) / 1000
    held_up = max(np.diff(seat.sent).max() + max(0, seat.late_ms - 40) for seat in (one, two))
    assert np.diff(times).max() < 0.041 + held_up / 1000
    assert len(people) > 0.97 * np.count_nonzero((sent >= times[0]) & (sent <= times[-1]))
    assert abs(played.shades[people[2]].u - 90) < 12
    assert abs(played.shades[people[-1]].u - 200) < 12


async def test_sound_and_picture_are_together(tmp_path: Path) -> None:
    """The picture brightens when the tone begins: both are dated by their capture."""
    async with on_show(tmp_path, Seat("a")) as show:
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["a"])
        await show.goes_on(3)
    played = play(tmp_path / "d1" / "program.m3u8")
    times = np.array(played.pictures)
    people = np.array([size == (640, 360) for size in played.sizes])
    bright = edges(times[people], np.array(played.brightness)[people], 70)
    # A camera that was held up has not seen when it grew bright.
    seen = np.diff(times[people], prepend=0) < 0.041
    bright = bright[np.isin(bright, times[people][seen])]
    size = 240
    wave = played.wave[: len(played.wave) // size * size].reshape(-1, size)
    starts = played.sounds[0] + np.arange(len(wave)) * size / 48_000
    loud = edges(starts, np.abs(wave).max(axis=1), 0.1)
    # The recording ends somewhere between the last picture and its tone.
    heard = [at for at in bright if at < starts[-1] - 0.1]
    offsets = [float(np.abs(loud - at).min()) for at in heard]
    assert heard
    assert max(offsets) < 0.06


async def test_each_group_stands_alone(tmp_path: Path) -> None:
    """[T9] [M2] Init and chunks of any group decode by themselves; chunks count from 0; numbers grow."""
    async with on_show(tmp_path, Seat("a")) as show:
        await show.heard.until(lambda heard: heard.cuts[-1:] == ["a"])
        await show.goes_on(4.4)
    groups = show.groups()
    assert len(groups) >= 3
    assert [g.group for g in groups] == sorted({g.group for g in groups})
    for group in groups[1:-1]:
        assert group.mime.startswith('video/mp4; codecs="avc1.')
        assert group.mime.endswith(',mp4a.40.2"')
        chunks = [chunk for chunk in show.chunks() if chunk.group == group.group]
        assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
        path = tmp_path / f"{group.group}.mp4"
        path.write_bytes(group.init + b"".join(chunk.data for chunk in chunks))
        assert set(play(path).sizes) == {(group.width, group.height)}


async def test_the_sound_alone_is_a_stream_too(tmp_path: Path) -> None:
    """[M3] `…/program/audio` decodes without the picture."""
    async with on_show(tmp_path, Seat("a")) as show:
        await show.goes_on(1.6)
    sound = [m for m in show.published if m.topic.endswith("/audio")]
    first = next(m for m in sound if isinstance(m, Group))
    path = tmp_path / "sound.mp4"
    path.write_bytes(first.init + b"".join(m.data for m in sound if isinstance(m, Chunk)))
    with av.open(str(path)) as file:
        times = [frame.time for frame in file.decode(audio=0) if frame.time is not None]
    assert np.abs(np.diff(times) - 1024 / 48_000).max() < 0.002


async def test_the_small_picture_is_a_stream_too(tmp_path: Path) -> None:
    """[M4] `…/program/low` shows the same people in the same time, small where they send a small layer."""
    one = Seat("a", Camera(640, 360, Shade(90, 160)), small=Camera(160, 90, Shade(90, 160)))
    two = Seat("b", Camera(320, 180, Shade(200, 90)), Microphone(880.0))
    async with on_show(tmp_path, one, two) as show:
        for seat in ("a", "b", "a"):
            show.program.direct(Direction(), seat, set())
            await show.heard.until(lambda heard, seat=seat: heard.cuts[-1:] == [seat])  # type: ignore[misc]
            await show.goes_on(1.4)
    low = play(show.save("program/low", tmp_path / "low.mp4"))
    high = play(show.save("program", tmp_path / "high.mp4"))
    assert [size for size, _ in groupby(low.sizes)][-3:] == [(160, 90), (320, 180), (160, 90)]
    assert [size for size, _ in groupby(high.sizes)][-3:] == [(640, 360), (320, 180), (640, 360)]
    assert max(longest_hole(tmp_path / "low.mp4").values()) < 0.002
    assert abs(low.pictures[-1] - high.pictures[-1]) < 0.2
    assert low.sounds[-1] == pytest.approx(high.sounds[-1], abs=0.2)


async def test_a_muted_seat_is_not_heard(tmp_path: Path) -> None:
    """The host's mute silences the program, whatever the panelist's browser still sends."""
    async with on_show(tmp_path, Seat("a")) as show:
        show.program.direct(Direction(), "a", {"a"})
        await show.goes_on(2)
    assert np.abs(play(tmp_path / "d1" / "program.m3u8").wave).max() < 0.001


async def test_a_killed_stage_leaves_a_recording(tmp_path: Path) -> None:
    """kill -9: what is there plays; the next stage keeps the torn segment and goes on in the same time.

    Of what viewers were sent, and of what happened, less than two seconds are missing, picture and sound.
    """
    folder = tmp_path / "d1"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.program.stage_process",
        str(tmp_path),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/server:{ROOT}/protocol/python:{ROOT}"},
        stdout=asyncio.subprocess.PIPE,
    )
    await until(lambda: (folder / "seg-4.m4s").exists() and (folder / "seg-4.m4s").stat().st_size > 20_000)
    killed_at = SystemClock().now()
    process.send_signal(signal.SIGKILL)
    sent, _ = await process.communicate()
    before = play(as_it_is(folder))
    assert_continuous(as_it_is(folder))

    async with on_show(tmp_path, Seat("a")) as show:
        restored = play(as_it_is(folder))
        origin = origin_of(folder)
        for kept in (restored.pictures, restored.sounds):
            assert int(sent.split()[-1]) - (origin + kept[-1] * 1000) < 2_000
            assert killed_at - (origin + kept[-1] * 1000) < 2_000
        assert_continuous(as_it_is(folder))
        await show.goes_on(1.2)
    text = (folder / "program.m3u8").read_text()
    assert "#EXT-X-DISCONTINUITY" in text
    after = play(folder / "program.m3u8")
    assert len(after.pictures) > len(restored.pictures) > len(before.pictures)


async def test_a_full_disk_is_told_and_passes(tmp_path: Path) -> None:
    """The program goes on, the fault is reported in a word, the recording resumes with a new group."""
    folder = tmp_path / "d1"
    folder.mkdir()
    (folder / "seg-1.m4s").symlink_to("/dev/full")
    async with on_show(tmp_path, Seat("a")) as show:
        await show.heard.until(lambda heard: heard.faults == ["disk_full", None])
        await show.goes_on(2.4)
    assert show.heard.path is not None
    play(folder / "program.m3u8")
    assert "#EXT-X-DISCONTINUITY" in (folder / "program.m3u8").read_text()


async def until(met: Callable[[], bool]) -> None:
    """Watch the disk, where nobody tells of a change."""
    async with asyncio.timeout(PATIENCE_S):
        while not met():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
