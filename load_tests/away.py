"""A panelist's network vanishes and returns: how long until the others see that panelist again.

Two panelists in Chromium, the second one on a network of its own, which is cut without either end being told.
The time counts from its return to the first picture made after that on the other one's screen. Needs root.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Locator

from .delay import BITS, NAMES, TAKE, WATCH, camera, percentile
from .evening import CHROMIUM, run_evening
from .network import HOST, Network, open_network
from .report import report

SETTLE_MS, LONGEST_MS = 8_000, 60_000
LOOK_MS = 250


async def run(*, height: int, times: int, away_s: float) -> dict[str, object]:
    """One panel whose second member vanishes so many times."""
    with tempfile.TemporaryDirectory() as folder, open_network() as network:
        async with run_evening(Path(folder), also_at=HOST) as evening:
            chromium = network.wrap(CHROMIUM, Path(folder))
            first = await evening.panelist(NAMES[1], script=camera(1, height))
            second = camera(2, height)
            await evening.panelist(NAMES[2], script=second, host=HOST, chromium=chromium)
            await evening.host(list(NAMES.values()))
            video = first.locator('[data-seat="2"] video').first
            await video.evaluate(WATCH, BITS)
            await _seen(video, since=0)
            took = [await _vanish(network, video, away_s) for _ in range(times)]
    return {
        "away_s": away_s,
        "times": times,
        "return_p50_ms": percentile(took, 0.5),
        "return_max_ms": round(max(took)),
        "load": round(os.getloadavg()[0], 1),
    }


async def _vanish(network: Network, video: Locator, away_s: float) -> float:
    """Cut, wait, mend: how long until the panelist is seen again, ms."""
    await video.page.wait_for_timeout(SETTLE_MS)
    network.cut()
    await video.page.wait_for_timeout(away_s * 1_000)
    await video.evaluate(TAKE)
    network.mend()
    back_at = await video.page.evaluate("Date.now()")
    return await _seen(video, since=back_at) - float(back_at)


async def _seen(video: Locator, *, since: float) -> float:
    """When the first picture was shown that was made after `since`."""
    for _ in range(LONGEST_MS // LOOK_MS):
        for who, made, shown in await video.evaluate(TAKE):
            if who == 2 and since < made <= shown:
                return float(shown)
        await video.page.wait_for_timeout(LOOK_MS)
    raise SystemExit(f"the panelist was not seen within {LONGEST_MS} ms")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m load_tests away", description=__doc__)
    parser.add_argument("--height", type=int, default=360, choices=(360, 540, 720))
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--away", type=float, default=12.0, help="for how many seconds")
    parser.add_argument("--json", help="write the results to this file")
    options = parser.parse_args(sys.argv[1:])
    row = asyncio.run(run(height=options.height, times=options.times, away_s=options.away))
    report([row], options.json)
