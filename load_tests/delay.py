"""From camera to screen in real browsers: how old a picture is when it is seen, and how long a cut takes.

Two panelists and a viewer in Chromium, on a node with its stage as an operator starts them. Each camera is a
canvas that shows whose it is and what time it is, as black and white fields; the other pages read them back
from the pixels of their videos. All clocks are this machine's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.hall import DEBATE, Hall, open_hall
from tests.browser.people import Crowd, open_chromium

from .report import report

NAMES = {1: "Élise Vannier", 2: "Karim Belkacem"}
LINKS = {1: "elue", 2: "karim"}
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
_WATCH = """(video, bits) => {
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
_TAKE = "video => video.seen.splice(0)"


class Panelist(Crowd):
    """A crowd of one, whose camera shows the time."""

    def __init__(self, browser: Browser, hall: Hall, seat: int, height: int) -> None:
        super().__init__(browser, hall)
        values = {"SEAT": seat, "BITS": BITS, "WIDTH": height * 16 // 9, "HEIGHT": height}
        self._script = _CAMERA
        for name, value in values.items():
            self._script = self._script.replace(f" = {name}", f" = {value}")

    def context(self, *args: Any, **options: Any) -> BrowserContext:
        context = super().context(*args, **options)
        context.add_init_script(self._script)
        return context


def run(*, height: int, seconds: float, cuts: int) -> dict[str, object]:
    """One measured evening."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_hall(Path(folder)) as hall,
        open_chromium() as visitors,
    ):
        panelists = {
            seat: Panelist(visitors.browser(), hall, seat, height).panelist(LINKS[seat], name)
            for seat, name in NAMES.items()
        }
        crowd = Crowd(visitors.browser(), hall)
        host = crowd.invited("hote")
        for name in NAMES.values():
            host.get_by_role("button", name=f"Faire entrer {name} sur le plateau").click()
        host.get_by_role("button", name="Passer en direct").first.click()
        host.get_by_role("button", name="Confirmer").first.click()
        viewer = crowd.open(f"/debates/{DEBATE}")
        return _measure(host, viewer, panelists[2], seconds=seconds, cuts=cuts)


def _measure(host: Page, viewer: Page, panelist: Page, *, seconds: float, cuts: int) -> dict[str, object]:
    program, stage = viewer.locator("video").first, panelist.locator('[data-seat="1"] video').first
    program.wait_for()
    give_floor(host, 1)
    viewer.wait_for_timeout(SETTLE_MS)
    for video in (program, stage):
        video.evaluate(_WATCH, BITS)
    viewer.wait_for_timeout(seconds * 1_000)
    far, near = program.evaluate(_TAKE), stage.evaluate(_TAKE)
    took: list[float] = []
    frozen: list[float] = []
    for n in range(cuts):
        seat = 2 - n % 2
        asked = give_floor(host, seat)
        viewer.wait_for_timeout(CUT_MS)
        seen = program.evaluate(_TAKE)
        first = next((shown for who, _, shown in seen if who == seat), None)
        if first is None:
            raise SystemExit(f"no cut to seat {seat} within {CUT_MS} ms")
        took.append(first - asked)
        around = [shown for _, _, shown in seen if abs(shown - first) < 1_500]
        frozen.append(max(b - a for a, b in pairwise(around)))
    return {
        "height": height_of(viewer),
        "pictures_per_s": len(far) / seconds,
        "panelist_p50_ms": age(near, 0.5),
        "panelist_p95_ms": age(near, 0.95),
        "viewer_p50_ms": age(far, 0.5),
        "viewer_p95_ms": age(far, 0.95),
        "cut_p50_ms": percentile(took, 0.5),
        "cut_max_ms": round(max(took)),
        "longest_freeze_ms": round(max(frozen)),
    }


def give_floor(host: Page, seat: int) -> float:
    """Press the host's button; the instant of the press, ms."""
    button = host.get_by_role("button", name=f"Donner la parole à {NAMES[seat]}")
    pressed: float = button.evaluate("button => { const at = Date.now(); button.click(); return at }")
    return pressed


def height_of(page: Page) -> int:
    """The height of the picture that is shown."""
    height: int = page.locator("video").first.evaluate("video => video.videoHeight")
    return height


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
    report([run(height=options.height, seconds=options.seconds, cuts=options.cuts)], options.json)
