"""One debate's stage as a process: link, room and program on one event loop.

The room is open from the start, so that panelists can meet and rehearse. The program begins when the debate
goes live: nothing that was said before is broadcast or recorded. `run_stage` is called by the command line;
it returns when the debate has ended and its recording is reported.
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
from .units import AudioUnit, VideoUnit

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
        clock = SystemClock()
        self._clock = clock
        self._debate = debate
        self._media_dir = media_dir
        self._program: Program | None = None
        self.view: DebateView | None = None
        self._tasks: asyncio.TaskGroup
        self._left: set[str] = set()
        self._begun = asyncio.Event()
        self._ended = asyncio.Event()
        self.link = Link(url, token, debate, seen=self._seen, answer=self._answer)
        self.room = Room(
            clock=clock,
            sink=self,
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
            OSError: in a group, when the folder of the recording cannot be used.
        """
        async with asyncio.TaskGroup() as self._tasks:
            background = [
                self._tasks.create_task(self.link.run()),
                self._tasks.create_task(self._turn()),
            ]
            try:
                await self._begun.wait()
                if self.view is None or self.view.live_at is None:
                    return  # ended without having been live: there is nothing to keep
                program = self._begin()
                making = self._tasks.create_task(program.run())
                await self._ended.wait()
                await program.end()
                await making
                async with asyncio.timeout(SETTLE_S):
                    await self.link.settle()
            except TimeoutError:
                _log.error("the end of the recording could not be reported")
            finally:
                for task in background:
                    task.cancel()
                await self.room.close()

    # --- what the room hands on (`Sink`) ---------------------------------------------------------

    def video(self, seat: str, unit: VideoUnit) -> None:
        """A picture of `seat`; before the debate is live it goes nowhere."""
        if self._program is not None:
            self._program.video(seat, unit)

    def audio(self, seat: str, unit: AudioUnit) -> None:
        """A sound of `seat`; before the debate is live it goes nowhere."""
        if self._program is not None:
            self._program.audio(seat, unit)

    # --- what the program reports (`ProgramReports`) --------------------------------------------

    def cut(self, seat: str | None) -> None:
        """The picture went to `seat`."""
        self.link.report("cut", ReportCut(self._debate, seat))

    def recording(self, *, path: str | None = None, fault: str | None = None) -> None:
        """The recording can be played, or is in trouble."""
        self.link.report("recording", ReportRecording(self._debate, path, fault))

    # --- wiring ---------------------------------------------------------------------------------

    def _seen(self, view: DebateView) -> None:
        self.view = view
        self.room.follow(view)
        if self._program is not None:
            self._direct(self._program, view)
        if view.live_at is not None:
            self._begun.set()
        if view.state is DebateState.ENDED:
            self._begun.set()
            self._ended.set()

    def _begin(self) -> Program:
        """The program, or what is left of it after a restart."""
        program = Program(
            self._debate, self._media_dir, self.link.publish, self._ask_keyframe, self._clock, self
        )
        if self.view is not None:
            self._direct(program, self.view)
        self._program = program
        return program

    def _direct(self, program: Program, view: DebateView) -> None:
        left = {seat.id for seat in view.seats.values() if self.room.is_vacant(seat.id)}
        for seat in left - self._left:
            program.seat_left(seat)
        self._left = left
        muted = {seat.id for seat in view.seats.values() if seat.muted}
        program.direct(view.program, view.floor.seat if view.floor else None, muted)

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


async def run_stage(
    *, url: str, token: str, debate: str, media_dir: Path, ports: range | None = None
) -> None:
    """Be the stage of `debate` until it has ended. `ports`: the UDP ports for media, None: any.

    Raises:
        RtcIncompatible: the installed aiortc is another one.
        OSError: the folder of the recording cannot be used.
    """
    rtc_compat.self_test()
    rtc_compat.prepare()
    if ports is not None:
        rtc_compat.keep_to_ports(ports)
    try:
        await Stage(url, token, debate, media_dir).run()
    except* TurnedAway as group:
        _log.error("the server does not want this stage: %s", group.exceptions[0])
        raise SystemExit(EXIT_TURNED_AWAY) from None
