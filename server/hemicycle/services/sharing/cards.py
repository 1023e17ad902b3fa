"""The picture of a shared link: what it is, a title, a number. 1200 × 630, as networks want it."""

from __future__ import annotations

from io import BytesIO
from math import cos, pi, sin
from typing import NamedTuple

from PIL import Image, ImageDraw

from hemicycle.lettering import font_of, lines_of, shortened

WIDTH, HEIGHT = 1200, 630
PAPER, INK, QUIET, ACCENT = (250, 248, 243), (23, 33, 43), (71, 82, 94), (15, 76, 92)
_SEAT, _RULE = (202, 212, 211), (216, 210, 196)
BRAND = "Hémicycle"
_LEFT, _RIGHT = 80, WIDTH - 80
_KICKER_AT, _TITLE_AT, _FOOT_AT = 92, 150, 540
_TITLE_SIZES = ((68, 3), (54, 4), (46, 5))  # the largest whose lines hold the whole title
_FIGURE_SIZE, _SMALL = 72, 34


class Card(NamedTuple):
    """What stands on a picture: what it is, its title, and a number with what it counts."""

    kicker: str
    title: str
    figure: str = ""
    unit: str = ""


def draw_card(card: Card) -> bytes:
    """The picture as PNG. Takes some 50 ms: not for the event loop."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _draw_benches(draw)
    draw.text((_LEFT, _KICKER_AT), card.kicker, ACCENT, font_of(_SMALL), anchor="ls")
    _draw_title(draw, card.title)
    draw.line((_LEFT, _FOOT_AT - 72, _RIGHT, _FOOT_AT - 72), _RULE, 2)
    if card.figure:
        figure = font_of(_FIGURE_SIZE)
        draw.text((_LEFT, _FOOT_AT), card.figure, ACCENT, figure, anchor="lm")
        beside = _LEFT + figure.getlength(card.figure) + 24
        draw.text((beside, _FOOT_AT + 8), card.unit, QUIET, font_of(_SMALL), anchor="lm")
    draw.text((_RIGHT, _FOOT_AT + 8), BRAND, INK, font_of(_SMALL), anchor="rm")
    png = BytesIO()
    image.quantize(64).save(png, "PNG", optimize=True)
    return png.getvalue()


def _draw_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    width = _RIGHT - _LEFT
    size, most = next(
        ((size, most) for size, most in _TITLE_SIZES if _fits(title, size, width, most)), _TITLE_SIZES[-1]
    )
    font = font_of(size)
    for n, line in enumerate(shortened(title, font, width=width, most=most)):
        draw.text((_LEFT, _TITLE_AT + n * size * 1.2), line, INK, font, anchor="lt")


def _fits(title: str, size: int, width: int, most: int) -> bool:
    return len(lines_of(title, font_of(size), width=width, most=most + 1)) <= most


def _draw_benches(draw: ImageDraw.ImageDraw) -> None:
    """The dots of a hemicycle, faint, in the upper right corner."""
    for row, seats in enumerate((7, 11, 15)):
        radius = 34 + row * 19
        for n in range(seats):
            angle = pi * (n + 0.5) / seats
            x, y = _RIGHT - 74 - radius * cos(angle), 112 - radius * sin(angle)
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=_SEAT)
