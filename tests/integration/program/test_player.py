"""The player in a real Chromium, behind a real gateway: live, through cuts, and again after the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hemicycle.clock import SystemClock
from hemicycle.stage.program import Program
from hemicycle_protocol.views import Program as Direction
from tests.support.gatekeeper import Habit, gate_before
from tests.support.live import run_node
from tests.support.media import Camera, Heard, Microphone, Seat, Shade
from tests.support.patience import PATIENCE_S
from tests.support.stand import CLIENT, Publisher, open_page, stand_app

pytestmark = [pytest.mark.media, pytest.mark.slow, pytest.mark.browser]

VIDEO = "document.querySelector('video')"
WATCH = """() => {
  const video = document.querySelector('video')
  const seen = window.seen = { frames: 0, waits: 0 }
  const count = () => { seen.frames += 1; video.requestVideoFrameCallback(count) }
  video.requestVideoFrameCallback(count)
  video.addEventListener('waiting', () => { seen.waits += 1 })
}"""
COLOUR = """() => {
  const video = document.querySelector('video')
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const pen = canvas.getContext('2d')
  pen.drawImage(video, 0, 0, 1, 1)
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)]
}"""
AXE = "async () => (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)"


class Evening:
    """A program on air, and the address of its player."""

    def __init__(self, url: str, program: Program, heard: Heard, flows: asyncio.Event) -> None:
        self.url = url
        self.program = program
        self.heard = heard
        self.flows = flows

    async def give_floor(self, seat: str) -> None:
        self.program.direct(Direction(), seat, set())
        await self.heard.until(lambda heard: heard.cuts[-1:] == [seat])


@contextlib.asynccontextmanager
async def evening(media_dir: Path, stand: Path) -> AsyncIterator[Evening]:
    seats = {
        "a": Seat("a", Camera(320, 180, Shade(90, 200)), small=Camera(160, 90, Shade(90, 200))),
        "b": Seat("b", Camera(480, 270, Shade(200, 90)), Microphone(880)),
    }
    heard = Heard()
    async with (
        run_node(app=stand_app(stand, media_dir)) as node,
        node.enter("stage:stage", "/media") as client,
        asyncio.TaskGroup() as tasks,
    ):
        publisher = Publisher(client)
        program = Program(
            "d1", media_dir, publisher.publish, lambda seat: seats[seat].ask(), SystemClock(), heard
        )
        work = [tasks.create_task(publisher.send()), tasks.create_task(publisher.answer())]
        work += [tasks.create_task(seat.send(program)) for seat in seats.values()]
        work.append(tasks.create_task(program.run()))
        show = Evening(f"http://127.0.0.1:{node.port}/", program, heard, publisher.flows)
        await show.give_floor("a")
        yield show
        for task in work:
            task.cancel()


async def until(page: Page, condition: str) -> None:
    """Wait on the page itself: its policy forbids the evaluation that the browser's driver would use."""
    wait = f"async () => {{ while (!({condition})) await new Promise(done => setTimeout(done, 30)) }}"
    async with asyncio.timeout(PATIENCE_S):
        await page.evaluate(wait)


async def shown(page: Page, frames: int) -> None:
    """Wait until so many more frames were presented."""
    there = await page.evaluate("seen.frames")
    await until(page, f"seen.frames >= {there + frames}")


async def is_playing(page: Page) -> None:
    await expect(page.locator("[data-state=playing]")).to_be_visible()
    await page.evaluate(WATCH)
    await shown(page, 10)


async def test_the_picture_moves_and_the_sound_is_there(tmp_path: Path, stand: Path) -> None:
    """A joiner sees the seat on air and hears it; media time goes on; nothing on the page fails axe."""
    async with evening(tmp_path, stand) as show, open_page() as page:
        await page.goto(show.url)
        await is_playing(page)
        video = page.locator("video")
        before = await video.evaluate("video => video.currentTime")
        await shown(page, 10)
        assert await video.evaluate("video => video.currentTime") > before
        red, green, blue = await page.evaluate(COLOUR)
        assert red > blue
        assert red + green + blue > 60
        assert await video.evaluate("video => video.webkitAudioDecodedByteCount") > 0
        await page.get_by_role("button", name="Activer le son").click()
        assert not await video.evaluate("video => video.muted")
        await page.evaluate((CLIENT / "node_modules/axe-core/axe.min.js").read_text())
        assert await page.evaluate(AXE) == []


async def test_a_cut_to_another_size_goes_through(tmp_path: Path, stand: Path) -> None:
    """Frames go on being presented across cuts, in the new size and the new colour, and it still plays."""
    async with evening(tmp_path, stand) as show, open_page() as page:
        await page.goto(show.url)
        await is_playing(page)
        for seat, width in (("b", 480), ("a", 320), ("b", 480)):
            await show.give_floor(seat)
            await until(page, f"{VIDEO}.videoWidth === {width}")
            await shown(page, 20)
            assert await page.locator("video").evaluate("video => video.readyState") >= 3
        red, _, blue = await page.evaluate(COLOUR)
        assert blue > red
        await expect(page.locator("[data-state=playing]")).to_be_visible()


@pytest.mark.parametrize("habit", ["swallows", "cuts"])
async def test_where_sockets_vanish_or_are_cut_the_playlist_plays(
    tmp_path: Path, stand: Path, habit: Habit
) -> None:
    """[H33] Three sockets fail though the site answers over HTTP: the picture comes that way."""
    async with evening(tmp_path, stand) as show, open_page(forgiven="WebSocket connection") as page:
        opened: list[str] = []
        page.on("websocket", lambda socket: opened.append(socket.url))
        with gate_before(show.url.rstrip("/"), habit) as site:
            async with page.expect_response("**/program.m3u8"):
                await page.goto(site)
            assert len(opened) == 3
            await is_playing(page)
            assert len(opened) == 3


async def test_keys_and_quality(tmp_path: Path, stand: Path) -> None:
    """K, M and L act while the player has the focus; the picture can be small, and the sound alone."""
    async with evening(tmp_path, stand) as show, open_page() as page:
        await page.goto(show.url)
        await is_playing(page)
        video = page.locator("video")
        await page.get_by_role("group", name="Lecteur vidéo").focus()
        await page.keyboard.press("m")
        assert not await video.evaluate("video => video.muted")
        await page.keyboard.press("k")
        await expect(page.get_by_role("button", name="Lecture")).to_be_visible()
        await page.keyboard.press("l")
        await expect(page.get_by_role("button", name="Direct")).to_be_visible()
        await shown(page, 5)
        await page.get_by_label("Qualité").select_option("eco")
        await until(page, f"{VIDEO}.videoWidth === 160 && {VIDEO}.readyState >= 3 && !{VIDEO}.paused")
        await shown(page, 10)
        await page.get_by_label("Qualité").select_option("audio")
        await until(page, f"{VIDEO}.videoWidth === 0 && {VIDEO}.readyState >= 3 && !{VIDEO}.paused")
        await until(page, f"{VIDEO}.currentTime > 0")


async def test_less_is_offered_when_the_picture_does_not_keep_up(tmp_path: Path, stand: Path) -> None:
    """After three stalls the page offers the small picture; it takes nothing away by itself."""
    async with evening(tmp_path, stand) as show, open_page() as page:
        await page.goto(show.url)
        await is_playing(page)
        offer = page.get_by_role("button", name="Passer en Éco")
        # A page that is late itself does not blame the connection: a busy machine needs more than three.
        for _ in range(12):
            if await offer.is_visible():
                break
            assert await page.locator("video").evaluate("video => video.videoWidth") == 320
            show.flows.clear()
            await expect(page.locator("[data-state=stalled]")).to_be_visible()
            show.flows.set()
            await expect(page.locator("[data-state=playing]")).to_be_visible()
        await offer.click()
        await until(page, f"{VIDEO}.videoWidth === 160 && {VIDEO}.readyState >= 3 && !{VIDEO}.paused")


async def test_the_replay_plays_after_the_end(tmp_path: Path, stand: Path) -> None:
    """The same page plays the recording to its end, can seek in it, and goes through its cuts."""
    async with evening(tmp_path, stand) as show, open_page() as page:
        await page.goto(show.url)
        await is_playing(page)
        await shown(page, 50)
        await show.give_floor("b")
        await shown(page, 50)
        await show.program.end()
        assert show.heard.path == "/hls/d1/program.m3u8"
        await page.goto(f"{show.url}?mode=replay")
        await page.get_by_role("button", name="Lecture").click()
        await page.evaluate(WATCH)
        await shown(page, 30)
        await until(page, f"{VIDEO}.videoWidth === 480")
        await expect(page.locator("[data-state=ended]")).to_be_visible()
