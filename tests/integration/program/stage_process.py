"""A process that makes a program of one seat until it is killed: `python -m … MEDIA_DIR`.

Prints the time (server milliseconds) of each fragment that viewers were sent.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from hemicycle.clock import SystemClock
from hemicycle.stage.program import Program
from hemicycle_protocol.messages import Chunk, Group
from tests.support.media import Heard, Seat


def publish(message: Group | Chunk) -> None:
    """At once, so that nothing that was sent is missing when the process is killed."""
    if isinstance(message, Chunk) and message.topic.endswith("/program"):
        os.write(sys.stdout.fileno(), b"%d\n" % message.at)


async def main() -> None:
    seat = Seat("a")
    program = Program("d1", Path(sys.argv[1]), publish, lambda _: seat.ask(), SystemClock(), Heard())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(program.run())
        tasks.create_task(seat.send(program))


asyncio.run(main())
