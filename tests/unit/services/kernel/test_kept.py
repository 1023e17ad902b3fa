"""What was made of a text is made once, and only so much of it is kept."""

from __future__ import annotations

from hemicycle.services.kernel import markdown
from hemicycle.services.kernel.kept import Kept


def test_a_value_is_made_once() -> None:
    """[H1] HTML and excerpts were made again for each reader."""
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    kept: Kept[str, str] = Kept(make, size=lambda text, value: len(value), most=100)
    assert [kept.of("a"), kept.of("b"), kept.of("a")] == ["A", "B", "A"]
    assert made == ["a", "b"]
    assert "a" in kept
    assert "c" not in kept


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept: Kept[str, str] = Kept(str.upper, size=lambda text, value: len(value), most=10)
    for text in ("aaaa", "bbbb", "aaaa", "cccc"):
        kept.of(text)
    assert [text in kept for text in ("aaaa", "bbbb", "cccc")] == [True, False, True]
    assert kept.of("d" * 11) == "D" * 11
    assert "d" * 11 not in kept, "what is larger than all is made and not kept"


async def test_many_texts_are_made_apart_and_shown_from_what_is_kept() -> None:
    """[H1] Ten accounts' texts of brackets held a node for 20 seconds."""
    texts = [f"**{n}** " + "[" * 900 for n in range(3)]
    await markdown.prepare(texts)
    assert all(text in markdown._html for text in texts)
    assert markdown.html_of(texts[0]).startswith("<p><strong>0</strong> [[[")


def test_a_link_keeps_its_words_whatever_its_address() -> None:
    linked = "Voir [la page](https://fr.example/eau_(boisson)) et ![un dessin](x.png), [non](fini"
    assert markdown.plain_of(linked) == "Voir la page et un dessin, [non](fini"
