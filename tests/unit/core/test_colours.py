"""What a site may choose for colours can be read, and what cannot is answered with the nearest that can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core import colours
from hemicycle_protocol.errors import Code, Refused

COLOURS = st.from_regex(r"\A#[0-9a-f]{6}\Z")
PAPERS = ("#faf8f3", "#ffffff", "#f0ece3")
DARK = ("#11171d", "#1a222b", "#0b1015", "#07202a")


def test_contrast_is_as_wcag_computes_it() -> None:
    """[SI6]"""
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48
    assert colours.contrast("#0f4c5c", "#0f4c5c") == 1


@pytest.mark.parametrize("wish", ["#0f4c5c", " #7D2E1F ", ""])
def test_what_can_be_read_is_taken(wish: str) -> None:
    """[SI6]"""
    assert colours.checked_accent(wish) == wish.strip().lower()


@pytest.mark.parametrize("wish", ["#ffcc00", "#e0f0ff", "#ffffff"])
def test_what_cannot_be_read_is_refused_with_the_nearest_that_can(wish: str) -> None:
    """[SI6]"""
    with pytest.raises(Refused) as refused:
        colours.checked_accent(wish)
    offered = refused.value.facts["allowed"]
    assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID, "accent")
    assert colours.checked_accent(offered) == offered


@pytest.mark.parametrize("wish", ["red", "#fff", "#12345g", "url(x)", "#0f4c5c;}"])
def test_what_is_no_colour_is_refused(wish: str) -> None:
    """[SI6]"""
    with pytest.raises(Refused) as refused:
        colours.checked_night(wish)
    assert refused.value.facts == {"field": "night", "expected": "#rrggbb"}


@given(COLOURS)
def test_whatever_is_wished_all_that_pages_show_can_be_read(wish: str) -> None:
    """[SI6]"""
    accent = colours.nearest(wish, PAPERS)
    assert colours.nearest(accent, PAPERS) == accent
    made = colours.palette(accent, "")
    assert made is not None
    assert colours.is_legible(made.accent, [*PAPERS, made.accent_bg])
    assert colours.is_legible(made.accent_dark, [*DARK, made.accent_bg_dark])
