"""`python -m hemicycle.demo_panel`: hold the seats listed on standard input until told to stop.

The input is an `order.Panel` as JSON.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import msgspec
import uvloop

from hemicycle.clock import SystemClock

from .conductor import Conductor
from .loops import make_loops
from .order import Panel
from .panelist import Panelist

CLOSE_S = 3.0


async def hold(order: Panel) -> None:
    """Run everybody until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_seat(order, number)) for number in range(len(order.panelists))]
    if order.host is not None:
        conductor = Conductor(order, order.host, clock=SystemClock())
        tasks.append(asyncio.create_task(conductor.run()))
    ended = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([ended, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in (ended, *tasks):
        task.cancel()
    # A connection that does not close is not worth waiting for: the process ends.
    await asyncio.wait(tasks, timeout=CLOSE_S)
    for task in done - {ended}:
        task.result()


async def _seat(order: Panel, number: int) -> None:
    """One panelist, from the drawing of their pictures on."""
    each = order.panelists[number]
    loops = await asyncio.to_thread(make_loops, number, each.name)
    person = Panelist(order.url, each.token, debate=order.debate, seat=each.seat, name=each.name, loops=loops)
    await person.run()


def main() -> None:
    """Read the order and carry it out."""
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Panel)
    uvloop.run(hold(order))


if __name__ == "__main__":
    main()
