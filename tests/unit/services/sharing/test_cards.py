"""The picture of a shared link."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from hemicycle.services.sharing.cards import HEIGHT, WIDTH, Card, draw_card


@pytest.mark.parametrize(
    "card",
    [
        Card("Proposition de loi", "Un titre", "12\u202f345", "soutiens publics"),
        Card("Démarche", ""),
        Card("Démarche", "très " * 200),
        Card("Démarche", "m" * 500, "1", "vote"),
        Card("Proposition", "très " * 200, "1", "d’accord", (1, 0, 0)),
        Card("Proposition", "Un titre", "1", "d’accord", (1, 999_999, 1)),
        Card("Débat", "Un titre", "", "En direct " * 40, is_night=True, brand="Un site " * 9),
    ],
)
def test_a_picture_has_the_size_that_networks_want(card: Card) -> None:
    image = Image.open(BytesIO(draw_card(card)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))


def test_the_bar_of_a_proposition_is_as_long_as_its_votes() -> None:
    """Of a bar of 1040 pixels, three quarters are full."""
    image = Image.open(BytesIO(draw_card(Card("K", "T", "3", "d’accord", (3, 0, 1))))).convert("RGB")
    row = [image.getpixel((x, 448)) for x in range(WIDTH)]
    full = sum(isinstance(each, tuple) and each[2] > each[0] + 80 for each in row)
    assert full == pytest.approx(780, abs=12)


def test_title_and_number_are_on_the_picture() -> None:
    cards = [Card("K", "Titre"), Card("K", "Autre"), Card("K", "Titre", "7", "soutiens")]
    assert len({draw_card(card) for card in cards}) == 3
