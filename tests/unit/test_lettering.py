"""Words in pictures."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from hemicycle.lettering import font_of, lines_of, shortened

FRENCH = "Hémicycle àâäçéèêëîïôöùûüÿœæ ÀÂÇÉÈÊËÎÏÔŒÙÛ"
MARKS = "«\u202fL’eau\u00a0»\u202f; où\u202f? là\u202f! – — … € 1\u202f000"
OTHERS = "Ñandú Łódź Čeština Straße Ålesund Ġgantija İstanbul fête"


@pytest.fixture
def font() -> ImageFont.FreeTypeFont:
    return font_of(36)


@pytest.mark.parametrize("text", [FRENCH, MARKS, OTHERS, "Le débat reprend dans un instant."])
def test_every_letter_has_a_shape(font: ImageFont.FreeTypeFont, text: str) -> None:
    """No letter is drawn as the box that stands for what a font lacks."""
    lacking = bytes(font.getmask("\uffff"))
    drawn = "".join(lines_of(text, font, width=1_040, most=4))
    assert [letter for letter in drawn if bytes(font.getmask(letter)) == lacking] == []


def test_no_line_begins_with_a_sign_of_french() -> None:
    font = font_of(40)
    width = round(font.getlength("Suivre l’argent"))
    lines = lines_of("Suivre l’argent : jusqu’où ?", font, width=width, most=5)
    assert lines == ["Suivre", "l’argent\u00a0:", "jusqu’où\u00a0?"]


def test_lines_stay_on_the_slide(font: ImageFont.FreeTypeFont) -> None:
    """A long text takes several lines, within the picture, a word of any length too."""
    lines = lines_of("La séance est suspendue " * 5 + "m" * 120, font, width=1_040, most=4)
    assert len(lines) == 4
    assert max(font.getlength(line) for line in lines) <= 1_040
    assert " ".join(lines[:2]).startswith("La séance est suspendue La séance")


def test_a_mark_stays_with_its_word(font: ImageFont.FreeTypeFont) -> None:
    """Spaces that join do not break a line, the narrow one neither."""
    assert lines_of("Où\u202fva\u00a0l’eau\u202f?", font, width=1_040, most=4) == [
        "Où\u00a0va\u00a0l’eau\u00a0?"
    ]


def test_what_is_left_out_is_marked(font: ImageFont.FreeTypeFont) -> None:
    """An ellipsis says that there is more, within the width."""
    lines = shortened("La transparence de la commande publique " * 9, font, width=600, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert font.getlength(lines[-1]) <= 600
    assert shortened("Court", font, width=600, most=2) == ["Court"]
