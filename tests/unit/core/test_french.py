"""Two spellings of one word meet, two words stay apart."""

import pytest

from hemicycle.core.french import STOP_WORDS, fold, normalised, stem, stems, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Énergie", "energie"), ("ŒUVRE", "oeuvre"), ("Ça", "ca"), ("naïf", "naif"), ("Straße", "strasse")],
)
def test_accents_and_case_are_folded(typed: str, folded: str) -> None:
    """[CO22]"""
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "family",
    [
        ["loi", "lois"],
        ["donnee", "donnees", "donner", "donne"],
        ["national", "nationale", "nationaux", "nationales"],
        ["citoyen", "citoyens", "citoyenne", "citoyennes"],
        ["numerique", "numeriques"],
        ["eau", "eaux"],
        ["public", "publics"],
        ["culturel", "culturels", "culturelle"],
    ],
)
def test_number_and_gender_are_one_word(family: list[str]) -> None:
    """[CO22]"""
    assert len({stem(word) for word in family}) == 1, [stem(word) for word in family]


def test_short_words_keep_their_ending() -> None:
    """[CO22]"""
    assert [stem(word) for word in ("mer", "bus", "prix", "fer")] == ["mer", "bus", "pri", "fer"]


@pytest.mark.parametrize(("one", "other"), [("loi", "loin"), ("pont", "point"), ("taxe", "texte")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    """[CO22]"""
    assert stem(one) != stem(other)


def test_words_know_where_they_stand() -> None:
    text = "L’accès à l'Énergie : un droit."
    assert [text[word.start : word.end] for word in words(text)] == ["accès", "Énergie", "droit"]
    assert stems(text) == ["acce", "energi", "droit"]


def test_words_of_every_text_are_left_out() -> None:
    assert stems("Est-ce que la le de du pour avec ?") == []
    assert all(word == fold(word) for word in STOP_WORDS)


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\x00", "💧"])
def test_what_holds_no_word_has_none(text: str) -> None:
    assert stems(text) == []
    assert normalised(text) == ""


def test_two_titles_are_the_same_if_they_differ_in_marks_alone() -> None:
    assert normalised("  L’Eau, bien commun ! ") == normalised("l'eau BIEN-commun")
