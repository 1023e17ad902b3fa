"""The words of a text that say what it is about."""

from hemicycle.likeness.words import STOP_WORDS, terms_of, words_of


def test_stop_words_and_elisions_say_nothing() -> None:
    text = "Jusqu’à ce qu'on l'ait, c’est l’accès aux données qui compte ; l'État n'y peut rien."
    assert list(words_of(text)) == ["accès", "données", "compte", "état"]
    assert {"le", "la", "pas", "très"} <= STOP_WORDS


def test_forms_of_a_word_share_a_stem() -> None:
    assert terms_of("publier publication publiée")[0] == terms_of("publiées")[0]
    assert set(terms_of("Éditeurs éditeur")) == set(terms_of("éditeurs"))


def test_a_text_without_words_has_none() -> None:
    assert terms_of("") == terms_of("… !? 1 👍") == []
