"""Writing one frame to many readers without letting anyone wait long.

A chunk of readers at a time, then the event loop's turn: no task, no queue and no allocation per reader.
With a ring a chunk is one system call; who has no socket, is behind, or does not take the frame at once is
written to by itself. Who keeps up and who does not is decided by the topic that owns this.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Iterator

from .reader import NO_SOCKET, Reader
from .ring import SLOTS, Ring

# At 7 µs a write this holds the event loop for about 4 ms.
CHUNK = SLOTS


class FanOut:
    """The readers of one topic that get every frame, and the frame that is on its way to them."""

    __slots__ = (
        "_finished",
        "_frame",
        "_holes",
        "_left",
        "_next",
        "_places",
        "_readers",
        "_ring",
        "_sockets",
        "_start",
        "_to",
        "busy",
    )

    def __init__(self, finished: Callable[[], None], ring: Ring | None = None) -> None:
        self._finished = finished
        self._ring = ring
        # Each reader has a place in two lists, one for us and one for the kernel. Who leaves makes a hole in
        # them: the others keep their places while a frame is on its way.
        self._places: dict[Reader, int] = {}
        self._readers: list[Reader | None] = []
        self._sockets = array("i")
        self._holes = 0
        self._frame = b""
        self._start = 0
        self._next = 0
        self._to = 0
        self._left = 0
        self.busy = False

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Reader]:
        return iter(self._places)

    def __contains__(self, reader: Reader) -> bool:
        return reader in self._places

    def add(self, reader: Reader) -> None:
        """From the next frame on; the frame on its way is not for it."""
        self._places[reader] = len(self._readers)
        self._readers.append(reader)
        self._sockets.append(reader.socket)

    def remove(self, reader: Reader) -> None:
        """At once, the frame on its way included."""
        place = self._places.pop(reader, None)
        if place is not None:
            self._readers[place] = None
            self._sockets[place] = NO_SOCKET
            self._holes += 1

    def changed(self, reader: Reader) -> None:
        """Flow control: its `socket` is another now."""
        place = self._places.get(reader)
        if place is not None:
            self._sockets[place] = reader.socket

    def send(self, data: bytes) -> None:
        """Write `data` to everyone who is in now; `finished` is called when that is done."""
        assert not self.busy
        if self._holes:
            self._close_holes()
        # Start each time with other readers, so that nobody is always the last to know.
        self._next = self._start if self._start < len(self._readers) else 0
        self._start = self._next + CHUNK
        self._to = self._left = len(self._readers)
        self._frame = data
        self.busy = True
        self._step()

    def _close_holes(self) -> None:
        readers = list(self._places)
        self._places = {reader: place for place, reader in enumerate(readers)}
        self._readers = [*readers]
        self._sockets = array("i", [reader.socket for reader in readers])
        self._holes = 0

    def _step(self) -> None:
        begin = self._next
        end = min(begin + CHUNK, begin + self._left, self._to)
        self._next = end if end < self._to else 0
        self._left -= end - begin
        self._write(begin, end)
        if self._left:
            asyncio.get_running_loop().call_soon(self._step)
            return
        self.busy = False
        self._frame = b""
        self._finished()

    def _write(self, begin: int, end: int) -> None:
        data, readers = self._frame, self._readers
        if self._ring is None:
            for reader in readers[begin:end]:
                if reader is not None:
                    reader.write(data)
            return
        for place, taken in self._ring.send(data, self._sockets, begin, end):
            reader = readers[place]
            if reader is not None:
                reader.write(data[taken:])
