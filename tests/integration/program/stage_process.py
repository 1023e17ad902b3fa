"""A process that makes a program of one seat until it is killed: `python -m … MEDIA_DIR`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from hemicycle.clock import SystemClock
from hemicycle.stage.program import Program
from tests.support.media import Heard, Seat


async def main() -> None:
    seat = Seat("a")
    program = Program(
        "d1", Path(sys.argv[1]), lambda _: None, lambda _: seat.camera.ask(), SystemClock(), Heard()
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(program.run())
        tasks.create_task(seat.send(program))


asyncio.run(main())
