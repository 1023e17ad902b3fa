"""Pictures of a person who does not exist: head, shoulders, eyes that blink, a mouth that moves.

Plain shapes in YUV, drawn once with numpy when the panel starts; nothing is read from disk.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
FPS = 12
SECONDS = 4

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_Y, _X = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
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

    def __init__(self, number: int) -> None:
        self._number = number
        self._colours = [
            _rgb_to_yuv(*palette[(number * step + shift) % len(palette)])
            for palette, step, shift in ((_WALLS, 2, 0), (_CLOTHES, 1, 1), (_SKINS, 3, 2), (_HAIRS, 2, 1))
        ]

    def frames(self, *, speaking: bool) -> list[Plane]:
        """`FPS` × `SECONDS` pictures, each (HEIGHT × 3/2, WIDTH) in yuv420p; the last leads to the first."""
        return [self._frame(n, speaking=speaking) for n in range(FPS * SECONDS)]

    def _frame(self, n: int, *, speaking: bool) -> Plane:
        turn = 2 * np.pi * n / (FPS * SECONDS)
        cx = WIDTH / 2 + (9 if speaking else 4) * np.sin(turn + self._number)
        cy = 160 + (5 if speaking else 2) * np.sin(2 * turn)
        planes = [np.full((HEIGHT, WIDTH), value, np.float32) for value in self._colours[0]]
        planes[0] += 14 * (_X / WIDTH - 0.5) - 10 * (_Y / HEIGHT - 0.5)
        _, cloth, skin, hair = self._colours
        self._paint(planes, _ellipse(cx, 380, 175, 120), cloth)
        self._paint(planes, _ellipse(cx, cy + 95, 34, 60), skin)
        self._paint(planes, _ellipse(cx, cy - 12, 82, 104), hair)
        self._paint(planes, _ellipse(cx, cy + 8, 68, 88), skin)
        open_eye = 1.5 if n % (FPS * SECONDS) in _BLINK else 7.0
        for side in (-1, 1):
            self._paint(planes, _ellipse(cx + side * 27, cy - 10, 11, open_eye), (225, 128, 128))
            self._paint(planes, _ellipse(cx + side * 27, cy - 10, 5, min(open_eye, 5)), (30, 128, 128))
            self._paint(planes, _ellipse(cx + side * 27, cy - 28, 15, 3), hair)
        mouth = 3 + (11 * abs(np.sin(n * 1.3 + self._number)) if speaking else 0)
        self._paint(planes, _ellipse(cx, cy + 50, 23, mouth), _rgb_to_yuv(120, 50, 50))
        return _yuv420(planes)

    @staticmethod
    def _paint(planes: list[NDArray[np.float32]], mask: Mask, colour: tuple[int, int, int]) -> None:
        for plane, value in zip(planes, colour, strict=True):
            plane[mask] = value


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> Mask:
    inside: Mask = ((_X - cx) / rx) ** 2 + ((_Y - cy) / ry) ** 2 <= 1
    return inside


def _yuv420(planes: list[NDArray[np.float32]]) -> Plane:
    luma = planes[0].clip(16, 235).astype(np.uint8)
    chroma = [p[::2, ::2].clip(16, 240).astype(np.uint8).reshape(-1, WIDTH) for p in planes[1:]]
    return np.vstack([luma, *chroma])
