"""Colours that a site chooses, and whether people can read what stands on them (WCAG 2.2, 1.4.3).

What is too near to its ground is refused, with the nearest that can be read: the same hue, darker or lighter.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.site import SiteColours

TEXT = 4.5
# What the accent stands on as text, and what stands on it, in the light palette and in the dark one.
_LIGHT = ("#faf8f3", "#ffffff", "#f0ece3")
_DARK = ("#11171d", "#1a222b", "#0b1015", "#07202a")
# What stands on the dark bands and covers.
_ON_NIGHT = ("#f4f7f6", "#b7ccd1")
_TINT_LIGHT, _TINT_DARK = ("#ffffff", 0.12), ("#11171d", 0.2)
_STEPS = 512
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_legible(colour: str, grounds: Sequence[str]) -> bool:
    """Whether text of this colour can be read on all of these, or text of these on it."""
    return all(contrast(colour, ground) >= TEXT for ground in grounds)


def nearest(colour: str, grounds: Sequence[str]) -> str:
    """The colour of the same hue that can be read and is changed least."""
    red, green, blue = _parts(colour)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    for step in range(_STEPS + 1):
        for sign in (-1, 1):
            light = lightness + sign * step / _STEPS
            if 0 <= light <= 1:
                found = _hex(*colorsys.hls_to_rgb(hue, light, saturation))
                if is_legible(found, grounds):
                    return found
    raise AssertionError("black or white can be read on any of these grounds")


def checked_accent(text: str) -> str:
    """The colour of what can be pressed, empty for the house's own. Refused: `INVALID`, with the nearest."""
    return _checked(text, _LIGHT, field="accent")


def checked_night(text: str) -> str:
    """The colour of dark bands, empty for the house's own. Refused: `INVALID`, with the nearest."""
    return _checked(text, _ON_NIGHT, field="night")


def palette(accent: str, night: str) -> SiteColours | None:
    """What pages need of these colours, for light and dark; None where both are the house's own."""
    if not accent:
        return SiteColours(night=night) if night else None
    dark = nearest(accent, _DARK)
    light_tint, dark_tint = _tinted(accent, *_TINT_LIGHT), _tinted(dark, *_TINT_DARK)
    return SiteColours(accent, light_tint, dark, dark_tint, night)


def _checked(text: str, grounds: Sequence[str], *, field: str) -> str:
    colour = text.strip().lower()
    if not colour:
        return ""
    if not _COLOUR.match(colour):
        raise Refused(Code.INVALID, field=field, expected="#rrggbb")
    if not is_legible(colour, grounds):
        raise Refused(Code.INVALID, field=field, allowed=nearest(colour, grounds))
    return colour


def _tinted(colour: str, ground: str, share: float) -> str:
    """A little of a colour on a ground: as much as lets text of the colour be read on it."""
    while not is_legible(colour, [tint := _mixed(colour, ground, share)]):
        share *= 0.8
    return tint


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    red, green, blue = (one * share + other * (1 - share) for one, other in pairs)
    return _hex(red, green, blue)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
