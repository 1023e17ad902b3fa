"""Frames made ahead of time are what RFC 6455 says."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from hemicycle.hub.frames import frame, payloads

SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000]


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_is_what_the_library_makes(size: int) -> None:
    payload = bytes(size)
    assert frame(payload) == Frame(Opcode.BINARY, payload).serialize(mask=False)


def test_joined_frames_come_apart_again() -> None:
    wanted = [bytes([n % 256]) * size for n, size in enumerate(SIZES)]
    assert list(payloads(b"".join(map(frame, wanted)))) == wanted
