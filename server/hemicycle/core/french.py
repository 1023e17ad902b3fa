"""Words of French texts, so that two spellings of one word meet: for searching and for comparing.

A word is folded (lower case, no accents, ligatures spread) and loses its ending of number and gender. That
is lighter than a real stemmer, and the same in every database; English words are still found by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Letters and digits; an apostrophe or a hyphen parts words, as in « l’eau » and « peut-être ».
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae"})
# Below these lengths an ending is part of the word.
_SHORTEST_PLURAL = 4
_SHORTEST_STEM = 5
_LONGEST_KNOWN = 30

# Words that stand in every text, folded. They find nothing and make nothing alike.
_COMMON = """
a ai ainsi alors au aucun aucune aussi autre autres aux avaient avait avant avec avoir ayant
bien c ca car ce ceci cela celle celles celui ces cet cette ceux chaque ci comme comment d dans de des
deja depuis dont donc du elle elles en encore entre est et etaient etait etant ete etre eu eux
fait faire faut furent h ici il ils j je l la le les leur leurs lors lui m ma mais me meme memes mes moi
moins mon n ne ni non nos notre nous on ont or ou par parce pas peu peut peuvent plus pour pourquoi
pouvoir qu quand que quel quelle quelles quels qui quoi s sa sans se sera seront ses si soit son sont
sous souvent sur t ta te tes toi ton tous tout toute toutes tres trop tu un une vers voir vos votre vous
y the of and to in is are for on with that this it be as by or at from an
"""
STOP_WORDS = frozenset(_COMMON.split())


class Word(NamedTuple):
    """A word of a text: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def fold(text: str) -> str:
    """Lower case without accents: « Énergie » and « energie » are one."""
    if text.isascii():
        return text.lower()
    # Without its marks first: putting many of them in order takes the square of their number.
    spread = unicodedata.normalize("NFKD", _without_marks(text.translate(_LIGATURES).lower()))
    return _without_marks(spread)


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))


def stem(word: str) -> str:
    """What a folded word has in common with its plural and its feminine.

    After J. Savoy's minimal stemmer for French (JASIS 50(10), 1999), with a shorter limit for plurals.
    """
    if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx" and word[-2] != "s":
        if len(word) > _SHORTEST_STEM and word.endswith("aux") and word[-4] != "e":
            return word[:-2] + "l"
        word = word[:-1]
    for ending in ("r", "e", "e"):  # « donner », « donne » and « donnée » meet
        if len(word) >= _SHORTEST_STEM and word.endswith(ending):
            word = word[:-1]
    if len(word) >= _SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, without those that stand in every text."""
    for match in _WORD.finditer(text):
        word = match[0]
        # People's words are few and come again and again; longer ones are not kept.
        found = _known_stem(word) if len(word) <= _LONGEST_KNOWN else _stem_of(word)
        if found:
            yield Word(match.start(), match.end(), found)


def _stem_of(word: str) -> str:
    """The stem of a word as it is written; empty for one that stands in every text."""
    folded = fold(word)
    return stem(folded) if len(folded) > 1 and folded not in STOP_WORDS else ""


_known_stem = lru_cache(maxsize=20_000)(_stem_of)


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [word.stem for word in words(text)]


def normalised(text: str) -> str:
    """A text as one compares it with another: folded, its words in order with single blanks."""
    return " ".join(_WORD.findall(fold(text)))
