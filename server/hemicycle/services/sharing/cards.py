"""The picture of a shared link: what it is, a title, a number. 1200 × 630, as networks want it."""

from __future__ import annotations

from io import BytesIO
from math import cos, pi, sin
from typing import NamedTuple

from PIL import Image, ImageDraw

from hemicycle.lettering import font_of, lines_of, serif_of, shortened

WIDTH, HEIGHT = 1200, 630
BRAND = "Hémicycle"
_LEFT, _RIGHT = 80, WIDTH - 80
_KICKER_AT, _TITLE_AT, _FOOT_AT, _BAR_AT = 92, 150, 540, 430
_TITLE_SIZES = ((72, 3), (58, 4), (48, 5))  # the largest whose lines hold the whole title
_FIGURE_SIZE, _SMALL, _BAR = 72, 34, 36
# What moves is drawn at twice its size and made smaller: dots are round then, and stripes even.
_FINE = 2


class Palette(NamedTuple):
    """The colours of a picture."""

    paper: tuple[int, int, int]
    ink: tuple[int, int, int]
    quiet: tuple[int, int, int]
    accent: tuple[int, int, int]
    seat: tuple[int, int, int]
    rule: tuple[int, int, int]


_DAY = Palette((250, 248, 243), (23, 33, 43), (71, 82, 94), (15, 76, 92), (202, 212, 211), (216, 210, 196))
_NIGHT = Palette((11, 42, 52), (244, 247, 246), (183, 204, 209), (242, 193, 78), (54, 88, 98), (38, 70, 80))
AGREE, MIXED, MIXED_BG, DISAGREE = (27, 95, 166), (106, 101, 87), (238, 235, 227), (168, 72, 10)


class Card(NamedTuple):
    """What stands on a picture: what it is, its title, and a number with what it counts.

    `votes` (agree, mixed, disagree) are a bar above the number. `is_night` is for what happens at an hour.
    """

    kicker: str
    title: str
    figure: str = ""
    unit: str = ""
    votes: tuple[int, int, int] = (0, 0, 0)
    is_night: bool = False
    brand: str = BRAND


def draw_card(card: Card) -> bytes:
    """The picture as PNG. Takes some 50 ms: not for the event loop."""
    look = _NIGHT if card.is_night else _DAY
    image = Image.new("RGB", (WIDTH, HEIGHT), look.paper)
    draw = ImageDraw.Draw(image)
    _draw_benches(image, look)
    draw.text((_LEFT, _KICKER_AT), card.kicker, look.accent, font_of(_SMALL), anchor="ls")
    _draw_title(draw, card.title, look, has_bar=sum(card.votes) > 0)
    if sum(card.votes):
        draw_votes(image, card.votes, (_LEFT, _BAR_AT, _RIGHT, _BAR_AT + _BAR), look.paper)
    else:
        draw.line((_LEFT, _FOOT_AT - 72, _RIGHT, _FOOT_AT - 72), look.rule, 2)
    beside, small = _LEFT, font_of(_SMALL)
    if card.figure:
        figure = serif_of(_FIGURE_SIZE)
        draw.text((_LEFT, _FOOT_AT), card.figure, look.accent, figure, anchor="lm")
        beside = round(_LEFT + figure.getlength(card.figure) + 24)
    name = shortened(card.brand, serif_of(_SMALL), width=360, most=1)[0]
    room = _RIGHT - beside - round(serif_of(_SMALL).getlength(name)) - 40
    for line in shortened(card.unit, small, width=room, most=1):
        draw.text((beside, _FOOT_AT + 8), line, look.quiet, small, anchor="lm")
    draw.text((_RIGHT, _FOOT_AT + 8), name, look.ink, serif_of(_SMALL), anchor="rm")
    png = BytesIO()
    image.quantize(96).save(png, "PNG", optimize=True)
    return png.getvalue()


def draw_votes(
    image: Image.Image,
    votes: tuple[int, int, int],
    box: tuple[int, int, int, int],
    paper: tuple[int, int, int],
) -> None:
    """A bar of three textures in a box: agree full, mixed hatched, disagree outlined, a gap between them."""
    left, top, right, bottom = box
    gap = 4 * _FINE
    width, height = (right - left) * _FINE + gap, (bottom - top) * _FINE  # a gap after the last, cut off
    bar = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(bar)
    x = 0
    for index, part in enumerate(_lengths(votes, width, least=20 * _FINE)):
        if part == 0:
            continue
        area = (x, 0, x + part - gap - 1, height - 1)
        if index == 0:
            draw.rectangle(area, fill=AGREE)
        elif index == 1:
            bar.paste(_hatched(part - gap, height), (x, 0))
        else:
            draw.rectangle(area, fill=paper, outline=DISAGREE, width=4 * _FINE)
        x += part
    seen = bar.crop((0, 0, width - gap, height))
    mask = Image.new("L", seen.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, seen.width - 1, height - 1), height // 2, fill=255)
    size = (right - left, bottom - top)
    image.paste(seen.resize(size, Image.Resampling.LANCZOS), (left, top), mask.resize(size))


def _lengths(votes: tuple[int, int, int], width: int, *, least: int) -> list[int]:
    """How long each part is: none is too short to be seen, and the longest gives what the others lack."""
    parts = [max(least, width * count // sum(votes)) if count else 0 for count in votes]
    parts[parts.index(max(parts))] += width - sum(parts)
    return parts


def _hatched(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), MIXED_BG)
    draw = ImageDraw.Draw(image)
    for stripe in range(-height, width, 12 * _FINE):
        draw.line((stripe, height, stripe + height, 0), MIXED, 5 * _FINE)
    return image


def _draw_title(draw: ImageDraw.ImageDraw, title: str, look: Palette, *, has_bar: bool) -> None:
    width = _RIGHT - _LEFT
    sizes = [(size, most - has_bar) for size, most in _TITLE_SIZES]
    size, most = next(((size, most) for size, most in sizes if _fits(title, size, width, most)), sizes[-1])
    font = serif_of(size)
    # As many lines, of one length as far as words allow.
    count = len(lines_of(title, font, width=width, most=most))
    fair = next((w for w in range(width // 3, width, 20) if _fits(title, size, w, count)), width)
    for n, line in enumerate(shortened(title, font, width=fair, most=most)):
        draw.text((_LEFT, _TITLE_AT + size * (0.75 + 1.16 * n)), line, look.ink, font, anchor="ls")


def _fits(title: str, size: int, width: int, most: int) -> bool:
    return len(lines_of(title, serif_of(size), width=width, most=most + 1)) <= most


def _draw_benches(image: Image.Image, look: Palette) -> None:
    """The dots of a hemicycle in the upper right corner; one of them is lit."""
    wide, high = 260 * _FINE, 136 * _FINE
    benches = Image.new("RGB", (wide, high), look.paper)
    draw = ImageDraw.Draw(benches)
    for row, seats in enumerate((7, 11, 15)):
        radius = (52 + row * 30) * _FINE
        for n in range(seats):
            angle = pi * n / (seats - 1)
            x, y = wide / 2 - radius * cos(angle), high - 12 * _FINE - radius * sin(angle)
            reach = 7 * _FINE
            fill = look.accent if (row, n) == (1, 6) else look.seat
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)
    small = benches.resize((wide // _FINE, high // _FINE), Image.Resampling.LANCZOS)
    image.paste(small, (_RIGHT - wide // _FINE + 14, 12))
