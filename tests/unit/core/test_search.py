"""What a search shows of a text: the words that were found and what stands around them."""

import pytest

from hemicycle.core.search import EXCERPT_CHARACTERS, MOST_WORDS, Wanted, excerpt, wanted


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("le prix de l'eau", ("pri", "eau")),
        ("Énergie énergies", ("energi",)),
        ("de la", ()),
        ('"; DROP * NEAR(', ("drop", "near")),
        ("", ()),
    ],
)
def test_a_question_is_its_own_words(question: str, stems: tuple[str, ...]) -> None:
    assert wanted(question) == Wanted(stems)


def test_a_short_word_is_looked_for_in_its_forms_and_a_long_one_by_its_beginning() -> None:
    """[CO22]"""
    assert wanted("loi énergies").terms == [("loi", "lois", "loix", "loie", "loies"), ("energi*",)]
    assert wanted("nationaux").terms == [("national*", "nationaux")]
    assert wanted("eau").finds("eau")
    assert not wanted("eau").finds("eaubonn")
    assert wanted("énergie").finds("energiqu")


def test_a_long_question_is_cut() -> None:
    question = " ".join(f"mot{n}" for n in range(50))
    assert len(wanted(question).stems) == MOST_WORDS


def test_every_second_piece_was_found() -> None:
    text = "L’Énergie coûte cher ; les énergies aussi."
    assert excerpt(text, wanted("energie")) == ["L’", "Énergie", " coûte cher ; les ", "énergies", " aussi."]


def test_the_excerpt_is_where_most_was_found() -> None:
    """[CO30]"""
    text = "eau " + "mot " * 200 + "prix de l’eau et taxe " + "fin " * 100
    pieces = excerpt(text, wanted("eau prix taxe"))
    assert pieces[1::2] == ["prix", "eau", "taxe"]
    assert pieces[0].startswith("…")
    assert pieces[-1].endswith("…")
    assert len("".join(pieces)) <= EXCERPT_CHARACTERS + 2


def test_a_text_in_which_nothing_was_found_shows_its_beginning() -> None:
    assert excerpt("a" * 500, wanted("eau")) == ["a" * EXCERPT_CHARACTERS + "…"]
    assert excerpt("", wanted("eau")) == [""]


def test_markup_stays_plain_text() -> None:
    """[CO30]"""
    assert excerpt("<b>eau</b>", wanted("eau ")) == ["<b>", "eau", "</b>"]
