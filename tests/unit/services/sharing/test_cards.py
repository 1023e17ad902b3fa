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
    ],
)
def test_a_picture_has_the_size_that_networks_want(card: Card) -> None:
    image = Image.open(BytesIO(draw_card(card)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))


def test_title_and_number_are_on_the_picture() -> None:
    cards = [Card("K", "Titre"), Card("K", "Autre"), Card("K", "Titre", "7", "soutiens")]
    assert len({draw_card(card) for card in cards}) == 3
