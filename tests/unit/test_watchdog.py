"""The watchdog of the loop: what it counts, and what it says of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from structlog.testing import capture_logs

from hemicycle.watchdog import BUSY, SLOW, Watchdog
from tests.support.patience import PATIENCE_S

LIMIT_S = 0.05


def work_long() -> None:
    """A turn that is busy for several times what is allowed."""
    until = time.thread_time() + 4 * LIMIT_S
    while time.thread_time() < until:
        pass


def wait_long() -> None:
    """A turn that does nothing, and lets nobody else do anything."""
    time.sleep(4 * LIMIT_S)


async def turns() -> AsyncIterator[None]:
    """One turn of the loop after the other."""
    while True:
        yield
        await asyncio.sleep(0)


async def watched(turn: Callable[[], None], *, until: str) -> tuple[Watchdog, list[str]]:
    """What the watchdog counted and said once a turn like this was."""
    watchdog = Watchdog(limit_s=LIMIT_S)
    with capture_logs() as logs:
        watchdog.start()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(turn)
        async with asyncio.timeout(PATIENCE_S):
            async for _ in turns():
                if any(until in line["event"] for line in logs):
                    break
        watchdog.close()
        watchdog.close()
    told = [line for line in logs if until in line["event"]]
    assert all(line["ms"] >= LIMIT_S * 1000 for line in told)
    return watchdog, [str(place) for line in told for place in line["stack"]]


async def test_a_turn_that_works_too_long_is_counted_with_its_stack() -> None:
    """[H1] One person's text held a node for 20 seconds, and nothing said so."""
    watchdog, places = await watched(work_long, until=BUSY)
    assert watchdog.busy >= 1
    assert watchdog.slow >= watchdog.busy
    assert any("test_watchdog.py" in place and place.endswith("work_long") for place in places)


async def test_a_turn_that_only_waits_is_slow_and_not_busy() -> None:
    """A machine without CPU for us, or a call that blocks: people wait, and the code did not work."""
    watchdog, places = await watched(wait_long, until=SLOW)
    assert watchdog.slow >= 1
    assert any(place.endswith("wait_long") for place in places)


async def test_short_turns_are_not_busy_however_many() -> None:
    watchdog = Watchdog(limit_s=LIMIT_S)
    watchdog.start()
    until = time.thread_time() + 4 * LIMIT_S
    async for _ in turns():
        if time.thread_time() > until:
            break
    watchdog.close()
    assert watchdog.busy == 0


def test_a_watchdog_that_was_not_started_is_closed() -> None:
    Watchdog().close()
