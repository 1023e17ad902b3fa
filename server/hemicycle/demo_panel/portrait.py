"""Pictures of a person who does not exist: head, shoulders, eyes that blink, a mouth that moves.

Plain shapes in YUV, drawn once when the panel starts, with initials below; nothing is read from disk.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 360
FPS = 12
SECONDS = 4
LABEL_HEIGHT = 44

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_Y, _X = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
_LABEL = np.s_[HEIGHT - LABEL_HEIGHT :, :]
_BLINK = {17, 18, 40}


def _rgb_to_yuv(red: int, green: int, blue: int) -> tuple[int, int, int]:
    """BT.601, studio range."""
    y = 16 + 0.257 * red + 0.504 * green + 0.098 * blue
    u = 128 - 0.148 * red - 0.291 * green + 0.439 * blue
    v = 128 + 0.439 * red - 0.368 * green - 0.071 * blue
    return round(y), round(u), round(v)


_WALLS = [(214, 205, 186), (190, 205, 208), (205, 196, 210), (200, 210, 190), (216, 198, 188)]
_SKINS = [(236, 200, 175), (198, 145, 108), (141, 92, 62), (224, 178, 142), (109, 72, 50)]
_HAIRS = [(62, 44, 33), (28, 24, 22), (150, 110, 60), (120, 120, 122), (92, 52, 34)]
_CLOTHES = [(15, 76, 92), (120, 54, 60), (70, 84, 50), (60, 62, 92), (92, 70, 44), (40, 44, 52)]


class Portrait:
    """One person; `number` decides the colours, so the same seat always looks the same."""

    def __init__(self, number: int, name: str = "") -> None:
        self._number = number
        self._letters = _letters(name)
        self._colours = [
            _rgb_to_yuv(*palette[(number * step + shift) % len(palette)])
            for palette, step, shift in ((_WALLS, 2, 0), (_CLOTHES, 1, 1), (_SKINS, 3, 2), (_HAIRS, 2, 1))
        ]
        self._wall = _wall(self._colours[0])

    def frames(self, *, speaking: bool) -> list[Plane]:
        """`FPS` × `SECONDS` pictures, each (HEIGHT × 3/2, WIDTH) in yuv420p; the last leads to the first."""
        return [self._frame(n, speaking=speaking) for n in range(FPS * SECONDS)]

    def _frame(self, n: int, *, speaking: bool) -> Plane:
        turn = 2 * np.pi * n / (FPS * SECONDS)
        cx = WIDTH / 2 + (9 if speaking else 4) * np.sin(turn + self._number)
        cy = 160 + (5 if speaking else 2) * np.sin(2 * turn)
        planes = [plane.copy() for plane in self._wall]
        _, cloth, skin, hair = self._colours
        _paint(planes, (cx, 380, 175, 120), cloth)
        _paint(planes, (cx, cy + 95, 34, 60), skin)
        _paint(planes, (cx, cy - 12, 82, 104), hair)
        _paint(planes, (cx, cy + 8, 68, 88), skin)
        open_eye = 1.5 if n % (FPS * SECONDS) in _BLINK else 7.0
        for side in (-1, 1):
            _paint(planes, (cx + side * 27, cy - 10, 11, open_eye), (225, 128, 128))
            _paint(planes, (cx + side * 27, cy - 10, 5, min(open_eye, 5)), (30, 128, 128))
            _paint(planes, (cx + side * 27, cy - 28, 15, 3), hair)
        mouth = 3 + (11 * abs(np.sin(n * 1.3 + self._number)) if speaking else 0)
        _paint(planes, (cx, cy + 50, 23, mouth), _rgb_to_yuv(120, 50, 50))
        planes[0][_LABEL][self._letters] = 235
        # The second hand of the loop: a picture that stands still shows.
        _paint(planes, (WIDTH - 40 + 18 * np.sin(turn), 40 - 18 * np.cos(turn), 5, 5), (235, 128, 128))
        return _yuv420(planes)


def _wall(colour: tuple[int, int, int]) -> list[NDArray[np.uint8]]:
    luma = colour[0] + 14 * (_X / WIDTH - 0.5) - 10 * (_Y / HEIGHT - 0.5)
    planes = [luma, np.full_like(luma, colour[1]), np.full_like(luma, colour[2])]
    planes[0][_LABEL] *= 0.35
    return [plane.clip(16, 240).astype(np.uint8) for plane in planes]


def _letters(name: str) -> Mask:
    """Where the initials are, on the label at the bottom; the font at hand has no accents."""
    plain = unicodedata.normalize("NFKD", name)
    initials = " ".join(word[0].upper() for word in plain.replace("-", " ").split())
    picture = Image.new("L", (WIDTH, LABEL_HEIGHT))
    ImageDraw.Draw(picture).text(
        (16, LABEL_HEIGHT / 2), initials, fill=255, anchor="lm", font=ImageFont.load_default(24)
    )
    letters: Mask = np.asarray(picture) > 110
    return letters


def _paint(
    planes: list[NDArray[np.uint8]], ellipse: tuple[float, float, float, float], colour: tuple[int, int, int]
) -> None:
    """Fill an ellipse (centre, radii), looking only at the pixels around it."""
    cx, cy, rx, ry = ellipse
    part = np.s_[max(0, int(cy - ry)) : int(cy + ry) + 2, max(0, int(cx - rx)) : int(cx + rx) + 2]
    inside = ((_X[part] - cx) / rx) ** 2 + ((_Y[part] - cy) / ry) ** 2 <= 1
    for plane, value in zip(planes, colour, strict=True):
        plane[part][inside] = value


def _yuv420(planes: list[NDArray[np.uint8]]) -> Plane:
    chroma = [plane[::2, ::2].reshape(-1, WIDTH) for plane in planes[1:]]
    return np.vstack([planes[0], *chroma])
