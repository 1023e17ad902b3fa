"""What the holding slide draws."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageFont

from hemicycle.stage.program.slate import FONT, HEIGHT, TEXT_SIZE, WIDTH, draw_slate, lines_of

FRENCH = "Hémicycle àâäçéèêëîïôöùûüÿœæ ÀÂÇÉÈÊËÎÏÔŒÙÛ"
MARKS = "«\u202fL’eau\u00a0»\u202f; où\u202f? là\u202f! – — … € 1\u202f000"
OTHERS = "Ñandú Łódź Čeština Straße Ålesund Ġgantija İstanbul fête"


@pytest.fixture
def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, TEXT_SIZE)


@pytest.mark.parametrize("text", [FRENCH, MARKS, OTHERS, "Le débat reprend dans un instant."])
def test_every_letter_has_a_shape(font: ImageFont.FreeTypeFont, text: str) -> None:
    """No letter is drawn as the box that stands for what a font lacks."""
    lacking = bytes(font.getmask("\uffff"))
    drawn = "".join(lines_of(text, font))
    assert [letter for letter in drawn if bytes(font.getmask(letter)) == lacking] == []


def test_lines_stay_on_the_slide(font: ImageFont.FreeTypeFont) -> None:
    """A long text takes several lines, within the picture, a word of any length too."""
    lines = lines_of("La séance est suspendue " * 5 + "m" * 120, font)
    assert len(lines) == 4
    assert max(font.getlength(line) for line in lines) < WIDTH - 100
    assert " ".join(lines[:2]).startswith("La séance est suspendue La séance")


def test_a_mark_stays_with_its_word(font: ImageFont.FreeTypeFont) -> None:
    """Spaces that join do not break a line, the narrow one neither."""
    assert lines_of("Où\u202fva\u00a0l’eau\u202f?", font) == ["Où\u00a0va\u00a0l’eau\u00a0?"]


def test_text_and_accents_are_on_the_picture() -> None:
    """The accent is drawn; lines lie one below the other; no text leaves that part empty."""
    plain, accented = (np.asarray(draw_slate("", title)) for title in ("Hemicycle", "Hémicycle"))
    assert (plain != accented).any()
    empty, two = (np.asarray(draw_slate(text, "Hémicycle"))[470:] for text in ("", "«\u00a0à\u00a0» " * 30))
    assert (empty == empty[0, 0]).all()
    rows = (two != two[0, 0]).any(axis=(1, 2))
    assert np.count_nonzero(rows[1:] & ~rows[:-1]) >= 2
    assert two.shape == (HEIGHT - 470, WIDTH, 3)
