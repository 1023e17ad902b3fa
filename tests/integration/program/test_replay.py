"""A recording with cuts, a late picture and the slide: what is in its files, and a browser that plays it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import pytest
from playwright.async_api import expect

from hemicycle.stage.program.slate import Slate, make_slate
from tests.support.live import run_node
from tests.support.media import Camera, Shade, longest_hole, play
from tests.support.recording import Scene, record
from tests.support.stand import open_page, stand_app

pytestmark = [pytest.mark.media, pytest.mark.slow]

SIZES = [(1280, 720), (320, 180), (480, 270), (320, 180), (1280, 720), (480, 270)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound before the first picture, and before each cut a second without any picture."""
    one, two = Camera(320, 180, Shade(90, 200)), Camera(480, 270, Shade(200, 90))
    slate = make_slate("Le débat reprend dans un instant.")
    shown: list[Camera | Slate] = [slate, one, two, one, slate, two]
    folder = tmp_path_factory.mktemp("media") / "d1"
    record(folder, [Scene(700 + n * 3_500, 3_200 + n * 3_500, what) for n, what in enumerate(shown)])
    return folder


def test_every_part_begins_with_its_picture(folder: Path) -> None:
    """Players place a part by what begins first in it; if that is the sound, the picture gets a hole."""
    listed = (folder / "program.m3u8").read_text().splitlines()
    for line, following in pairwise([*listed, ""]):
        if line.startswith("#EXT-X-MAP"):
            init = folder / line.split('"')[1]
        if line.startswith("#EXTINF"):
            path = folder / f"whole-{following}"
            path.write_bytes(init.read_bytes() + (folder / following).read_bytes())
            video, audio = starts(path)
            assert video <= audio, following


def starts(path: Path) -> tuple[float, float]:
    """When picture and sound of a file begin."""
    with av.open(str(path)) as file:
        first: dict[str, float] = {}
        for packet in file.demux():
            if packet.pts is not None and packet.time_base is not None:
                first.setdefault(packet.stream.type, float(packet.pts * packet.time_base))
    return first["video"], first["audio"]


def test_it_decodes_as_one(folder: Path) -> None:
    """Everything in the playlist decodes, in order and without a hole."""
    played = play(folder / "program.m3u8")
    assert [a for a, b in pairwise([*played.sizes, (0, 0)]) if a != b] == SIZES
    assert max(longest_hole(folder / "program.m3u8").values()) < 0.002


@pytest.mark.browser
async def test_it_plays_through_every_cut_at_twice_the_speed(folder: Path, stand: Path) -> None:
    """hls.js reaches the end; the buffer is one piece all along."""
    async with run_node(app=stand_app(stand, folder.parent)) as node, open_page() as page:
        await page.goto(f"http://127.0.0.1:{node.port}/?mode=replay")
        video = page.locator("video")
        await page.get_by_label("Vitesse").select_option("×2")
        await page.get_by_role("button", name="Lecture").click()
        await expect(page.locator("[data-state=ended]")).to_be_visible()
        assert await video.evaluate("video => video.buffered.length") == 1
        assert await video.evaluate("video => video.duration") == pytest.approx(20.0, abs=0.2)


FOCUSED = """() => {
  const focused = document.activeElement
  const { left, top, right, bottom, width, height } = focused.getBoundingClientRect()
  const { outlineWidth, outlineOffset } = getComputedStyle(focused)
  const ring = parseFloat(outlineWidth) + parseFloat(outlineOffset)
  const seen = [0.05, 0.5, 0.95].every((x) => [0.1, 0.5, 0.9].every((y) =>
    focused.contains(document.elementFromPoint(left + x * width, top + y * height))))
  let clipped = false
  for (let box = focused.parentElement; box !== document.body; box = box.parentElement) {
    if (getComputedStyle(box).overflowX === 'visible') continue
    const edge = box.getBoundingClientRect()
    clipped ||= left - ring < edge.left || top - ring < edge.top
      || right + ring > edge.right || bottom + ring > edge.bottom
  }
  return [focused.textContent.trim() || focused.getAttribute('aria-label'), seen, clipped]
}"""


@pytest.mark.browser
async def test_the_offer_of_sound_is_seen_and_hands_its_focus_on(folder: Path, stand: Path) -> None:
    """Nothing lies over it at any width; who pressed it by keyboard is at the sound of the bar then."""
    async with run_node(app=stand_app(stand, folder.parent)) as node, open_page() as page:
        await page.goto(f"http://127.0.0.1:{node.port}/?mode=replay")
        await page.get_by_role("button", name="Lecture").click()
        offer = page.get_by_role("button", name="Activer le son")
        for width in (320, 390, 600, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            await expect(offer.first).to_be_visible()
            await offer.first.focus()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Shift+Tab")
            assert await page.evaluate(FOCUSED) == ["Activer le son", True, False], width
        await page.keyboard.press("Enter")
        assert (await page.evaluate(FOCUSED))[:2] == ["Couper le son", True]
