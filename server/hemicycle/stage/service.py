"""One debate's stage as a process: link, room and program on one event loop.

`run_stage` is called by the command line. It returns when the debate has ended and its recording is reported.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hemicycle.clock import SystemClock
from hemicycle_protocol.commands import ReportCut, ReportLevels, ReportRecording, ReportSeat
from hemicycle_protocol.messages import Call, Reply
from hemicycle_protocol.views import DebateState, DebateView

from . import rtc_compat
from .link import Link, TurnedAway
from .loss import Loss
from .program import Program
from .room import Room
from .signalling import Signalling

TICK_S = 0.02
# A loop that is late by more makes everybody's sound stutter.
LATE_S = 0.1
SAY_LATE_EVERY_S = 10.0
# The last report may take a while, if the node is away just now.
SETTLE_S = 60.0
EXIT_TURNED_AWAY = 3

_log = logging.getLogger(__name__)


class Stage:
    """The parts of one debate's stage, wired."""

    def __init__(
        self, url: str, token: str, debate: str, media_dir: Path, *, loss: Loss | None = None
    ) -> None:
        """Raises:
        OSError: the folder of the recording cannot be used.
        """
        clock = SystemClock()
        self._debate = debate
        self._tasks: asyncio.TaskGroup
        self._left: set[str] = set()
        self._ended = asyncio.Event()
        self.link = Link(url, token, debate, seen=self._seen, answer=self._answer)
        self.program = Program(debate, media_dir, self.link.publish, self._ask_keyframe, clock, self)
        self.room = Room(
            clock=clock,
            sink=self.program,
            spawn=self._spawn,
            report_seat=self._report_seat,
            report_levels=self._report_levels,
            loss=loss,
        )
        self.signalling = Signalling(self.room)
        # Whatever lives now lives as long as the process: the collector need not look at it again.
        gc.freeze()

    async def run(self) -> None:
        """Serve until the debate has ended.

        Raises:
            TurnedAway: in a group, when the server does not want this stage.
        """
        async with asyncio.TaskGroup() as self._tasks:
            background = [
                self._tasks.create_task(self.link.run()),
                self._tasks.create_task(self._turn()),
            ]
            making = self._tasks.create_task(self.program.run())
            try:
                await self._ended.wait()
                await self.program.end()
                await making
                async with asyncio.timeout(SETTLE_S):
                    await self.link.settle()
            except TimeoutError:
                _log.error("the end of the recording could not be reported")
            finally:
                for task in background:
                    task.cancel()
                await self.room.close()

    # --- what the program reports (`ProgramReports`) --------------------------------------------

    def cut(self, seat: str | None) -> None:
        """The picture went to `seat`."""
        self.link.report("cut", ReportCut(self._debate, seat))

    def recording(self, *, path: str | None = None, fault: str | None = None) -> None:
        """The recording can be played, or is in trouble."""
        self.link.report("recording", ReportRecording(self._debate, path, fault))

    # --- wiring ---------------------------------------------------------------------------------

    def _seen(self, view: DebateView) -> None:
        self.room.follow(view)
        left = {seat.id for seat in view.seats.values() if self.room.is_vacant(seat.id)}
        for seat in left - self._left:
            self.program.seat_left(seat)
        self._left = left
        muted = {seat.id for seat in view.seats.values() if seat.muted}
        self.program.direct(view.program, view.floor.seat if view.floor else None, muted)
        if view.state is DebateState.ENDED:
            self._ended.set()

    async def _answer(self, call: Call) -> Reply:
        return await self.signalling.answer(call)

    def _ask_keyframe(self, seat: str) -> None:
        self.room.ask_keyframe(seat)

    def _report_seat(self, seat: str, present: bool) -> None:
        self.link.report(f"seat/{seat}", ReportSeat(self._debate, seat, present))

    def _report_levels(self, levels: dict[str, int]) -> None:
        self.link.report("levels", ReportLevels(self._debate, levels))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.create_task(work)

    async def _turn(self) -> None:
        """Turn the room's wheel, and say when the loop is late."""
        loop = asyncio.get_running_loop()
        said_at = 0.0
        while True:
            due = loop.time() + TICK_S
            self.room.tick()
            await asyncio.sleep(max(0.0, due - loop.time()))
            late = loop.time() - due
            if late > LATE_S and loop.time() - said_at > SAY_LATE_EVERY_S:
                said_at = loop.time()
                _log.warning("the stage was late by %d ms", late * 1000)


async def run_stage(*, url: str, token: str, debate: str, media_dir: Path) -> None:
    """Be the stage of `debate` until it has ended.

    Raises:
        RtcIncompatible: the installed aiortc is another one.
        OSError: the folder of the recording cannot be used.
    """
    rtc_compat.self_test()
    rtc_compat.prepare()
    try:
        await Stage(url, token, debate, media_dir).run()
    except* TurnedAway as group:
        _log.error("the server does not want this stage: %s", group.exceptions[0])
        raise SystemExit(EXIT_TURNED_AWAY) from None
