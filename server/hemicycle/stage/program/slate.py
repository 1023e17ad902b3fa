"""The holding slide: what viewers see when nobody is in the picture.

Drawn and encoded once per text, then repeated; while it stands it costs nothing.
"""

from __future__ import annotations

from fractions import Fraction
from math import cos, pi, sin
from typing import NamedTuple

import av
import numpy as np
from PIL import Image, ImageDraw

from hemicycle.lettering import font_of, lines_of

from .boxes import VideoSetup
from .h264 import setup_of, with_lengths

WIDTH, HEIGHT = 1280, 720
PERIOD_MS = 100
# Pictures of one round: a key picture, then nearly empty ones. A group of two seconds.
ROUND = 20
PAPER, INK, QUIET, ACCENT = (17, 23, 29), (238, 241, 243), (119, 131, 143), (124, 199, 214)
TITLE_SIZE, TEXT_SIZE = 64, 36
_TITLE_AT, _TEXT_AT, _LINE_STEP = 420, 510, 48
_LINE_WIDTH = 1_040
_LINES = 4


class Slate(NamedTuple):
    """An encoded slide: one round of coded pictures, the first a key picture."""

    setup: VideoSetup
    pictures: tuple[bytes, ...]


def make_slate(text: str = "", title: str = "Hémicycle") -> Slate:
    """Draw and encode a slide that shows `text` under `title`. Takes some 50 ms: not for the event loop."""
    drawn = np.asarray(draw_slate(text, title))
    picture = av.VideoFrame.from_ndarray(drawn, "rgb24").reformat(format="yuv420p")
    encoder = _encoder()
    coded: list[bytes] = []
    for n in range(ROUND):
        picture.pts = n
        picture.time_base = encoder.time_base
        coded += [bytes(packet) for packet in encoder.encode(picture)]
    coded += [bytes(packet) for packet in encoder.encode(None)]
    setup = setup_of(coded[0])
    assert setup is not None, "repeat-headers puts the parameter sets there"
    return Slate(setup, tuple(with_lengths(unit) for unit in coded))


def draw_slate(text: str, title: str) -> Image.Image:
    """The slide as a picture: a hemicycle of dots, the title, the text."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _draw_benches(draw)
    centre = WIDTH // 2
    draw.text((centre, _TITLE_AT), title, INK, font_of(TITLE_SIZE), anchor="mm")
    font = font_of(TEXT_SIZE)
    for n, line in enumerate(lines_of(text, font, width=_LINE_WIDTH, most=_LINES)):
        draw.text((centre, _TEXT_AT + n * _LINE_STEP), line, INK, font, anchor="mm")
    return image


def _draw_benches(draw: ImageDraw.ImageDraw) -> None:
    for row, seats in enumerate((7, 11, 15)):
        radius = 90 + row * 50
        for n in range(seats):
            angle = pi * (n + 0.5) / seats
            x, y = WIDTH / 2 - radius * cos(angle), 340 - radius * sin(angle)
            draw.ellipse((x - 11, y - 11, x + 11, y + 11), fill=ACCENT if row == 0 else QUIET)


def _encoder() -> av.VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = WIDTH, HEIGHT
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(PERIOD_MS, 1000)
    encoder.framerate = Fraction(1000, PERIOD_MS)
    encoder.gop_size = ROUND
    encoder.max_b_frames = 0
    encoder.profile = "Baseline"
    encoder.thread_count = 1
    encoder.options = {"preset": "fast", "tune": "zerolatency", "x264-params": "repeat-headers=1"}
    return encoder
