"""A still of the program beside its recording: what a card shows of a debate before anybody opens it.

One key picture in half a minute is decoded and made small, in a thread; the program waits for none of it.
Who has no time or no disk keeps the still before.
"""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO
from pathlib import Path

import av

from .muxer import Fragment, Init

STILL = "still.webp"
EVERY_MS = 30_000
# Who comes into the picture is seen sooner.
CUT_MS = 5_000
WIDTH, HEIGHT = 640, 360
MOST_BYTES = 30_000
_QUALITIES = (70, 50, 30, 10)

log = logging.getLogger(__name__)


class Stills:
    """Takes the fragments of a program as they come; `run` writes a still of one in a while."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken_ms: int | None = None
        self._source: Init | None = None
        self._wanted: asyncio.Queue[Fragment] = asyncio.Queue(1)

    def see(self, part: Fragment, mono_ms: int) -> None:
        """A fragment: its first picture is the next still if it is a key picture and time for one."""
        if part.init is None or self._wanted.full():
            return
        pause_ms = EVERY_MS if part.init is self._source else CUT_MS
        if self._taken_ms is None or mono_ms >= self._taken_ms + pause_ms:
            self._taken_ms, self._source = mono_ms, part.init
            self._wanted.put_nowait(part)

    async def run(self) -> None:
        """Write stills until cancelled."""
        while True:
            part = await self._wanted.get()
            try:
                await asyncio.to_thread(self._write, part)
            except (OSError, ValueError, av.FFmpegError) as error:
                log.warning("no still of %s: %s", self._folder, error)
            finally:
                self._wanted.task_done()

    async def written(self) -> None:
        """Wait until nothing is under way."""
        await self._wanted.join()

    def _write(self, part: Fragment) -> None:
        assert part.init is not None
        picture = still_of(part.init.data + part.data)
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{STILL}.new"
        fresh.write_bytes(picture)
        fresh.replace(self._folder / STILL)


def still_of(movie: bytes) -> bytes:
    """The first picture of a movie, as a small WebP. Takes some 30 ms: not for the event loop.

    Raises:
        ValueError: there is no picture.
        av.FFmpegError: it cannot be decoded.
    """
    with av.open(BytesIO(movie), "r") as container:
        frame = next(container.decode(video=0), None)
        if frame is None:
            raise ValueError("no picture")
        image = frame.to_image()  # type: ignore[no-untyped-call]
    image.thumbnail((WIDTH, HEIGHT))
    for quality in _QUALITIES:
        small = BytesIO()
        image.save(small, "WEBP", quality=quality, method=4)
        if small.tell() <= MOST_BYTES:
            break
    return small.getvalue()
