"""Camera files that tell people apart by colour, and what a page's pixels and sound say."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.support.patience import PATIENCE_MS, PATIENCE_S

# Few pictures a second: nobody judges their motion, and each is encoded and decoded many times over.
WIDTH, HEIGHT, FPS = 640, 360, 8
# Y, U, V of what each camera shows; a bar moves over it, so that frames differ.
COLOURS = {"blue": (90, 190, 90), "orange": (140, 70, 180)}

_COLOUR = """video => {
  const canvas = document.createElement('canvas'); canvas.width = 16; canvas.height = 9
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  pen.drawImage(video, 0, 0, 16, 9)
  const pixels = pen.getImageData(0, 0, 16, 9).data
  const sum = [0, 0, 0]
  for (let i = 0; i < pixels.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += pixels[i + c]
  return sum.map((s) => Math.round(s / (pixels.length / 4)))
}"""

# Resolves when the stream of the element has been loud at least once.
_LOUD = """async element => {
  const own = element.srcObject instanceof MediaStream
  const stream = own ? element.srcObject : element.captureStream()
  const context = new AudioContext()
  await context.resume()
  const meter = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(meter)
  const samples = new Float32Array(meter.fftSize)
  let peak = 0
  const patience = performance.now() + %d
  while (peak < 0.01 && performance.now() < patience) {
    await new Promise((done) => setTimeout(done, 50))
    meter.getFloatTimeDomainData(samples)
    peak = Math.max(peak, ...samples.map(Math.abs))
  }
  await context.close()
  return peak
}""".replace("%d", str(PATIENCE_MS))


def write_camera(path: Path, colour: str) -> Path:
    """A second of video in one colour with a moving bar, as a file Chromium takes for a camera."""
    y, u, v = COLOURS[colour]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for n in range(FPS):
            luma = np.full((HEIGHT, WIDTH), y, np.uint8)
            at = n * WIDTH // FPS
            luma[:, at : at + 24] = min(235, y + 60)
            chroma = [np.full((HEIGHT // 2, WIDTH // 2), value, np.uint8) for value in (u, v)]
            file.write(b"FRAME\n" + luma.tobytes() + chroma[0].tobytes() + chroma[1].tobytes())
    return path


def colour_of(page: Page, selector: str) -> str:
    """`blue`, `orange`, or the mean RGB of a video's picture, from its own pixels."""
    red, _, blue = rgb = page.locator(selector).first.evaluate(_COLOUR)
    if blue > red + 40:
        return "blue"
    return "orange" if red > blue + 40 else str(rgb)


def wait_for_colour(page: Page, selector: str, colour: str) -> None:
    """Until the picture has that colour."""
    seen, late = "", time.monotonic() + PATIENCE_S
    while time.monotonic() < late:
        seen = colour_of(page, selector)
        if seen == colour:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{selector} never was {colour}; it is {seen}")


def frames_of(page: Page, selector: str) -> int:
    """How many frames a video has shown."""
    count: int = page.locator(selector).first.evaluate("v => v.getVideoPlaybackQuality().totalVideoFrames")
    return count


def wait_for_frames(page: Page, selector: str, more: int = 10) -> None:
    """Until a video has shown `more` frames than now."""
    page.locator(selector).first.evaluate(
        """async (video, [more, patience]) => {
          const goal = video.getVideoPlaybackQuality().totalVideoFrames + more
          const late = performance.now() + patience
          while (performance.now() < late) {
            if (video.getVideoPlaybackQuality().totalVideoFrames >= goal) return
            await new Promise((done) => setTimeout(done, 50))
          }
          throw new Error(`${video.getVideoPlaybackQuality().totalVideoFrames} of ${goal} frames`)
        }""",
        [more, PATIENCE_MS],
    )


def loudness_of(page: Page, selector: str) -> float:
    """The highest sample of an element's sound in the next seconds; stops at the first that is loud."""
    peak: float = page.locator(selector).first.evaluate(_LOUD)
    return peak


def state_of(page: Page, selector: str) -> dict[str, Any]:
    """What a player would tell a technician; for messages of failing tests."""
    state: dict[str, Any] = page.locator(selector).first.evaluate(
        """v => ({time: v.currentTime, ready: v.readyState, paused: v.paused, width: v.videoWidth,
                  pieces: v.buffered.length,
                  frames: v.getVideoPlaybackQuality().totalVideoFrames, error: v.error?.message ?? null})"""
    )
    return state
