"""Words in pictures: the pages' own fonts, and where their lines break. What is drawn is left to the drawers.

They are Atkinson Hyperlegible Next, weight 500, and Source Serif 4, weight 700, for titles (their licences
beside them): the Latin and Latin Extended files, joined into one, as Pillow takes one file for a text.
"""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache
from math import ceil
from pathlib import Path

from PIL import ImageFont

_FONTS = Path(__file__).parent / "fonts"
FONT, SERIF = _FONTS / "AtkinsonHyperlegibleNext-Medium.ttf", _FONTS / "SourceSerif4-Bold.ttf"
# More are on no line, seen or not: measuring takes the square of them.
LINE_CHARACTERS = 200
# The font has no narrow space; the wide one does not break either.
_SPACES = {0x202F: 0xA0}
# No line begins with a sign of French, or ends with what opens a quotation.
_BEFORE_SIGN = re.compile(r" (?=[:;!?»])|(?<=«) ")


@cache
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    return ImageFont.truetype(FONT, size)


@cache
def serif_of(size: int) -> ImageFont.FreeTypeFont:
    """The font of titles and figures at a size in pixels."""
    return ImageFont.truetype(SERIF, size)


def lines_of(text: str, font: ImageFont.FreeTypeFont, *, width: int, most: int) -> list[str]:
    """The lines that fit `width`, broken at spaces, too long a word anywhere; no more than `most`."""
    lines: list[str] = []
    joined = _BEFORE_SIGN.sub("\u00a0", text.translate(_SPACES).strip())
    for word in re.split(r"[ \t\n]+", joined):
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while len(lines) <= most and (len(word) > LINE_CHARACTERS or font.getlength(word) > width):
            longest = range(min(len(word), LINE_CHARACTERS) + 1)
            fitting = max(1, bisect(longest, width, key=lambda n: ceil(font.getlength(word[:n]))) - 1)
            lines.append(word[:fitting])
            word = word[fitting:]
        lines.append(word)
        if len(lines) > most:
            break
    return lines[:most]


def shortened(text: str, font: ImageFont.FreeTypeFont, *, width: int, most: int) -> list[str]:
    """The same, with an ellipsis where something was left out."""
    lines = lines_of(text, font, width=width, most=most + 1)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]
