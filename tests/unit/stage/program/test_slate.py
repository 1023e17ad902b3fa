"""What the holding slide draws."""

from __future__ import annotations

import numpy as np

from hemicycle.stage.program.slate import HEIGHT, WIDTH, draw_slate


def test_text_and_accents_are_on_the_picture() -> None:
    """The accent is drawn; lines lie one below the other; no text leaves that part empty."""
    plain, accented = (np.asarray(draw_slate("", title)) for title in ("Hemicycle", "Hémicycle"))
    assert (plain != accented).any()
    empty, two = (np.asarray(draw_slate(text, "Hémicycle"))[470:] for text in ("", "«\u00a0à\u00a0» " * 30))
    assert (empty == empty[0, 0]).all()
    rows = (two != two[0, 0]).any(axis=(1, 2))
    assert np.count_nonzero(rows[1:] & ~rows[:-1]) >= 2
    assert two.shape == (HEIGHT - 470, WIDTH, 3)
