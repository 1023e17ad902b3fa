"""From camera to screen in real browsers: how old a picture is when it is seen, and how long a cut takes.

Two panelists and a viewer in Chromium, on a node with its stage as an operator starts them. Each camera is a
canvas that shows whose it is and what time it is, as black and white fields; the other pages read them back
from the pixels of their videos. All clocks are this machine's.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from playwright.async_api import Page

from .evening import DEBATE, run_evening
from .report import report

NAMES = {1: "Élise", 2: "Karim"}
SETTLE_MS, CUT_MS = 6_000, 5_000
# Fields of one row: two for the seat, the rest for the time. The row below shows the opposite, as a check.
BITS = 26
_CAMERA = """(() => {
  const seat = SEAT, bits = BITS, width = WIDTH, height = HEIGHT
  const devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (wanted) => {
    if (!wanted.video) return real(wanted)
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width, height })
    const pen = canvas.getContext('2d'), side = width / bits
    let n = 0
    setInterval(() => {
      pen.fillStyle = seat === 1 ? '#246' : '#642'
      pen.fillRect(0, 0, width, height)
      pen.fillStyle = '#888'
      pen.fillRect((n++ * 8) % width, height / 2, 40, 40)
      const shown = seat * 2 ** (bits - 2) + (Date.now() % 2 ** (bits - 2))
      for (let bit = 0; bit < bits; bit++) {
        const on = Math.floor(shown / 2 ** bit) % 2 === 1
        pen.fillStyle = on ? '#fff' : '#000'
        pen.fillRect(bit * side, 0, side, side)
        pen.fillStyle = on ? '#000' : '#fff'
        pen.fillRect(bit * side, side, side, side)
      }
    }, 40)
    return canvas.captureStream(25)
  }
})()"""
# Collects [seat, made, shown] of each picture that is put on the screen.
WATCH = """(video, bits) => {
  const seen = video.seen = []
  const canvas = document.createElement('canvas')
  canvas.width = bits * 4
  canvas.height = 8
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const look = (now, about) => {
    video.requestVideoFrameCallback(look)
    const shown = Date.now() + about.expectedDisplayTime - performance.now()
    const side = video.videoWidth / bits
    pen.drawImage(video, 0, 0, video.videoWidth, side * 2, 0, 0, canvas.width, canvas.height)
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data
    const light = (bit, row) => pixels[((row * 4 + 2) * canvas.width + bit * 4 + 2) * 4]
    let value = 0
    for (let bit = 0; bit < bits; bit++) {
      if (Math.abs(light(bit, 0) - light(bit, 1)) < 100) return seen.push([0, 0, shown])
      if (light(bit, 0) > light(bit, 1)) value += 2 ** bit
    }
    const span = 2 ** (bits - 2), seat = Math.floor(value / span)
    const since = (((shown - value) % span) + span) % span
    seen.push([seat, shown - since, shown])
  }
  video.requestVideoFrameCallback(look)
}"""
TAKE = "video => video.seen.splice(0)"


async def run(*, height: int, seconds: float, cuts: int) -> dict[str, object]:
    """One measured evening."""
    with tempfile.TemporaryDirectory() as folder:
        async with run_evening(Path(folder)) as evening:
            panel = [
                await evening.panelist(name, script=camera(seat, height)) for seat, name in NAMES.items()
            ]
            host = await evening.host(list(NAMES.values()))
            viewer = await evening.open(f"/debates/{DEBATE}")
            figures = await _measure(host, viewer, panel[1], seconds=seconds, cuts=cuts)
            return {**figures, "load": round(os.getloadavg()[0], 1)}


async def _measure(
    host: Page, viewer: Page, panelist: Page, *, seconds: float, cuts: int
) -> dict[str, object]:
    program, stage = viewer.locator("video").first, panelist.locator('[data-seat="1"] video').first
    await program.wait_for()
    await give_floor(host, 1)
    await viewer.wait_for_timeout(SETTLE_MS)
    for video in (program, stage):
        await video.evaluate(WATCH, BITS)
    await viewer.wait_for_timeout(seconds * 1_000)
    far, near = await program.evaluate(TAKE), await stage.evaluate(TAKE)
    took: list[float] = []
    frozen: list[float] = []
    for n in range(cuts):
        seat = 2 - n % 2
        asked = await give_floor(host, seat)
        await viewer.wait_for_timeout(CUT_MS)
        seen = await program.evaluate(TAKE)
        first = next((shown for who, _, shown in seen if who == seat), None)
        if first is None:
            raise SystemExit(f"no cut to seat {seat} within {CUT_MS} ms")
        took.append(first - asked)
        around = [shown for _, _, shown in seen if abs(shown - first) < 1_500]
        frozen.append(max(b - a for a, b in pairwise(around)))
    return {
        "height": await height_of(viewer),
        "pictures_per_s": len(far) / seconds,
        "panelist_p50_ms": age(near, 0.5),
        "panelist_p95_ms": age(near, 0.95),
        "viewer_p50_ms": age(far, 0.5),
        "viewer_p95_ms": age(far, 0.95),
        "cut_p50_ms": percentile(took, 0.5),
        "cut_max_ms": round(max(took)),
        "longest_freeze_ms": round(max(frozen)),
    }


def camera(seat: int, height: int) -> str:
    """The script that makes a page's camera show the time."""
    script = _CAMERA
    values = {"SEAT": seat, "BITS": BITS, "WIDTH": height * 16 // 9, "HEIGHT": height}
    for name, value in values.items():
        script = script.replace(f" = {name}", f" = {value}")
    return script


async def give_floor(host: Page, seat: int) -> float:
    """Press the host's button; the instant of the press, ms."""
    button = host.get_by_role("button", name=f"Donner la parole à {NAMES[seat]}")
    press = "button => { const at = Date.now(); button.click(); return at }"
    return float(await button.evaluate(press))


async def height_of(page: Page) -> int:
    """The height of the picture that is shown."""
    return int(await page.locator("video").first.evaluate("video => video.videoHeight"))


def age(seen: Sequence[Sequence[float]], share: float) -> int:
    """How old pictures were when they were shown; those whose clock could not be read do not count."""
    ages = [shown - made for who, made, shown in seen if who]
    if len(ages) < len(seen) / 2 or not ages:
        raise SystemExit(f"{len(ages)} of {len(seen)} pictures could be read: this run could not measure")
    return percentile(ages, share)


def percentile(values: Sequence[float], share: float) -> int:
    """The value below which that share lies."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))])


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m load_tests delay", description=__doc__)
    parser.add_argument("--height", type=int, default=720, choices=(360, 540, 720))
    parser.add_argument("--seconds", type=float, default=15.0, help="how long to measure")
    parser.add_argument("--cuts", type=int, default=5)
    parser.add_argument("--json", help="write the results to this file")
    options = parser.parse_args(sys.argv[1:])
    row = asyncio.run(run(height=options.height, seconds=options.seconds, cuts=options.cuts))
    report([row], options.json)
