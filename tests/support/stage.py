"""A stage's room without a hub, and real browsers that sit in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, Page, Route, async_playwright

from hemicycle.clock import SystemClock
from hemicycle.stage import rtc_compat
from hemicycle.stage.loss import Loss
from hemicycle.stage.room import Room
from hemicycle.stage.signalling import Signalling
from hemicycle.stage.units import AudioUnit, VideoUnit
from hemicycle_protocol.messages import Call
from hemicycle_protocol.views import DebateView, Floor, Seat, SeatState, Side
from tests.support.patience import PATIENCE_S

from .chromium import CHROMIUM, DEVICES, FLAGS
from .marks import takes

PAGE = Path(__file__).parents[1] / "integration" / "stage" / "panelist.html"
ADDRESS = "http://localhost/panelist"


class Seen:
    """A `Sink` that counts."""

    def __init__(self) -> None:
        self.pictures: dict[str, list[VideoUnit]] = {}
        self.sounds: dict[str, list[AudioUnit]] = {}

    def video(self, seat: str, unit: VideoUnit, /) -> None:
        self.pictures.setdefault(seat, []).append(unit)

    def audio(self, seat: str, unit: AudioUnit, /) -> None:
        self.sounds.setdefault(seat, []).append(unit)


class Stage:
    """A room that turns, and a debate that says who sits in it."""

    def __init__(self, tasks: asyncio.TaskGroup, loss: Loss | None) -> None:
        self.seen = Seen()
        self.reports: list[tuple[str, bool]] = []
        self.levels: dict[str, int] = {}
        self._tasks = tasks
        self.room = Room(
            clock=SystemClock(),
            sink=self.seen,
            spawn=self._spawn,
            report_seat=self._reported,
            report_levels=self.levels.update,
            loss=loss,
        )
        self.signalling = Signalling(self.room)
        self.view = DebateView("d1", "p1", "Débat")
        self._refs = 0

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.create_task(work)

    def _reported(self, seat: str, present: bool) -> None:
        """The debate takes up what the stage says."""
        self.reports.append((seat, present))
        self.seat(seat, SeatState.ON_STAGE if present else SeatState.LOST)

    def seat(self, id_: str, state: SeatState, *, muted: bool = False) -> None:
        seats = {**self.view.seats, id_: Seat(id_, id_, Side.CITIZENS, state, muted=muted)}
        self.view = msgspec.structs.replace(self.view, seats=seats)
        self.room.follow(self.view)

    def give_floor(self, seat: str) -> None:
        self.view = msgspec.structs.replace(self.view, floor=Floor(seat, 0, 60_000))
        self.room.follow(self.view)

    async def negotiate(self, seat: str, args: dict[str, object]) -> dict[str, object]:
        self._refs += 1
        reply = await self.signalling.answer(Call(self._refs, "negotiate", seat, args))
        assert not reply.code, reply.code
        return reply.result

    async def turn(self) -> None:
        while True:
            self.room.tick()
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def run_stage(
    *, seats: int = 2, loss: Loss | None = None, ports: range | None = None, turns: bool = True
) -> AsyncIterator[Stage]:
    """A stage; without `turns` its wheel stands still."""
    takes("media")
    rtc_compat.self_test()
    rtc_compat.prepare()
    if ports is not None:
        rtc_compat.keep_to_ports(ports)
    async with asyncio.TaskGroup() as tasks:
        stage = Stage(tasks, loss)
        for n in range(1, seats + 1):
            stage.seat(f"s{n}", SeatState.ON_STAGE)
        turning = tasks.create_task(stage.turn()) if turns else None
        try:
            yield stage
        finally:
            if turning is not None:
                turning.cancel()
            await stage.room.close()


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    takes("browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *DEVICES])
        try:
            yield browser
        finally:
            await browser.close()


async def sit(browser: Browser, stage: Stage, *, ice: dict[str, Any] | None = None) -> Page:
    """A page of its own browser context, ready to publish and receive; `ice` is for its connections."""
    context = await browser.new_context(permissions=["camera", "microphone"])
    page = await context.new_page()

    async def serve(route: Route) -> None:
        await route.fulfill(body=PAGE.read_text(), content_type="text/html")

    await page.route(ADDRESS, serve)
    await page.expose_function("negotiate", stage.negotiate)
    await page.goto(ADDRESS)
    await page.evaluate("given => { ice = given }", ice or {})
    return page


async def until(check: Callable[[], Any], *, every_s: float = 0.1) -> Any:
    """Ask until the answer is true; plain or awaitable."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer = check()
            if asyncio.iscoroutine(answer):
                answer = await answer
            if answer:
                return answer
            await asyncio.sleep(every_s)
