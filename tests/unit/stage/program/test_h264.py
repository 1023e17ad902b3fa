"""Parameter sets, lengths and the slide's coding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.stage.program.boxes import init_segment
from hemicycle.stage.program.h264 import setup_of, units, with_lengths
from hemicycle.stage.program.slate import HEIGHT, ROUND, WIDTH, make_slate
from tests.support.media import Camera


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (320, 180), (960, 540), (1920, 1080), (426, 240)])
def test_the_size_is_read_after_cropping(size: tuple[int, int]) -> None:
    setup = setup_of(Camera(*size).picture(0).data)
    assert setup is not None
    assert (setup.width, setup.height) == size
    assert setup.codec.startswith("avc1.42")


def test_a_picture_without_parameter_sets_has_no_setup() -> None:
    camera = Camera()
    camera.picture(0)
    assert setup_of(camera.picture(40).data) is None


def test_start_codes_become_lengths() -> None:
    unit = b"\0\0\0\1\x67sps\0\0\1\x68pps\0\0\0\1\x06sei\0\0\1\x65slice\0"
    assert list(units(unit)) == [b"\x67sps", b"\x68pps", b"\x06sei", b"\x65slice"]
    assert with_lengths(unit) == b"\0\0\0\4\x67sps\0\0\0\4\x68pps\0\0\0\6\x65slice"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(data: bytes) -> None:
    setup = setup_of(b"\0\0\1\x67" + data + b"\0\0\1\x68\xce")
    if setup is not None:
        init_segment(setup, None)
    with_lengths(data)


def test_the_slide_is_one_round_that_begins_with_a_key() -> None:
    slate = make_slate("Le débat est en pause. Il reprend à 21 h 10.")
    assert (slate.setup.width, slate.setup.height) == (WIDTH, HEIGHT)
    assert len(slate.pictures) == ROUND
    assert len(slate.pictures[0]) > 10 * len(slate.pictures[-1])
