"""Which turns of the event loop were too long, and what ran in them: everybody on a node waits for each turn.

A beat in the loop says how late it comes and how much the loop's thread has worked since the last one.
Another thread looks at the stack when a beat is overdue, so what is written is where the turn was, not
where it ended. Two counts, for two questions: `slow` turns kept people waiting, for whatever reason; `busy`
ones worked for that long themselves. On a machine with too little CPU, or one that was stopped, turns are
slow without a fault of ours: what tests fail for is a busy one.

What is written names places in the code and no values.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from types import FrameType
from typing import NamedTuple

import structlog

LIMIT_S = 0.1
# How often the loop says that it is alive: by at most so much a turn is called shorter than it was.
BEAT_S = 0.02
# How often the other thread looks.
LOOK_S = 0.05
PLACES = 12
BUSY, SLOW = "a turn of the loop was busy", "a turn of the loop was slow"

_log = structlog.get_logger(__name__)


class _Seen(NamedTuple):
    """Where a turn was, the innermost place last; and the beat that it followed."""

    beat: float
    places: list[str]


class Watchdog:
    """Counts the long turns of the loop that it is started in."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self.slow = 0
        self.busy = 0
        self._limit_s = limit_s
        self._beat_at = self._worked_s = 0.0
        self._seen = _Seen(0.0, [])
        self._timer: asyncio.TimerHandle | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch the running loop from its next turn on."""
        asyncio.get_running_loop().call_soon(self._begin, threading.get_ident())

    def close(self) -> None:
        """Stop watching, and say what there was. Idempotent."""
        if self._timer is None or self._over.is_set():
            return
        self._timer.cancel()
        self._over.set()
        if self.busy:
            _log.warning("the loop had busy turns", busy=self.busy, slow=self.slow)

    def _begin(self, loop_thread: int) -> None:
        self._beat_at, self._worked_s = time.monotonic(), time.thread_time()
        self._timer = asyncio.get_running_loop().call_later(BEAT_S, self._beat)
        self._thread = threading.Thread(target=self._look, args=(loop_thread,), name="watchdog", daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        now, worked_s = time.monotonic(), time.thread_time()
        took_s, work_s = now - self._beat_at - BEAT_S, worked_s - self._worked_s - BEAT_S
        if took_s > self._limit_s:
            self._tell(took_s, work_s)
        self._beat_at, self._worked_s = now, worked_s
        self._timer = asyncio.get_running_loop().call_later(BEAT_S, self._beat)

    def _tell(self, took_s: float, work_s: float) -> None:
        self.slow += 1
        is_busy = work_s > self._limit_s
        self.busy += is_busy
        seen = self._seen
        places = seen.places if seen.beat == self._beat_at else []
        # The place is in the sentence, so that one is not left out of the log as a repetition of another.
        _log.warning(
            f"{BUSY if is_busy else SLOW}: {places[-1] if places else 'not seen'}",
            ms=round(took_s * 1000),
            cpu_ms=round(max(0.0, work_s) * 1000),
            stack=places,
        )

    def _look(self, loop_thread: int) -> None:
        while not self._over.wait(LOOK_S):
            beat = self._beat_at
            overdue_s = time.monotonic() - beat - BEAT_S
            if overdue_s > self._limit_s / 2 and self._seen.beat != beat:
                self._seen = _Seen(beat, _places(sys._current_frames().get(loop_thread)))


def _places(frame: FrameType | None) -> list[str]:
    """`file:line function`, so many at most, the innermost last."""
    places: list[str] = []
    while frame is not None:
        name = frame.f_code.co_filename
        short = "/".join(name.rsplit("/", 3)[-3:])
        places.append(f"{short}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return places[:PLACES][::-1]
