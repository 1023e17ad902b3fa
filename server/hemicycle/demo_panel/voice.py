"""A voice that says nothing: syllables of a buzz through three formants, with pauses like breath.

Good enough to hear who speaks, to drive a level meter and to be told apart by pitch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
SECONDS = 8
# First three formants in Hz of a, e, i, o, u (Peterson and Barney 1952, rounded).
_VOWELS = [(730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240)]
_WIDTHS = (80.0, 100.0, 140.0)
_SYLLABLE_S = 0.19


def babble(number: int) -> NDArray[np.int16]:
    """`SECONDS` of a voice, mono at `RATE`; the same number gives the same voice."""
    random = np.random.default_rng(1000 + number)
    pitch = 105 + (number * 37) % 120
    out = np.zeros(RATE * SECONDS, np.float32)
    at, word = 0, 0
    while at < len(out):
        if word == 0:
            word = int(random.integers(2, 7))
            at += int(RATE * random.uniform(0.06, 0.32))
        length = int(RATE * _SYLLABLE_S * random.uniform(0.7, 1.3))
        piece = _syllable(_VOWELS[int(random.integers(5))], pitch * random.uniform(0.92, 1.12), length)
        end = min(at + length, len(out))
        if end > at:
            out[at:end] += piece[: end - at]
        at += length
        word -= 1
    quiet: NDArray[np.int16] = (out / max(1e-6, float(np.abs(out).max())) * 9000).astype(np.int16)
    return quiet


def _syllable(formants: tuple[int, int, int], pitch: float, length: int) -> NDArray[np.float32]:
    t = np.arange(length) / RATE
    tone = np.zeros(length)
    for harmonic in range(1, int(3500 / pitch)):
        frequency = harmonic * pitch
        gain = sum(1 / (1 + ((frequency - f) / w) ** 2) for f, w in zip(formants, _WIDTHS, strict=True))
        tone += gain / harmonic**0.4 * np.sin(2 * np.pi * frequency * t)
    shaped: NDArray[np.float32] = (tone * np.sin(np.pi * np.arange(length) / length) ** 0.6).astype(
        np.float32
    )
    return shaped
