"""Real browsers on the stage: they see and hear each other through the forwarding server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

import pytest
from playwright.async_api import Browser, Page
from playwright.async_api import Error as BrowserError

from hemicycle.stage.loss import Loss
from hemicycle_protocol.views import SeatState
from tests.support.stage import Stage, chromium, run_stage, sit, until

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.media]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def two(browser: Browser, stage: Stage) -> tuple[Page, Page]:
    """s1 sends layers, s2 a single picture; each receives the other."""
    first, second = await sit(browser, stage), await sit(browser, stage)
    await first.evaluate("publish('s1', true)")
    await second.evaluate("publish('s2', false)")
    await first.evaluate("receive('s1', 's2')")
    await second.evaluate("receive('s2', 's1')")
    return first, second


async def heard(page: Page) -> dict[str, float]:
    figures: dict[str, float] = await page.evaluate("heard()")
    return figures


async def is_heard(page: Page) -> bool:
    """Whether a voice came out."""
    return (await heard(page))["energy"] > 0


async def plays(page: Page, *, more: int = 20) -> dict[str, float]:
    """Wait until `more` pictures were shown; what was heard then."""
    before = (await heard(page))["frames"]

    async def went_on() -> dict[str, float] | None:
        now = await heard(page)
        return now if now["frames"] >= before + more else None

    figures: dict[str, float] = await until(went_on)
    return figures


async def test_two_browsers_see_and_hear_each_other(browser: Browser) -> None:
    async with run_stage() as stage:
        for page in await two(browser, stage):
            await plays(page, more=30)
            await until(partial(is_heard, page))
        assert all(stage.seen.pictures[seat][0].key for seat in ("s1", "s2"))
        # Who took long to begin was lost for a moment.
        await until(lambda: all(seat.state is SeatState.ON_STAGE for seat in stage.view.seats.values()))


async def test_media_go_over_the_ports_that_a_firewall_lets_through(browser: Browser) -> None:
    ports = range(21_200, 21_240)
    async with run_stage(ports=ports) as stage:
        _, second = await two(browser, stage)
        await plays(second)
        paths = await second.evaluate("paths()")
        assert all(path["port"] in ports for path in paths)


async def test_who_speaks_is_seen_large_and_the_others_small(browser: Browser) -> None:
    async with run_stage() as stage:
        first, second = await two(browser, stage)

        async def sees(layer: str) -> bool:
            """A busy sender may make its layers smaller."""
            width = (await heard(second))["width"]
            return f"{layer}:{width}" in (await first.evaluate("sent()"))["widths"]

        await until(lambda: sees("l"))
        stage.give_floor("s1")
        await until(lambda: sees("h"))
        await plays(second)


async def test_a_latecomer_gets_a_keyframe_of_who_is_there(browser: Browser) -> None:
    async with run_stage(seats=3) as stage:
        await two(browser, stage)
        late = await sit(browser, stage)
        await late.evaluate("receive('s3', 's1')")
        assert (await plays(late))["keys"] >= 1


async def test_a_keyframe_comes_when_the_program_asks(browser: Browser) -> None:
    async with run_stage() as stage:
        first, _ = await two(browser, stage)
        await until(lambda: len(stage.seen.pictures.get("s1", [])) > 20)
        before = (await first.evaluate("sent()"))["keys"]
        stage.room.ask_keyframe("s1")

        async def encoded() -> bool:
            return bool((await first.evaluate("sent()"))["keys"] > before)

        await until(encoded)


async def test_packets_lost_on_the_way_to_a_listener_are_sent_again(browser: Browser) -> None:
    async with run_stage(loss=Loss(outgoing_every=15)) as stage:
        first, _ = await two(browser, stage)
        await plays(first, more=60)
        figures = await heard(first)
        assert figures["nacks"] > 0
        assert figures["repaired"] > 0


async def test_packets_lost_on_the_way_in_are_asked_for_and_repaired(browser: Browser) -> None:
    async with run_stage(loss=Loss(incoming_every=25)) as stage:
        first, second = await two(browser, stage)
        await plays(second, more=60)
        assert (await first.evaluate("sent()"))["nacks"] > 0
        leg = stage.room.places["s1"].leg
        assert leg is not None
        streams = [s for inlet in leg.inlets for s in inlet.streams.values() if s.kind == "video"]
        assert sum(s.gaps.repaired for s in streams) > sum(s.gaps.lost for s in streams)


async def test_a_sender_is_told_of_its_bandwidth(browser: Browser) -> None:
    async with run_stage() as stage:
        first, _ = await two(browser, stage)

        async def has_room() -> bool:
            return bool((await first.evaluate("sent()"))["available"] > 400_000)

        await until(has_room)


async def test_who_is_muted_is_seen_and_not_heard(browser: Browser) -> None:
    async with run_stage() as stage:
        _, second = await two(browser, stage)
        await until(lambda: stage.seen.sounds.get("s1"))
        stage.seat("s1", SeatState.ON_STAGE, muted=True)
        count = len(stage.seen.sounds["s1"])
        await plays(second)
        assert len(stage.seen.sounds["s1"]) == count


async def test_a_browser_that_vanished_comes_back_into_its_seat(browser: Browser) -> None:
    async with run_stage() as stage:
        first, second = await two(browser, stage)
        await plays(second)
        stage.reports.clear()
        debugger = await first.context.new_cdp_session(first)
        with contextlib.suppress(BrowserError, TimeoutError):  # the crash takes its answer with it
            await asyncio.wait_for(debugger.send("Page.crash"), 2)
        await until(lambda: ("s1", False) in stage.reports)
        again = await sit(browser, stage)
        await again.evaluate("publish('s1', true)")
        await until(lambda: ("s1", True) in stage.reports)
        await plays(second)


async def test_a_newer_connection_takes_the_seat_over_without_a_gap(browser: Browser) -> None:
    async with run_stage() as stage:
        first, second = await two(browser, stage)
        await plays(second)
        stage.reports.clear()
        before = stage.room.places["s1"].leg
        await first.evaluate("publish('s1', true)")
        await until(lambda: stage.room.places["s1"].leg not in (None, before))
        await plays(second)
        assert stage.reports == []


async def test_who_leaves_the_stage_is_disconnected(browser: Browser) -> None:
    async with run_stage() as stage:
        first, _ = await two(browser, stage)
        stage.seat("s1", SeatState.REMOVED)

        async def is_closed() -> bool:
            return bool(await first.evaluate("pub.connectionState === 'closed' || dead(pub) && dead(sub)"))

        await until(is_closed)
