"""The still of the program: one picture in a while, small, beside the recording."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hemicycle.stage.program.boxes import AudioSetup
from hemicycle.stage.program.muxer import Fragment
from hemicycle.stage.program.reel import Reel
from hemicycle.stage.program.slate import make_slate
from hemicycle.stage.program.still import CUT_MS, EVERY_MS, MOST_BYTES, STILL, Stills, still_of

ORIGIN = 1_000_000
AUDIO = AudioSetup(bytes.fromhex("118856e500"), 1)


@pytest.fixture(scope="module")
def group() -> Fragment:
    """What a group of the program begins with."""
    reel = Reel("debate/d1/program", ORIGIN, AUDIO, lambda _: None, ORIGIN)
    slate = make_slate("Le débat commence")
    for now in range(ORIGIN, ORIGIN + 2_000, 100):
        reel.show_slate(slate, now)
    first = reel.publish(is_over=True)[0]
    assert first.init is not None
    return first


def test_a_still_is_small_and_has_the_shape_of_the_picture(group: Fragment) -> None:
    assert group.init is not None
    still = still_of(group.init.data + group.data)
    with Image.open(BytesIO(still)) as image:
        assert (image.format, image.size) == ("WEBP", (640, 360))
        assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 20, "there is something on it"
    assert len(still) <= MOST_BYTES


async def test_one_picture_in_a_while_is_made_a_still(group: Fragment, tmp_path: Path) -> None:
    folder = tmp_path / "d1"
    stills = Stills(folder)
    running = asyncio.create_task(stills.run())

    async def is_taken(mono_ms: int, part: Fragment = group) -> bool:
        (folder / STILL).unlink(missing_ok=True)
        stills.see(part, mono_ms)
        await stills.written()
        return (folder / STILL).exists()

    other = group._replace(init=group.init and group.init._replace(mime="another"))
    assert await is_taken(0)
    assert not await is_taken(EVERY_MS - 1)
    assert not await is_taken(EVERY_MS, group._replace(init=None)), "nothing decodes from there"
    assert await is_taken(EVERY_MS)
    assert not await is_taken(EVERY_MS + CUT_MS - 1, other)
    assert await is_taken(EVERY_MS + CUT_MS, other), "who comes into the picture is seen sooner"
    running.cancel()


async def test_a_picture_that_cannot_be_read_costs_its_still_alone(group: Fragment, tmp_path: Path) -> None:
    stills = Stills(tmp_path)
    running = asyncio.create_task(stills.run())
    stills.see(group._replace(data=b"nothing"), 0)
    await stills.written()
    assert not (tmp_path / STILL).exists()
    stills.see(group, EVERY_MS)
    await stills.written()
    assert (tmp_path / STILL).exists()
    running.cancel()
